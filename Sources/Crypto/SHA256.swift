internal import COpenSSL

/// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) over OpenSSL.
package enum SHA256 {
    package static let digestLength = 32

    /// The digest of `bytes`.
    ///
    /// Without EVP, whose first use reads OpenSSL's configuration and sets up every algorithm there is: that is a
    /// millisecond of processor time, more than any environment takes to render, for a digest of some lines.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        let digest = SHA256State.digest(of: bytes.span)
        return unsafe digest.span.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// The digest of `bytes` in 64 lower-case hexadecimal digits.
    package static func hex(of bytes: [UInt8]) -> String { Hex.encode(digest(of: bytes)) }

    /// The keyed digest of `bytes`, for fingerprints that tell equality without telling the value.
    package static func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: digestLength) { output, count in
            var length: UInt32 = 0
            let code = unsafe HMAC(
                EVP_sha256(), key, Int32(key.count), bytes, bytes.count, output.baseAddress, &length)
            precondition(unsafe code != nil, "OpenSSL could not compute HMAC-SHA-256")
            count = Int(length)
        }
    }
}

/// SHA-256 of bytes that come in pieces.
@safe package struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    package init() {
        let made = unsafe EVP_MD_CTX_new()
        // Both fail only when memory runs out; no wrong digest may follow.
        guard let made = unsafe made, unsafe EVP_DigestInit_ex(made, EVP_sha256(), nil) == 1 else {
            preconditionFailure("OpenSSL could not begin SHA-256")
        }
        unsafe context = made
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: [UInt8]) {
        let succeeded = unsafe EVP_DigestUpdate(context, bytes, bytes.count)
        precondition(succeeded == 1, "OpenSSL could not go on with SHA-256")
    }

    /// The digest of all pieces in 64 lower-case hexadecimal digits.
    package consuming func hex() -> String {
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: SHA256.digestLength) { output, count in
            var length: UInt32 = 0
            let succeeded = unsafe EVP_DigestFinal_ex(context, output.baseAddress, &length)
            precondition(succeeded == 1, "OpenSSL could not end SHA-256")
            count = Int(length)
        }
        return Hex.encode(digest)
    }
}

/// Lower-case hexadecimal text (RFC 4648 section 8, without case folding on the way out).
package enum Hex {
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of hexadecimal text in either case; nil where a character is no digit or one is missing.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
