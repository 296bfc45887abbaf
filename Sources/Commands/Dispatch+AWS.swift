import Arguments
import Diagnostics

extension CommandLineInterface {
    private typealias Options = SlipwayGrammar.Options
    private typealias Positionals = SlipwayGrammar.Positionals

    static func awsCommand(for invocation: Invocation) throws(Failure) -> (any Command)? {
        let choices = AWSChoices(profile: invocation[Options.profile], region: invocation[Options.region])
        switch SlipwayGrammar.awsVerb(of: invocation) {
        case .whoami: return AWSWhoamiCommand(choices: choices, isJSON: invocation[Options.jsonDocument])
        case .sign:
            return AWSSignCommand(
                choices: choices, service: try option(Options.service, of: invocation), date: invocation[Options.date],
                presign: invocation[Options.presign])
        case .request:
            return AWSRequestCommand(
                choices: choices, service: try argument(Positionals.awsService, of: invocation),
                target: invocation[Positionals.target] ?? "/", method: invocation[Options.method],
                headers: invocation.all(Options.header), body: invocation[Options.body],
                action: invocation[Options.action], parameters: invocation.all(Options.parameter),
                isStreamed: invocation[Options.stream], isIncluded: invocation[Options.include])
        case .eksToken:
            return AWSTokenCommand(choices: choices, cluster: try option(Options.cluster, of: invocation))
        case nil: return nil
        }
    }

    static func secretsCommand(for invocation: Invocation) throws(Failure) -> (any Command)? {
        let choices = AWSChoices(profile: invocation[Options.profile], region: invocation[Options.region])
        let name = invocation[Positionals.secretName]
        switch SlipwayGrammar.secretsVerb(of: invocation) {
        case .list:
            return SecretsListCommand(
                choices: choices, environment: try argument(Positionals.environment, of: invocation),
                isJSON: invocation[Options.jsonDocument])
        case .get:
            return SecretsGetCommand(
                choices: choices, secret: try argument(Positionals.secret, of: invocation), name: name,
                isRevealed: invocation[Options.reveal])
        case .set:
            return SecretsSetCommand(
                choices: choices, secret: try argument(Positionals.secret, of: invocation), name: name)
        case .rotate:
            return SecretsRotateCommand(
                choices: choices, secret: try argument(Positionals.secret, of: invocation), name: name,
                consent: Consent(
                    isGiven: invocation[Options.yes], isStreaming: false,
                    advice: "run the command again with --yes to replace the value"))
        case nil: return nil
        }
    }

    private static func option(_ option: Option<String>, of invocation: Invocation) throws(Failure) -> String {
        if let value = invocation[option] { return value }
        let name = option.declaration.name
        throw Failure(
            UsageCodes.missingArgument, "--\(name) is missing.",
            help: "write --\(name) \(option.declaration.value?.placeholder ?? "")")
    }
}
