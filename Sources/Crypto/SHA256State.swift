internal import COpenSSL

/// A running SHA-256 as a value: copied, it goes on from the same place twice.
///
/// OpenSSL's EVP contexts live on the heap, and copying one allocates; of a short text that is most of the time. The
/// low-level state is a plain structure, with the same assembler behind it.
@safe package struct SHA256State: Sendable {
    /// An `SHA256_CTX`, as words: so that no other module has to know OpenSSL's headers to hold one.
    private var words = InlineArray<28, UInt32>(repeating: 0)

    package init() { unsafe withContext { unsafe _ = SHA256_Init($0) } }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe withContext { unsafe _ = SHA256_Update($0, bytes, bytes.count) }
    }

    package mutating func update(_ digest: SHA256Digest) {
        unsafe withContext { context in
            unsafe digest.span.withUnsafeBufferPointer { unsafe _ = SHA256_Update(context, $0.baseAddress, $0.count) }
        }
    }

    package static func digest(of bytes: [UInt8]) -> SHA256Digest {
        var state = SHA256State()
        state.update(bytes)
        return state.digest
    }

    /// The digest of everything so far; this state can go on.
    package var digest: SHA256Digest {
        var last = self
        var digest = SHA256Digest(repeating: 0)
        var output = digest.mutableSpan
        unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe last.withContext { unsafe _ = SHA256_Final(output.baseAddress, $0) }
        }
        return digest
    }

    private mutating func withContext(_ body: (UnsafeMutablePointer<SHA256_CTX>) -> Void) {
        precondition(MemoryLayout<SHA256_CTX>.size == MemoryLayout<InlineArray<28, UInt32>>.size)
        var span = words.mutableSpan
        unsafe span.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe body(start.assumingMemoryBound(to: SHA256_CTX.self))
        }
    }
}

/// The 32 bytes of a SHA-256.
package typealias SHA256Digest = InlineArray<32, UInt8>

/// A key of HMAC-SHA-256 (RFC 2104) with both its first blocks already hashed.
package struct HMACKey: Sendable {
    private var inner = SHA256State()
    private var outer = SHA256State()

    /// A key of any length; one of more than 64 bytes is hashed first, as the RFC has it.
    package init(_ key: [UInt8]) {
        if key.count > 64 {
            var state = SHA256State()
            state.update(key)
            self.init(state.digest)
        } else {
            var block = [UInt8](repeating: 0, count: 64)
            block.replaceSubrange(0..<key.count, with: key)
            self.init(block: &block)
        }
    }

    package init(_ key: SHA256Digest) {
        var block = [UInt8](repeating: 0, count: 64)
        for index in 0..<32 { block[index] = key[index] }
        self.init(block: &block)
    }

    private init(block: inout [UInt8]) {
        for index in 0..<64 { block[index] ^= 0x36 }
        inner.update(block)
        for index in 0..<64 { block[index] ^= 0x36 ^ 0x5C }
        outer.update(block)
        unsafe block.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    /// The code of `bytes`.
    package func code(of bytes: [UInt8]) -> SHA256Digest {
        var state = inner
        state.update(bytes)
        var last = outer
        last.update(state.digest)
        return last.digest
    }
}

extension Hex {
    /// Appends a digest as 64 lower-case digits.
    package static func append(_ digest: SHA256Digest, to text: inout [UInt8]) {
        var digits = InlineArray<8, UInt64>(repeating: 0)
        for index in 0..<8 {
            let start = 4 * index
            digits[index] = eight(
                UInt64(digest[start]) | UInt64(digest[start + 1]) << 16 | UInt64(digest[start + 2]) << 32
                    | UInt64(digest[start + 3]) << 48)
        }
        unsafe digits.span.withUnsafeBytes { unsafe text.append(contentsOf: $0) }
    }

    /// The digits of four bytes that stand 16 bits apart, all eight at once, the first in the lowest byte.
    private static func eight(_ bytes: UInt64) -> UInt64 {
        let values = (bytes >> 4 | bytes << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let areLetters = (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (values &+ 0x3030_3030_3030_3030 &+ areLetters &* 39).littleEndian
    }
}
