package import Diagnostics
package import SigV4

/// One call of an AWS service, before it is signed.
package struct ServiceCall: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Sent in signed pieces; S3 only.
        case stream(StreamedBody)
    }

    package var service: ServiceDescriptor
    /// As IAM names it, without the service: `PutObject`.
    package var action: String
    /// The ARN or name, for messages.
    package var resource: String?
    package var method = "POST"
    /// Percent-encoded, from the root of the endpoint.
    package var path: [UInt8] = [UInt8(ascii: "/")]
    package var query: [SignableRequest.QueryItem] = []
    package var headers: [SignableRequest.Header] = []
    package var body = Body.bytes([])
    /// What goes before the endpoint's host, as `bucket.`.
    package var hostPrefix = ""
    /// Whether it may be sent again when nobody knows if it was done.
    package var isRepeatable = true
    package var isSigned = true
    /// Of the signature and the endpoint, where it is not the settings'.
    package var region: String?
    /// The longest answer taken, in bytes.
    package var limit = 16 << 20
    /// For the whole call with all attempts.
    package var timeout = Duration.seconds(60)
    /// What no message may repeat, though AWS does.
    package var confidential: [Secret] = []

    package init(_ service: ServiceDescriptor, _ action: String) {
        self.service = service
        self.action = action
    }

    /// Whether it was written as a method and a path: nobody knows the action then.
    var isRaw: Bool { action.contains(" ") }

    /// `s3:PutObject`, as a policy names it; `GET /key of s3` for a request that is no known action.
    package var name: String { isRaw ? "\(action) of \(service.signingName)" : "\(service.signingName):\(action)" }
}

/// A body in pieces that S3 checks one by one.
package struct StreamedBody: Sendable {
    package let length: Int
    /// Starts from the beginning; called once for each attempt. The pieces end with an empty one; nil gives up.
    package let open: @Sendable () -> () -> [UInt8]?

    package init(length: Int, open: @escaping @Sendable () -> () -> [UInt8]?) {
        self.length = length
        self.open = open
    }

    /// Of each chunk; S3 takes 8 KiB at least.
    static let chunk = 64 << 10
}
