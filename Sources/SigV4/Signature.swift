internal import Crypto
internal import Diagnostics

/// A signature and everything on the way to it, stage by stage.
///
/// It can be used again for the next request, whose signing then makes no buffers of its own.
package struct Signature: Sendable, Hashable {
    /// AWS, "Create a canonical request".
    package internal(set) var canonicalRequest: [UInt8] = []
    /// `host;x-amz-date`.
    package internal(set) var signedHeaders: [UInt8] = []
    /// AWS, "Create a string to sign".
    package internal(set) var stringToSign: [UInt8] = []
    /// 64 hexadecimal digits; the seed of signed chunks.
    package internal(set) var digits: [UInt8] = []
    /// What is added to a request that is signed in its headers; empty for a presigned address.
    package internal(set) var headers: [SignableRequest.Header] = []
    /// All parameters of a presigned address, percent-encoded, without the question mark; else empty.
    package internal(set) var query: [UInt8] = []
    /// Where the headers stand, for sorting.
    var order: [Int] = []

    package init() {
        canonicalRequest.reserveCapacity(1_024)
        stringToSign.reserveCapacity(256)
        signedHeaders.reserveCapacity(128)
        digits.reserveCapacity(64)
    }
}

/// What a signer knows for a day: the key, and the texts that stay the same (AWS, "Derive a signing key").
struct SigningDay: Sendable {
    let date: ArraySlice<UInt8>
    /// `20150830/us-east-1/sts/aws4_request`.
    let scope: [UInt8]
    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=`.
    let authorization: [UInt8]
    private let key: HMACKey

    init(_ credentials: AWSCredentials, at time: SigningTime, in scope: SigningScope) {
        date = time.date
        self.scope = Array(time.date) + Array("/\(scope.region)/\(scope.service)/aws4_request".utf8)
        authorization =
            Array("AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/".utf8) + self.scope
            + Array(", SignedHeaders=".utf8)
        let first = credentials.secretAccessKey.withExposedBytes { HMACKey(Array("AWS4".utf8) + $0) }
        let day = HMACKey(first.code(of: Array(time.date)))
        let region = HMACKey(day.code(of: Array(scope.region.utf8)))
        let service = HMACKey(region.code(of: Array(scope.service.utf8)))
        key = HMACKey(service.code(of: Array("aws4_request".utf8)))
    }

    /// Appends the signature of `text` in 64 hexadecimal digits.
    func append(signatureOf text: [UInt8], to output: inout [UInt8]) { Hex.append(key.code(of: text), to: &output) }

    /// Goes from the canonical request to the signature.
    func sign(_ signed: inout Signature, at time: SigningTime) {
        signed.stringToSign.removeAll(keepingCapacity: true)
        signed.stringToSign += Self.algorithm
        signed.stringToSign += time.stamp
        signed.stringToSign.append(UInt8(ascii: "\n"))
        signed.stringToSign += scope
        signed.stringToSign.append(UInt8(ascii: "\n"))
        Hex.append(SHA256State.digest(of: signed.canonicalRequest), to: &signed.stringToSign)
        signed.digits.removeAll(keepingCapacity: true)
        append(signatureOf: signed.stringToSign, to: &signed.digits)
    }

    private static let algorithm = Array("AWS4-HMAC-SHA256\n".utf8)
}
