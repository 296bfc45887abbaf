internal import COpenSSL

/// A running SHA-256 as a value: copied, it goes on from the same place twice.
///
/// OpenSSL's EVP contexts live on the heap, and copying one allocates; of a short text that is most of the time. The
/// low-level state is a plain structure, with the same assembler behind it.
@safe package struct SHA256State: BitwiseCopyable, Sendable {
    /// An `SHA256_CTX`, as words: so that no other module has to know OpenSSL's headers to hold one.
    fileprivate var words: InlineArray<28, UInt32>

    private static let beginning: SHA256State = {
        var state = SHA256State(words: InlineArray(repeating: 0))
        unsafe state.withContext { unsafe _ = SHA256_Init($0) }
        return state
    }()

    package init() { self = Self.beginning }

    private init(words: InlineArray<28, UInt32>) { self.words = words }

    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe withContext { unsafe _ = SHA256_Update($0, bytes.baseAddress, bytes.count) }
        }
    }

    package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

    package static func digest(of bytes: Span<UInt8>) -> SHA256Digest {
        var state = SHA256State()
        state.update(bytes)
        return state.end()
    }

    /// The digest of no bytes at all.
    package static let ofNothing: SHA256Digest = {
        var state = SHA256State()
        return state.end()
    }()

    /// The digest of everything so far; this state can go on.
    package var digest: SHA256Digest {
        var last = self
        return last.end()
    }

    /// The digest of everything so far, after which this state is of no use.
    fileprivate mutating func end() -> SHA256Digest {
        var digest = SHA256Digest(repeating: 0)
        var output = digest.mutableSpan
        unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe withContext { unsafe _ = SHA256_Final(output.baseAddress, $0) }
        }
        return digest
    }

    /// The digest of `text`, which is padded (FIPS 180-4 section 5.1.1) in the room behind it and stays as it is.
    ///
    /// So all its blocks are hashed at once and where they are. It takes ``padding`` bytes of room.
    package static func digest(of text: inout OutputSpan<UInt8>) -> SHA256Digest {
        var state = beginning
        state.end(&text, after: 0)
        return state.chained
    }

    /// The most bytes that padding takes.
    package static let padding = 72

    /// Ends with `text` behind the `count` bytes, whole blocks, that are in this state; padded as above.
    fileprivate mutating func end(_ text: inout OutputSpan<UInt8>, after count: Int) {
        unsafe text.withUnsafeMutableBufferPointer { room, length in
            let room = UnsafeMutableRawBufferPointer(room)
            let padded = (length + 9 + 63) & ~63
            precondition(padded <= room.count)
            for index in length..<padded { unsafe room[index] = 0 }
            unsafe room[length] = 0x80
            unsafe room.storeBytes(
                of: UInt64(8 * (count + length)).bigEndian, toByteOffset: padded - 8, as: UInt64.self)
            unsafe withContext { unsafe _ = SHA256_Update($0, room.baseAddress, padded) }
        }
    }

    /// Hashes one block of big-endian words.
    fileprivate mutating func update(_ block: InlineArray<16, UInt32>) {
        unsafe block.span.withUnsafeBytes { bytes in
            unsafe withContext { unsafe _ = SHA256_Update($0, bytes.baseAddress, bytes.count) }
        }
    }

    /// The digest of nothing but the blocks that were hashed, which therefore end with their padding.
    fileprivate var chained: SHA256Digest {
        var digest = SHA256Digest(repeating: 0)
        var output = digest.mutableSpan
        unsafe output.withUnsafeMutableBytes { output in
            for index in 0..<8 {
                unsafe output.storeBytes(of: words[index].bigEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
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
///
/// Its memory is wiped when nobody holds it any more, and so is what it was made of on the way here.
package final class HMACKey: @unchecked Sendable {
    // Unchecked, since both are variables; they change in `init` and `deinit` only, when nobody else has this key.
    private var inner = SHA256State()
    private var outer = SHA256State()

    /// A key of any length, `prefix` before it; one of more than 64 bytes is hashed first, as the RFC has it.
    package init(prefix: String = "", _ key: Span<UInt8>) {
        var block = InlineArray<64, UInt8>(repeating: 0)
        let prefix = prefix.utf8Span.span
        if prefix.count + key.count > 64 {
            var state = SHA256State()
            state.update(prefix)
            state.update(key)
            var digest = state.end()
            for index in 0..<32 { block[index] = digest[index] }
            wipe(&digest)
        } else {
            for index in prefix.indices { block[index] = prefix[index] }
            for index in key.indices { block[prefix.count + index] = key[index] }
        }
        for index in 0..<64 { block[index] ^= 0x36 }
        inner.update(block.span)
        for index in 0..<64 { block[index] ^= 0x36 ^ 0x5C }
        outer.update(block.span)
        wipe(&block)
    }

    deinit {
        wipe(&inner)
        wipe(&outer)
    }

    /// The code of `text`.
    package func code(of text: Span<UInt8>) -> SHA256Digest {
        var code = SHA256Digest(repeating: 0)
        var room = [UInt8]()
        room.append(addingCapacity: text.count + SHA256State.padding) { room in
            for index in text.indices { room.append(text[index]) }
            code = self.code(of: &room)
        }
        return code
    }

    /// The code of `text`, padded as in ``SHA256State/digest(of:)``.
    package func code(of text: inout OutputSpan<UInt8>) -> SHA256Digest {
        var state = inner
        state.end(&text, after: 64)
        // One block holds the digest, its padding and the length in bits with the block of the key before it.
        var block = InlineArray<16, UInt32>(repeating: 0)
        for index in 0..<8 { block[index] = state.words[index].bigEndian }
        block[8] = UInt32(0x8000_0000).bigEndian
        block[15] = UInt32(8 * (64 + 32)).bigEndian
        state = outer
        state.update(block)
        return state.chained
    }

    /// The key that is the code of `text`, as chains of keys are made.
    package func key(of text: String) -> HMACKey {
        var code = code(of: text.utf8Span.span)
        defer { wipe(&code) }
        return HMACKey(code.span)
    }
}

/// Overwrites a value whose memory is its own, so that no compiler leaves it out.
private func wipe<Value: BitwiseCopyable>(_ value: inout Value) {
    unsafe withUnsafeMutableBytes(of: &value) { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}

extension Hex {
    /// Appends a digest as 64 lower-case digits.
    package static func append(_ digest: SHA256Digest, to text: inout OutputSpan<UInt8>) {
        unsafe text.withUnsafeMutableBufferPointer { room, count in
            let room = UnsafeMutableRawBufferPointer(room)
            precondition(room.count - count >= 64)
            unsafe digest.span.withUnsafeBytes { digest in
                for index in 0..<8 {
                    let four = unsafe digest.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                    unsafe room.storeBytes(of: digits(four), toByteOffset: count + 8 * index, as: UInt64.self)
                }
            }
            count += 64
        }
    }

    /// The digits of four bytes as they lie in memory, all eight at once.
    private static func digits(_ four: UInt32) -> UInt64 {
        var bytes = UInt64(UInt32(littleEndian: four))
        bytes = (bytes | bytes << 16) & 0x0000_FFFF_0000_FFFF
        bytes = (bytes | bytes << 8) & 0x00FF_00FF_00FF_00FF
        let values = (bytes >> 4 | bytes << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let areLetters = (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (values &+ 0x3030_3030_3030_3030 &+ areLetters &* 39).littleEndian
    }
}
