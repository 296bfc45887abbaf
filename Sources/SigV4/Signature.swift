internal import Crypto
internal import Diagnostics

/// A signature and everything on the way to it, stage by stage.
///
/// It can be used again for the next request, whose signing then makes no buffers of its own.
package struct Signature: Sendable, Hashable {
    /// AWS, "Create a canonical request".
    package internal(set) var canonicalRequest: [UInt8] = []
    /// Where in it the names of the signed headers stand.
    var names = 0..<0
    /// AWS, "Create a string to sign".
    package internal(set) var stringToSign: [UInt8] = []
    /// 64 hexadecimal digits; the seed of signed chunks.
    package internal(set) var digits: [UInt8] = []
    /// The value of the Authorization header; empty for a presigned address.
    package internal(set) var authorization: [UInt8] = []
    /// Whether the digest of the payload is sent.
    var sendsPayloadDigest = false
    /// The session token that is sent.
    var token: SignableRequest.Header?
    /// All parameters of a presigned address, percent-encoded, without the question mark; else empty.
    package internal(set) var query: [UInt8] = []

    package init() {}

    /// `host;x-amz-date`.
    package var signedHeaders: [UInt8] { Array(canonicalRequest[names]) }

    /// What is added to a request that is signed in its headers; empty for a presigned address.
    package var headers: [SignableRequest.Header] {
        guard !authorization.isEmpty else { return [] }
        var headers: [SignableRequest.Header] = []
        headers.reserveCapacity(4)
        // The time is the second line of the string to sign; the digest is the last of the request, after the names.
        headers.append(.init(.date, [UInt8](capacity: 16) { $0.append(stringToSign.span.extracting(17..<33)) }))
        if sendsPayloadDigest {
            headers.append(.init(.payloadDigest, Array(canonicalRequest[(names.upperBound + 1)...])))
        }
        if let token { headers.append(token) }
        headers.append(.init(.authorization, authorization))
        return headers
    }
}

/// What a signer knows for a day: the key, and the texts that stay the same (AWS, "Derive a signing key").
final class SigningDay: Sendable {
    /// Since 1970-01-01.
    let number: Int64
    /// `20150830/us-east-1/sts/aws4_request`.
    let scope: [UInt8]
    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=`.
    let authorization: [UInt8]
    /// `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=`.
    let parameters: [UInt8]
    private let key: HMACKey

    init(_ credentials: AWSCredentials, at time: SigningTime, in scope: SigningScope) {
        number = time.day
        let date = String(decoding: time.date, as: UTF8.self)
        self.scope = Array("\(date)/\(scope.region)/\(scope.service)/aws4_request".utf8)
        let credential = Array("\(credentials.accessKeyID)/".utf8) + self.scope
        authorization = Array("AWS4-HMAC-SHA256 Credential=".utf8) + credential + Array(", SignedHeaders=".utf8)
        parameters =
            Array("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=".utf8) + PercentEncoding.encoded(credential)
            + Array("&X-Amz-Date=".utf8)
        let first = credentials.secretAccessKey.withExposedBytes { HMACKey(prefix: "AWS4", $0.span) }
        key = first.key(of: date).key(of: scope.region).key(of: scope.service).key(of: "aws4_request")
    }

    /// Goes from the digest of the canonical request to the signature.
    func sign(_ digest: SHA256Digest, at time: SigningTime, to signed: inout Signature) {
        var code = SHA256Digest(repeating: 0)
        signed.stringToSign.rewrite(upTo: scope.count + 99 + SHA256State.padding) { text in
            text.append(Self.algorithm)
            text.append(time.stamp)
            text.append(UInt8(ascii: "\n"))
            text.append(scope)
            text.append(UInt8(ascii: "\n"))
            Hex.append(digest, to: &text)
            code = key.code(of: &text)
        }
        signed.digits.rewrite(upTo: 64) { Hex.append(code, to: &$0) }
    }

    /// Replaces `digits` by the signature of `text`, 64 hexadecimal digits.
    func sign(_ text: [UInt8], to digits: inout [UInt8]) {
        let code = key.code(of: text.span)
        digits.rewrite(upTo: 64) { Hex.append(code, to: &$0) }
    }

    private static let algorithm: StaticString = "AWS4-HMAC-SHA256\n"
}
