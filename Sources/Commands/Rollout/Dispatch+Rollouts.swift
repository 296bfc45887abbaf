import Arguments
import Diagnostics
import StateStore

extension CommandLineInterface {
    private typealias Options = SlipwayGrammar.Options
    private typealias Positionals = SlipwayGrammar.Positionals

    static func rolloutCommand(for invocation: Invocation) throws(Failure) -> (any Command)? {
        let isJSON = invocation[Options.jsonDocument]
        func environment() throws(Failure) -> String { try argument(Positionals.environment, of: invocation) }
        switch SlipwayGrammar.rolloutVerb(of: invocation) {
        case .start:
            return start(
                try environment(),
                .spec(
                    overrides: invocation.all(Options.set), image: invocation[Options.image],
                    strategy: invocation[Options.strategy]), invocation)
        case .rollback: return start(try environment(), .revision(invocation[Options.revision]), invocation)
        case .retry: return start(try environment(), .last, invocation)
        case .status:
            return RolloutStatusCommand(
                environment: try environment(), timeout: invocation[Options.timeout], isJSON: isJSON)
        case .watch: return RolloutWatchCommand(environment: try environment(), isJSON: invocation[Options.json])
        case .promote:
            return request(try environment(), invocation[Options.full] ? .promoteFully : .promote, invocation)
        case .pause: return request(try environment(), .pause, invocation)
        case .resume: return request(try environment(), .resume, invocation)
        case .abort: return request(try environment(), .abort, invocation)
        case .history: return RolloutHistoryCommand(environment: try environment(), isJSON: isJSON)
        case .explain:
            return RolloutExplainCommand(
                environment: try environment(), rollout: invocation[Positionals.rollout], isJSON: isJSON)
        case .lint:
            return RolloutLintCommand(
                environment: try environment(), overrides: invocation.all(Options.set),
                image: invocation[Options.image], strategy: invocation[Options.strategy])
        case .simulate:
            return RolloutSimulateCommand(
                environment: try environment(), scenario: invocation[Options.scenario] ?? "good",
                recorded: invocation[Options.recorded], rate: invocation[Options.rate] ?? 100,
                seed: invocation[Options.seed] ?? 1, clusters: invocation[Options.clusters],
                strategy: invocation[Options.strategy], isJSON: isJSON)
        case .importing:
            return RolloutImportCommand(file: try argument(Positionals.importedFile, of: invocation))
        case nil: return nil
        }
    }

    private static func start(
        _ environment: String, _ origin: RolloutStartCommand.Origin, _ invocation: Invocation
    ) -> any Command {
        RolloutStartCommand(
            environment: environment, origin: origin,
            consent: Consent(
                isGiven: invocation[Options.yes], isStreaming: invocation[Options.json],
                advice: "look at `slipway rollout lint \(environment)`, then run the command again with --yes"),
            output: OperationOutput(lockTimeout: invocation[Options.lockTimeout] ?? .zero))
    }

    private static func request(
        _ environment: String, _ verb: RolloutRequest.Verb, _ invocation: Invocation
    ) -> any Command {
        RolloutRequestCommand(
            environment: environment, verb: verb, reason: invocation[Options.reason] ?? "",
            output: OperationOutput(lockTimeout: .seconds(2)))
    }
}
