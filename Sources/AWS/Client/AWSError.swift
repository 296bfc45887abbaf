package import Diagnostics

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
    let settings: AWSSettings
    /// What must not be repeated, though AWS may.
    let confidential: [Secret]

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
        let (code, help) = kind(error, skew)
        let said = visible(error.message)
        var text = "\(call.name)\(call.resource.map { " on \($0)" } ?? "") in \(endpoint.region): \(error.code)"
        if !said.isEmpty { text += ": \(said)" }
        if attempts > 1 { text += " (\(attempts) attempts)" }
        if let id = error.requestID { text += " [request \(visible(id))]" }
        return Failure(code, text + (text.hasSuffix(".") ? "" : "."), help: help)
    }

    private func kind(_ error: ServiceError, _ skew: Int64?) -> (DiagnosticCode, String?) {
        // Most services have one code for all that is wrong with a signature.
        let isOfTime = ["Signature expired", "Signature not yet current"].contains { error.message.hasPrefix($0) }
        if skew != nil || isOfTime || Self.clock.contains(error.code) {
            return (AWSCodes.clock, skewHelp(skew))
        }
        if !error.isOfService, error.status != 0, error.code.hasPrefix("HTTP") {
            return (
                error.status >= 500 ? AWSCodes.unavailable : AWSCodes.garbage,
                "see what answers at \(endpoint.origin)\(endpoint.source.map { ", which \($0) gives" } ?? ""), and your proxy"
            )
        }
        switch error.kind {
        case .throttling:
            return (AWSCodes.throttled, "wait, or ask for a higher quota of \(call.name) in Service Quotas")
        case .transient:
            return (AWSCodes.unavailable, "try again; https://health.aws.amazon.com tells of outages")
        case .expired: return (AWSCodes.expired, "get new credentials, then run the command again")
        case .clock, .other: break
        }
        if Self.place.contains(error.code) {
            return (AWSCodes.place, placeHelp(error))
        }
        if Self.identity.contains(error.code) {
            return (AWSCodes.identity, "see with `slipway aws whoami` which credentials are used, and replace them")
        }
        if Self.denied.contains(error.code) { return (AWSCodes.denied, grant(error.message)) }
        if Self.notFound.contains(error.code) {
            return (AWSCodes.notFound, "check its name, and that it is in \(endpoint.region)")
        }
        if Self.conflict.contains(error.code) { return (AWSCodes.conflict, "look at it again, then decide") }
        return (AWSCodes.refused, nil)
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
        let action = after("perform:") ?? call.name
        let resource = after("on", "resource:") ?? call.resource ?? "the resource"
        let principal = after("User:").map { " to \(visible($0))" } ?? ""
        return "allow \(visible(action)) on \(visible(resource))\(principal) in a policy"
    }

    /// Without control characters and secrets, and of bounded length.
    private func visible(_ text: String) -> String {
        var text = text
        for secret in confidential where secret.count >= 4 {
            let plain = secret.withExposedBytes { String(decoding: $0, as: UTF8.self) }
            text = text.split(separator: plain, omittingEmptySubsequences: false).joined(separator: Secret.placeholder)
        }
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
