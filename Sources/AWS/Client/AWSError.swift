package import Diagnostics
internal import SigV4

/// Why a call of AWS has no result: in a user's words, and as the service says it.
package struct AWSError: Error, Sendable {
    package let failure: Failure
    /// nil where no service answered.
    package let service: ServiceError?
    /// Whether an attempt broke after it was sent: it may have been done all the same.
    package let mayBeDone: Bool

    init(_ failure: Failure, service: ServiceError? = nil, mayBeDone: Bool = false) {
        self.failure = failure
        self.service = service
        self.mayBeDone = mayBeDone
    }

    /// The service's own code, such as `ResourceNotFoundException`.
    package var code: String? { service?.code }

    package var isNotFound: Bool { service.map { ServiceWords.notFound.contains($0.code) } ?? false }
    package var isConflict: Bool { service.map { ServiceWords.conflict.contains($0.code) } ?? false }
}

/// A service's error told to a user: the code, what was asked, what AWS said, what to do.
struct ServiceWords {
    let call: ServiceCall
    let endpoint: Endpoint
    /// Who signed; nil where nobody did.
    let identity: FoundCredentials?

    static let notFound: Set<String> = [
        "NoSuchBucket", "NoSuchKey", "NoSuchUpload", "NotFound", "NotFoundException", "ParameterNotFound",
        "RepositoryNotFoundException", "ResourceNotFoundException", "StackNotFoundException",
    ]
    static let conflict: Set<String> = [
        "ConditionalCheckFailedException", "ConditionalRequestConflict", "Conflict", "PreconditionFailed",
        "TransactionCanceledException",
    ]
    private static let denied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
        "UnauthorizedOperation", "UnauthorizedException",
    ]
    private static let identity: Set<String> = [
        "AuthFailure", "IncompleteSignature", "IncompleteSignatureException", "InvalidAccessKeyId",
        "InvalidClientTokenId", "InvalidSignatureException", "InvalidToken", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "SignatureDoesNotMatch", "UnrecognizedClientException",
    ]
    private static let place: Set<String> = [
        "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "OptInRequired", "PermanentRedirect",
        "TemporaryRedirect",
    ]
    private static let clock: Set<String> = ["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"]

    /// - Parameter skew: how far the server's clock is ahead of ours in seconds, where that is the reason.
    func failure(_ error: ServiceError, attempts: Int, skew: Int64? = nil) -> Failure {
        if !error.isOfService, error.code.hasPrefix("HTTP") { return foreign(error, attempts: attempts) }
        let (code, help) = kind(error, skew)
        let said = visible(error.message)
        var text =
            "\(call.name)\(call.resource.map { " on \($0)" } ?? "") in \(endpoint.region): \(visible(error.code))"
        if !said.isEmpty { text += ": \(said)" }
        if attempts > 1 { text += " (\(attempts) attempts)" }
        if let id = error.requestID { text += " [request \(visible(id))]" }
        return Failure(code, text + (text.hasSuffix(".") ? "" : "."), help: help)
    }

    /// An answer in no form the service has.
    func foreign(_ error: ServiceError, attempts: Int) -> Failure {
        let kind = error.type.map { " of type \(visible(String($0.prefix(60))))" } ?? ""
        let text =
            "\(call.name): \(call.hostPrefix)\(endpoint.host) answered \(error.status) with \(error.body.count) "
            + "bytes\(kind) that are no answer of the service\(attempts > 1 ? " (\(attempts) attempts)" : "")."
        switch error.status {
        case 407: return Failure(AWSCodes.proxy, text, help: "write the proxy's name and password in http_proxy")
        case 500...: return Failure(AWSCodes.unavailable, text, help: lookAtEndpoint)
        default: return Failure(AWSCodes.garbage, text, help: lookAtEndpoint)
        }
    }

    var lookAtEndpoint: String {
        "see what answers at \(endpoint.origin)\(endpoint.source.map { ", which \($0) gives" } ?? ""), and your proxy"
    }

    private func kind(_ error: ServiceError, _ skew: Int64?) -> (DiagnosticCode, String?) {
        // Most services have one code for all that is wrong with a signature.
        let isOfTime = ["Signature expired", "Signature not yet current"].contains { error.message.hasPrefix($0) }
        if skew != nil || isOfTime || Self.clock.contains(error.code) {
            return (AWSCodes.clock, skewHelp(skew))
        }
        switch error.kind {
        case .throttling:
            return (AWSCodes.throttled, "wait, or ask for a higher quota of \(call.name) in Service Quotas")
        case .transient:
            return (AWSCodes.unavailable, "try again; https://health.aws.amazon.com tells of outages")
        case .expired:
            let old = identity.map { " in place of those from \($0.source)" } ?? ""
            return (AWSCodes.expired, "get new credentials\(old), then run the command again")
        case .clock, .other: break
        }
        if Self.place.contains(error.code) {
            return (AWSCodes.place, placeHelp(error))
        }
        if Self.identity.contains(error.code) {
            let used = identity.map { ": key \($0.credentials.accessKeyID), from \($0.source)" } ?? ""
            return (AWSCodes.identity, "replace the credentials\(used)")
        }
        if Self.denied.contains(error.code) { return (AWSCodes.denied, grant(error.message)) }
        if Self.notFound.contains(error.code) {
            return (AWSCodes.notFound, "check its name, and that it is in \(endpoint.region)")
        }
        if Self.conflict.contains(error.code) { return (AWSCodes.conflict, "look at it again, then decide") }
        return (AWSCodes.refused, "correct what AWS names, then try again")
    }

    private func placeHelp(_ error: ServiceError) -> String {
        if let region = error.region, region != endpoint.region, AWSSettings.isRegion(region) {
            return "use --region \(region)"
        }
        return "check the region (\(endpoint.region)) and the account"
    }

    private func skewHelp(_ skew: Int64?) -> String {
        guard let skew else { return "set this machine's clock" }
        return "set this machine's clock: it is \(abs(skew)) s \(skew > 0 ? "behind" : "ahead of") AWS"
    }

    /// AWS names the action and the resource: `User: ARN is not authorized to perform: ACTION on resource: ARN …`.
    private func grant(_ message: String) -> String {
        let words = message.split(separator: " ").map { $0.trimmingQuotes }
        func after(_ mark: String...) -> String? {
            guard words.count > mark.count else { return nil }
            return (0..<(words.count - mark.count)).first { Array(words[$0..<$0 + mark.count]) == mark }
                .map { words[$0 + mark.count] }
        }
        let place = (after("on", "resource:") ?? call.resource).map { " on \(visible($0))" } ?? ""
        let principal = after("User:").map { " to \(visible($0))" } ?? ""
        guard let action = after("perform:") ?? (call.isRaw ? nil : call.name) else {
            return "allow the action behind this request\(place)\(principal) in a policy"
        }
        // Allowing it once more would not help.
        guard !message.contains("explicit deny") else {
            return "lift the deny of \(visible(action))\(place)\(principal), in the policy that AWS names"
        }
        return "allow \(visible(action))\(place)\(principal) in a policy"
    }

    /// Without control characters, and of bounded length.
    private func visible(_ text: String) -> String {
        let shown = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return shown.count > 1_000 ? String(shown.prefix(1_000)) + "…" : String(shown)
    }
}

extension Substring {
    fileprivate var trimmingQuotes: String {
        var text = self
        while let last = text.last, "\"',.".contains(last) { text = text.dropLast() }
        return String(text.drop { $0 == "\"" || $0 == "'" })
    }
}
