internal import Diagnostics
internal import HTTPTransport
internal import JSON
internal import POSIX
internal import SigV4

/// A role for whoever holds a token of an OpenID Connect provider: Kubernetes service accounts, GitHub Actions.
///
/// Sources: AWS SDKs and Tools Reference Guide, "Assume role with web identity"; GitHub, "OpenID Connect reference"
/// (ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN).
struct WebIdentity {
    let settings: AWSSettings
    private var context: AWSContext { settings.context }

    init(_ settings: AWSSettings) { self.settings = settings }

    func fromVariables() throws(Failure) -> CredentialChain.Step {
        let source = "web identity"
        guard let file = context["AWS_WEB_IDENTITY_TOKEN_FILE"] else {
            return .absent(PassedOver(source, "AWS_WEB_IDENTITY_TOKEN_FILE is not set"))
        }
        guard let role = context["AWS_ROLE_ARN"] else {
            throw Failure(
                AWSCodes.malformed, "AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not.",
                help: "set AWS_ROLE_ARN")
        }
        let token = try TokenFile.read(context.expanded(file), of: "AWS_WEB_IDENTITY_TOKEN_FILE")
        return .found(try assume(role, token, context["AWS_ROLE_SESSION_NAME"], "web identity of \(role)"))
    }

    func fromGitHub() throws(Failure) -> CredentialChain.Step {
        let source = "GitHub OIDC"
        guard let url = context["ACTIONS_ID_TOKEN_REQUEST_URL"], let bearer = context["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
        else {
            let reason =
                context["GITHUB_ACTIONS"] == "true"
                ? "the workflow lacks `permissions: id-token: write`" : "ACTIONS_ID_TOKEN_REQUEST_URL is not set"
            return .absent(PassedOver(source, reason))
        }
        guard let role = context["AWS_ROLE_ARN"] else { return .absent(PassedOver(source, "AWS_ROLE_ARN is not set")) }
        let answer = CredentialAnswer(source: "GitHub's token endpoint")
        guard ContainerCredentials.isTrusted(url) else {
            throw answer.problem("is not https", help: "leave ACTIONS_ID_TOKEN_REQUEST_URL as the runner sets it")
        }
        let request = HTTPRequest(
            "GET", "\(url)\(url.contains("?") ? "&" : "?")audience=sts.amazonaws.com",
            fields: [.init("Authorization", "Bearer \(bearer)"), .init("Accept", "application/json")],
            tls: TLSFiles(authorities: settings.authorities), usesProxyOfEnvironment: true)
        guard let response = try CredentialEndpoint(settings: settings, source: source).ask(request) else {
            throw answer.problem("does not answer", help: "check the runner's network and https_proxy")
        }
        guard response.status == 200 else {
            throw answer.problem(
                "answered \(response.status)", help: "give the job `permissions: id-token: write`, and run it again")
        }
        guard let token = (try? JSONReader.parse(response.body))?["value"]?.string, !token.isEmpty else {
            throw answer.problem(
                "answered without a token", help: "run the job again; https://githubstatus.com tells of outages")
        }
        return .found(try assume(role, Secret(token), context["AWS_ROLE_SESSION_NAME"], "GitHub OIDC of \(role)"))
    }

    /// - Parameter source: for people.
    func assume(
        _ role: String, _ token: Secret, _ session: String?, _ source: String, duration: Int? = nil
    ) throws(Failure) -> FoundCredentials {
        let client = AWSClient(
            settings, credentials: CredentialStore(settings))
        let credentials = try STS(client).assume(
            role, session: try RoleSession.name(session, context), token: token, duration: duration)
        return FoundCredentials(credentials, source: source, isRenewable: true)
    }
}

/// The name a role's session has in audit trails.
enum RoleSession {
    /// The given one, or `slipway-` and the time; throws E0805 for what STS does not take.
    static func name(_ given: String?, _ context: AWSContext) throws(Failure) -> String {
        let name = given ?? "slipway-\(context.now().seconds)"
        let isValid =
            (2...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_+=,.@-".utf8.contains(byte)
            }
        guard isValid else {
            throw Failure(
                AWSCodes.setting, "The role's session name is not 2 to 64 letters, digits and _+=,.@-.",
                help: "correct AWS_ROLE_SESSION_NAME or role_session_name")
        }
        return name
    }
}
