internal import Diagnostics
internal import HTTPTransport
internal import POSIX
internal import SigV4

/// The endpoint of ECS and of EKS Pod Identity.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider". Over plain HTTP only loopback and the
/// two addresses of AWS are asked: credentials must not go to whoever can set a variable.
struct ContainerCredentials {
    let settings: AWSSettings
    private let source = "container"

    init(_ settings: AWSSettings) { self.settings = settings }

    func resolve() throws(Failure) -> CredentialChain.Step {
        let context = settings.context
        let url: String
        if let path = context["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = "http://169.254.170.2\(path.hasPrefix("/") ? "" : "/")\(path)"
        } else if let full = context["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            url = full
        } else {
            return .absent(PassedOver(source, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not set"))
        }
        var answer = CredentialAnswer(source: "The container's endpoint")
        guard Self.isTrusted(url) else {
            throw Failure(
                AWSCodes.source,
                "The container's endpoint is neither https nor on loopback, 169.254.170.2 or 169.254.170.23.",
                help: "correct AWS_CONTAINER_CREDENTIALS_FULL_URI")
        }
        var fields: [HTTPRequest.Field] = []
        if let token = try token(context) {
            fields.append(HTTPRequest.Field("Authorization", token))
            answer.confidential = [Secret(token)]
        }
        let endpoint = CredentialEndpoint(settings: settings, source: source)
        guard let response = try endpoint.ask(HTTPRequest("GET", url, fields: fields)) else {
            throw answer.problem("does not answer", help: "check that its agent runs, and the variable that names it")
        }
        guard response.status == 200 else {
            throw answer.problem(
                "answered \(response.status)", help: "check AWS_CONTAINER_AUTHORIZATION_TOKEN or its _FILE")
        }
        let credentials = try answer.credentials(response.body, requiresExpiry: true)
        return .found(FoundCredentials(credentials, source: "container endpoint", isRenewable: true))
    }

    /// The file is read each time: Pod Identity renews it.
    private func token(_ context: AWSContext) throws(Failure) -> String? {
        guard let file = context["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] else {
            return context["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        }
        let text = try TokenFile.read(file, of: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        return text.withExposedBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether credentials may come from there, and a token may go there.
    static func isTrusted(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        let scheme = url.prefix(url.hasPrefix("https://") ? 8 : 7)
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let origin = EndpointURL(String(scheme + authority)) else { return false }
        if origin.isSecure { return true }
        let name = origin.name.lowercased()
        if ["localhost", "169.254.170.2", "169.254.170.23", "[::1]", "[fd00:ec2::23]"].contains(name) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        // 010 is 8 to some and 10 to others.
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in UInt8(part).map(String.init) == String(part) }
    }
}
