internal import COpenSSL

/// Base 64 with padding (RFC 4648 section 4) over OpenSSL.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        guard !bytes.isEmpty else { return "" }
        return unsafe String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { output in
            unsafe Int(EVP_EncodeBlock(output.baseAddress, bytes, Int32(bytes.count)))
        }
    }

    /// In the alphabet for addresses, without padding (RFC 4648 section 5).
    package static func encodeForAddresses(_ bytes: [UInt8]) -> String {
        String(
            decoding: encode(bytes).utf8.compactMap { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                case UInt8(ascii: "="): nil
                default: byte
                }
            }, as: UTF8.self)
    }

    /// The bytes; nil for what is not exactly base 64 with its padding, at most 64 MiB of it.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 4), characters.count <= 64 << 20 else { return nil }
        guard !characters.isEmpty else { return [] }
        let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
        // OpenSSL skips white space and takes a padding anywhere; the canonical text is compared instead.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3) { output, count in
            let length = unsafe EVP_DecodeBlock(output.baseAddress, characters, Int32(characters.count))
            count = max(0, Int(length) - padding)
        }
        return encode(bytes) == text ? bytes : nil
    }
}
