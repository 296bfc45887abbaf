internal import HTTPTransport
internal import JSON
internal import POSIX
internal import XML

/// What an AWS service says went wrong, whatever the protocol.
package struct ServiceError: Sendable, Hashable {
    package let status: Int
    /// Without namespace, such as `ThrottlingException`; `HTTP 502` where the answer is not in AWS's form.
    package let code: String
    package let message: String
    package let requestID: String?
    /// Whether the answer had the form of the protocol: else it is from something between us and AWS.
    package let isOfService: Bool
    /// S3 says where a bucket is.
    package let region: String?
    /// The answer's body where a caller needs more of it.
    package let body: [UInt8]
    /// What Content-Type says.
    let type: String?
    /// The answer's own time, seconds since 1970.
    let date: Int64?
    /// What the server asks to wait, in milliseconds; up to a day.
    let retryAfter: Int?

    init(_ response: HTTPResponse, _ wire: ServiceDescriptor.WireProtocol) {
        var code: String?
        var message: String?
        var requestID = response["x-amzn-requestid"] ?? response["x-amz-request-id"]
        var region = response["x-amz-bucket-region"]
        switch wire {
        case .json, .restJSON:
            let json = try? JSONReader.parse(response.body)
            code = json?["__type"]?.string ?? response["x-amzn-errortype"] ?? json?["code"]?.string
            message = json?["message"]?.string ?? json?["Message"]?.string
        case .query, .ec2, .restXML:
            let root = try? XMLReader.parse(response.body)
            // query: ErrorResponse/Error; EC2: Response/Errors/Error; S3: Error itself.
            let error = root?["Error"] ?? root?["Errors"]?["Error"] ?? root.flatMap { $0.name == "Error" ? $0 : nil }
            code = error?["Code"]?.text
            message = error?["Message"]?.text
            region = region ?? error?["Region"]?.text
            requestID = requestID ?? root?["RequestId"]?.text ?? root?["RequestID"]?.text
        }
        status = response.status
        let bare = code.map(Self.bare).flatMap { Self.isCode($0) ? $0 : nil }
        isOfService = bare != nil
        // A page of HTML with status 403 is somebody else's refusal.
        self.code = bare ?? (response.body.isEmpty ? Self.ofStatus(status) : "HTTP \(status)")
        type = response["content-type"]
        self.message = message ?? ""
        self.requestID = requestID
        self.region = region
        body = response.body
        // Of several the last counts: what hands an answer on may have put its own before.
        date = response.fields.last { $0.name.lowercased() == "date" }.flatMap { HTTPDate.seconds($0.value) }
        retryAfter =
            response["x-amz-retry-after"].flatMap { Int($0) }.map { min(max($0, 0), 86_400_000) }
            ?? response["retry-after"].flatMap { Int($0) }.map { min(max($0, 0), 86_400) * 1000 }
    }

    /// Whether something between us and AWS may not have made it up: it is shown to people.
    private static func isCode(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }

    /// `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://…` is a ThrottlingException.
    private static func bare(_ code: String) -> String {
        let name = code.split(separator: ":", maxSplits: 1).first.map(String.init) ?? code
        return name.split(separator: "#").last.map(String.init) ?? name
    }

    /// An answer to HEAD has no body: its status is all there is.
    private static func ofStatus(_ status: Int) -> String {
        switch status {
        case 301: "PermanentRedirect"
        case 403: "AccessDenied"
        case 404: "NotFound"
        case 409: "Conflict"
        case 412: "PreconditionFailed"
        default: "HTTP \(status)"
        }
    }

    enum Kind: Sendable, Hashable { case throttling, transient, clock, expired, other }

    var kind: Kind {
        if Self.throttling.contains(code) || status == 429 { return .throttling }
        if Self.expired.contains(code) { return .expired }
        if Self.signature.contains(code), date != nil { return .clock }
        if Self.transient.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        return .other
    }

    // Smithy retry specification and AWS SDKs and Tools Reference Guide, "Retry behavior".
    private static let throttling: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]
    private static let transient: Set<String> = [
        // STS says the second also when it could not fetch the issuer's keys just now.
        "IDPCommunicationError", "InvalidIdentityToken", "InternalError", "InternalFailure", "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable", "ServiceUnavailableException", "Unavailable",
    ]
    private static let expired: Set<String> = ["ExpiredToken", "ExpiredTokenException"]
    /// Those that a clock that is off may be behind.
    private static let signature: Set<String> = [
        "AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    ]
}

/// The date of an answer's head, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
enum HTTPDate {
    private static let days: Set<String> = ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil for the forms that RFC 9110 calls obsolete, and for what is no date.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count == 29, parts.count == 6, days.contains(parts[0]), parts[1].utf8.count == 2,
            let month = months.firstIndex(of: parts[2]), parts[4].utf8.count == 8, parts[5] == "GMT"
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        guard let time = WallTime("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z"), time.seconds >= 0 else {
            return nil
        }
        return time.seconds
    }
}
