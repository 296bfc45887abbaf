internal import CPOSIX
internal import Glibc

/// Randomness of the kernel (getrandom(2)), fit for nonces, identities and keys.
package enum RandomBytes {
    /// `count` unpredictable bytes, 0 to 256 of them.
    package static func make(_ count: Int) -> [UInt8] {
        precondition((0...256).contains(count), "getrandom is whole up to 256 bytes only")
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var result = -1
            repeat { result = unsafe cposix_random(buffer.baseAddress, UInt(count)) } while result < 0 && errno == EINTR
            // Up to 256 bytes the call cannot fail once the kernel is seeded; a weak value must never follow.
            precondition(result == count, "the kernel gave no random bytes")
            initialized = count
        }
    }

    /// `count` unpredictable bytes in lower-case hexadecimal.
    package static func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: make(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
