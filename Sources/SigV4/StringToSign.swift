internal import Crypto
internal import Diagnostics

/// What the key is applied to (AWS, "Create a string to sign").
package struct StringToSign: Sendable, Hashable {
    package let bytes: [UInt8]

    init(_ request: CanonicalRequest, at time: SigningTime, in scope: SigningScope) {
        var state = SHA256State()
        state.update(request.bytes)
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text += "AWS4-HMAC-SHA256\n".utf8
        text += time.stamp
        text.append(UInt8(ascii: "\n"))
        scope.append(time, to: &text)
        text.append(UInt8(ascii: "\n"))
        Hex.append(state.digest, to: &text)
        bytes = text
    }
}

/// The key of one day, region and service (AWS, "Derive a signing key").
struct SigningKey: Sendable {
    private let key: HMACKey

    init(_ secret: Secret, at time: SigningTime, in scope: SigningScope) {
        let first = secret.withExposedBytes { HMACKey(Array("AWS4".utf8) + $0) }
        let date = HMACKey(first.code(of: Array(time.date)))
        let region = HMACKey(date.code(of: Array(scope.region.utf8)))
        let service = HMACKey(region.code(of: Array(scope.service.utf8)))
        key = HMACKey(service.code(of: Array("aws4_request".utf8)))
    }

    /// Appends the signature of `text` in 64 hexadecimal digits.
    func append(signatureOf text: [UInt8], to output: inout [UInt8]) { Hex.append(key.code(of: text), to: &output) }
}
