/// How a service wants its requests signed (AWS API Reference, "Create a signed AWS API request").
package struct SigningRules: Sendable, Hashable {
    /// Whether the path is percent-encoded once more than it is sent: everywhere but on S3.
    package var encodesPathTwice: Bool
    /// Whether `.`, `..` and empty segments are resolved first (RFC 3986 section 5.2.4): everywhere but on S3, where
    /// they are parts of a key.
    package var normalisesPath: Bool
    /// Whether the digest of the payload is sent and signed as a header of its own.
    package var sendsPayloadDigest: Bool
    /// Whether a presigned address gets the session token after it was signed, and not before.
    package var addsTokenAfterPresigning: Bool

    package init(
        encodesPathTwice: Bool = true, normalisesPath: Bool = true, sendsPayloadDigest: Bool = false,
        addsTokenAfterPresigning: Bool = false
    ) {
        self.encodesPathTwice = encodesPathTwice
        self.normalisesPath = normalisesPath
        self.sendsPayloadDigest = sendsPayloadDigest
        self.addsTokenAfterPresigning = addsTokenAfterPresigning
    }

    /// Of nearly every service.
    package static let standard = SigningRules()
    /// Of Amazon S3 ("Signature Calculations for the Authorization Header").
    package static let s3 = SigningRules(encodesPathTwice: false, normalisesPath: false, sendsPayloadDigest: true)
}

/// The region and the service a signature is valid for.
package struct SigningScope: Sendable, Hashable {
    package let region: String
    /// The signing name, as in `s3` or `sts`, which may differ from that in the host.
    package let service: String

    package init(region: String, service: String) {
        self.region = region
        self.service = service
    }
}
