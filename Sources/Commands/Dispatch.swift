import Arguments
import Diagnostics
import JSON
import Planning

extension CommandLineInterface {
    private typealias Options = SlipwayGrammar.Options
    private typealias Positionals = SlipwayGrammar.Positionals

    /// The command an invocation stands for; nil where the grammar has a verb that is only a text.
    static func command(for invocation: Invocation) throws(Failure) -> (any Command)? {
        switch SlipwayGrammar.verb(of: invocation) {
        case .validate:
            ValidateCommand(
                environments: invocation.all(Positionals.environments), isJSON: invocation[Options.jsonDocument])
        case .explain:
            ExplainCommand(
                subject: try argument(Positionals.subject, of: invocation), path: invocation[Positionals.path],
                isJSON: invocation[Options.jsonDocument])
        case .initialise:
            InitCommand(
                directory: invocation[Positionals.directory], name: invocation[Options.name],
                image: invocation[Options.image], program: invocation[Options.program],
                port: invocation[Options.port] ?? 8080)
        case .render:
            RenderCommand(
                environment: try argument(Positionals.environment, of: invocation),
                directory: invocation[Options.renderDirectory], overrides: invocation.all(Options.set),
                only: invocation[Options.only])
        case .why:
            WhyCommand(
                environment: try argument(Positionals.environment, of: invocation),
                document: try argument(Positionals.document, of: invocation),
                path: try argument(Positionals.documentPath, of: invocation),
                overrides: invocation.all(Options.set), isJSON: invocation[Options.jsonDocument])
        case .diff:
            DiffCommand(
                before: try argument(Positionals.environment, of: invocation),
                after: try argument(Positionals.otherEnvironment, of: invocation), only: invocation[Options.only],
                isJSON: invocation[Options.jsonDocument], hasDetailedExit: invocation[Options.detailedExitCode])
        case .schema: SchemaCommand(file: invocation[Options.schemaFile])
        case .status:
            StatusCommand(
                environment: try argument(Positionals.environment, of: invocation),
                hasDetailedExit: invocation[Options.detailedExitCode], isJSON: invocation[Options.jsonDocument])
        case .logs:
            LogsCommand(
                environment: try argument(Positionals.environment, of: invocation),
                replica: invocation[Options.replica], lines: invocation[Options.lines] ?? 100,
                follows: invocation[Options.follow])
        case .plan, .show, .apply, .destroy, .resume: try planCommand(for: invocation)
        case .rollout: try rolloutCommand(for: invocation)
        case .image: try imageCommand(for: invocation)
        case .aws: try awsCommand(for: invocation)
        case .secrets: try secretsCommand(for: invocation)
        case .completion, .man, .version, .help, nil: nil
        }
    }

    /// The event streams of an invocation; commands that print a document of their own have none.
    static func events(of invocation: Invocation, version: String, below directory: String) throws(Failure) -> EventLog
    {
        switch (SlipwayGrammar.verb(of: invocation), SlipwayGrammar.rolloutVerb(of: invocation)) {
        case (.plan, _), (.apply, _), (.destroy, _), (.resume, _): break
        case (.rollout, .start), (.rollout, .rollback), (.rollout, .retry): break
        default: return .none
        }
        let file = invocation[Options.jsonInto].map { path in
            path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
        }
        return try EventLog(version: version, prints: invocation[Options.json], file: file)
    }

    private static func imageCommand(for invocation: Invocation) throws(Failure) -> (any Command)? {
        let part: ImageSubject.Part = invocation[Options.tool] ? .tool : .service
        let isJSON = invocation[Options.jsonDocument]
        switch SlipwayGrammar.imageVerb(of: invocation) {
        case .build:
            return ImageBuildCommand(
                environment: try argument(Positionals.environment, of: invocation), part: part,
                engine: invocation[Options.engine], isJSON: isJSON)
        case .inspect:
            return ImageInspectCommand(
                subject: try argument(Positionals.environmentOrImage, of: invocation), part: part,
                engine: invocation[Options.engine], isJSON: isJSON)
        case .push:
            return ImagePushCommand(
                environment: try argument(Positionals.environment, of: invocation), part: part, isJSON: isJSON)
        case nil: return nil
        }
    }

    private static func planCommand(for invocation: Invocation) throws(Failure) -> (any Command)? {
        let output = OperationOutput(lockTimeout: invocation[Options.lockTimeout] ?? .zero)
        let consent = Consent(isGiven: invocation[Options.yes], isStreaming: invocation[Options.json])
        switch SlipwayGrammar.verb(of: invocation) {
        case .plan:
            return PlanCommand(
                environment: try argument(Positionals.environment, of: invocation),
                goal: invocation[Options.destroyGoal] ? .destroy : .apply,
                overrides: invocation.all(Options.set), file: invocation[Options.out],
                hasDetailedExit: invocation[Options.detailedExitCode])
        case .show:
            return ShowCommand(
                file: try argument(Positionals.planFile, of: invocation),
                isJSON: invocation[Options.jsonDocument], isMarkdown: invocation[Options.markdown])
        case .apply:
            return ApplyCommand(
                subject: try argument(Positionals.planOrEnvironment, of: invocation), consent: consent,
                expected: invocation[Options.expect], overrides: invocation.all(Options.set), output: output)
        case .destroy:
            return DestroyCommand(
                environment: try argument(Positionals.environment, of: invocation), consent: consent, output: output)
        case .resume:
            return ResumeCommand(
                environment: try argument(Positionals.environment, of: invocation), consent: consent, output: output)
        default: return nil
        }
    }

    static func argument(
        _ positional: Positional, of invocation: Invocation
    ) throws(Failure) -> String {
        do throws(UsageError) { return try invocation.require(positional) } catch { throw error.failure }
    }

    /// What the verbs print that only know the grammar; nil for all others.
    static func text(for invocation: Invocation, project: Project, version: String) throws(Failure) -> String? {
        switch SlipwayGrammar.verb(of: invocation) {
        case .completion:
            if invocation[Options.environments] {
                return try project.environmentNames().map { "\($0)\n" }.joined()
            }
            guard let name = invocation[Positionals.shell], let shell = CompletionShell(rawValue: name) else {
                throw Failure(
                    UsageCodes.missingArgument, "SHELL is missing.",
                    help: "write `slipway completion bash`, zsh or fish")
            }
            return CompletionScript.render(SlipwayGrammar.root, for: shell)
        case .man: return ManualPage.render(SlipwayGrammar.root, version: version, date: "November 2026")
        case .version:
            let json: JSONValue = ["version": .string(version), "planFormat": .integer(Plan.format)]
            return invocation[Options.jsonDocument] ? json.text + "\n" : "slipway \(version)\n"
        default: return nil
        }
    }
}
