internal import Diagnostics
internal import POSIX
internal import SigV4

/// Where credentials are looked for, in order; the first source that is set up decides.
///
/// Variables, web identity, GitHub's OIDC, profile, container, instance (AWS SDKs and Tools Reference Guide,
/// "Standardized credential providers"). With `--profile` only the profile counts. A source that is set up and fails
/// ends the search: who comes after it may be somebody else.
struct CredentialChain: Sendable {
    enum Step {
        case found(FoundCredentials)
        case absent(PassedOver)
    }

    private enum Source: CaseIterable { case environment, webIdentity, gitHub, profile, container, instance }

    let settings: AWSSettings
    let instance: InstanceMetadata
    private var context: AWSContext { settings.context }

    init(_ settings: AWSSettings) {
        self.settings = settings
        instance = InstanceMetadata(settings)
    }

    func resolve() throws(Failure) -> (found: FoundCredentials, passedOver: [PassedOver]) {
        var passedOver: [PassedOver] = []
        for source in context.profile == nil ? Source.allCases : [.profile] {
            switch try ask(source) {
            case .found(let found): return (found, passedOver)
            case .absent(let reason): passedOver.append(reason)
            }
        }
        throw Failure(
            AWSCodes.credentials,
            "No source has any:\n" + passedOver.map { "\($0.source): \($0.reason)" }.joined(separator: "\n"),
            help: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    }

    private func ask(_ source: Source) throws(Failure) -> Step {
        switch source {
        case .environment: try environment()
        case .webIdentity: try WebIdentity(settings).fromVariables()
        case .gitHub: try WebIdentity(settings).fromGitHub()
        case .profile: try ProfileCredentials(self).resolve()
        case .container: try ContainerCredentials(settings).resolve()
        case .instance: try instance.credentials()
        }
    }

    func environment() throws(Failure) -> Step {
        let id = context["AWS_ACCESS_KEY_ID"]
        let secret = context["AWS_SECRET_ACCESS_KEY"]
        guard id != nil || secret != nil else {
            return .absent(PassedOver("environment", "AWS_ACCESS_KEY_ID is not set"))
        }
        guard let id, let secret else {
            let missing = id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            throw Failure(
                AWSCodes.malformed, "\(missing) is not set, though the other half of the key is.",
                help: "set \(missing)")
        }
        // Some tools write this one beside the keys they export.
        let expiry = context["AWS_CREDENTIAL_EXPIRATION"].map { WallTime($0) }
        if case .some(nil) = expiry {
            throw Failure(
                AWSCodes.setting, "AWS_CREDENTIAL_EXPIRATION is no time.",
                help: "write a time such as 2026-01-31T23:59:59Z, or unset it")
        }
        return .found(
            FoundCredentials(
                try KeyText.credentials(
                    id: id, secret: Secret(secret), token: context["AWS_SESSION_TOKEN"].map { Secret($0) },
                    expiry: expiry ?? nil, source: "environment"), source: "environment"))
    }
}
