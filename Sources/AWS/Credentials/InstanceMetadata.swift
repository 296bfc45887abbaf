internal import Diagnostics
internal import HTTPTransport
internal import POSIX
internal import SigV4

/// The metadata service of an EC2 instance, version 2 only: a token first, then what is asked.
///
/// Source: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata". Version 1, which any
/// program that fetches addresses for others can be made to ask, is not used.
struct InstanceMetadata: Sendable {
    let settings: AWSSettings
    private static let prefix = "/latest/meta-data"

    init(_ settings: AWSSettings) { self.settings = settings }

    private var context: AWSContext { settings.context }

    private var isDisabled: Bool { context["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" }

    private var origin: String {
        let given =
            context["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? settings.profile?.text("ec2_metadata_service_endpoint")
        if let given { return given.hasSuffix("/") ? String(given.dropLast()) : given }
        let mode =
            context["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]
            ?? settings.profile?.text("ec2_metadata_service_endpoint_mode")
        return mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    }

    private var endpoint: CredentialEndpoint {
        let seconds = context["AWS_METADATA_SERVICE_TIMEOUT"].flatMap { Int($0) } ?? 1
        let attempts = context["AWS_METADATA_SERVICE_NUM_ATTEMPTS"].flatMap { Int($0) } ?? 1
        return CredentialEndpoint(
            settings: settings, source: "instance", timeout: .seconds(min(max(seconds, 1), 60)),
            attempts: min(max(attempts, 1), 10))
    }

    private func token() throws(Failure) -> String? {
        let request = HTTPRequest(
            "PUT", "\(origin)/latest/api/token", fields: [.init("X-aws-ec2-metadata-token-ttl-seconds", "21600")],
            body: [])
        guard let answer = try endpoint.ask(request), answer.status == 200, (1...1_024).contains(answer.body.count)
        else {
            return nil
        }
        return answer.text
    }

    private func get(_ path: String, _ token: String) throws(Failure) -> HTTPResponse? {
        try endpoint.ask(HTTPRequest("GET", origin + path, fields: [.init("X-aws-ec2-metadata-token", token)]))
    }

    func credentials() throws(Failure) -> CredentialChain.Step {
        let source = "instance"
        if isDisabled { return .absent(PassedOver(source, "AWS_EC2_METADATA_DISABLED is true")) }
        guard let token = try token() else { return .absent(PassedOver(source, "no metadata service answers")) }
        let path = "\(Self.prefix)/iam/security-credentials"
        guard let list = try get("\(path)/", token), list.status == 200,
            let role = list.text.split(separator: "\n").first.map(String.init),
            role.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
        else { return .absent(PassedOver(source, "the instance has no role")) }
        let answer = CredentialAnswer(source: "The metadata service", confidential: [Secret(token)])
        guard let response = try get("\(path)/\(role)", token) else { throw answer.problem("does not answer any more") }
        guard response.status == 200 else { throw answer.problem("answered \(response.status) for role \(role)") }
        let credentials = try answer.credentials(response.body, requiresExpiry: true)
        return .found(FoundCredentials(credentials, source: "role \(role) of this instance", isRenewable: true))
    }

    /// The instance's region; nil where this is no instance.
    func region() throws(Failure) -> String? {
        guard !isDisabled, let token = try token(), let answer = try get("\(Self.prefix)/placement/region", token),
            answer.status == 200, AWSSettings.isRegion(answer.text)
        else { return nil }
        return answer.text
    }
}
