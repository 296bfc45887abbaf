import Synchronization

/// Names of requests and spans: unique, not secret.
package final class IdentifierSource: Sendable {
    private let counter: Atomic<UInt64>

    /// Starts anywhere, so that two processes do not give the same names.
    package init(seed: UInt64) { counter = Atomic(seed) }

    /// Sixteen hexadecimal digits, never all zero, which W3C Trace Context forbids.
    package func next() -> String { IdentifierSource.hexadecimal(nextWord()) }

    /// Thirty-two hexadecimal digits.
    package func nextLong() -> String { next() + next() }

    private func nextWord() -> UInt64 {
        // SplitMix64: a bijection of a counter, so a name repeats only after 2^64 of them.
        var value = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return value == 0 ? 1 : value
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ value: UInt64) -> String {
        unsafe String(unsafeUninitializedCapacity: 16) { output in
            for index in 0..<16 { unsafe output[index] = digits[Int(value >> UInt64(60 - 4 * index) & 15)] }
            return 16
        }
    }
}

/// The name of a request in the log and in the answer.
package enum RequestID {
    /// A client's `X-Request-Id` where it is 1...64 letters, digits, `-`, `_` or `.`; nothing else reaches a log.
    package static func accepted(_ header: String?) -> String? {
        guard let header, (1...64).contains(header.utf8.count) else { return nil }
        let isSane = header.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isSane ? header : nil
    }
}

/// The caller's place in a trace (W3C Trace Context, `traceparent`).
package struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits.
    package let traceID: String
    /// 16 lower-case hexadecimal digits.
    package let parentID: String
    package let isSampled: Bool

    /// Reads the header strictly; nil means that a new trace begins.
    ///
    /// A version above 00 may carry more fields after the four known ones; version ff is forbidden.
    package init?(_ header: String?) {
        guard let header else { return nil }
        let bytes = Array(header.utf8.prefix(256))
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D else { return nil }
        let fields = [bytes[0..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55]]
        guard fields.allSatisfy({ $0.allSatisfy(TraceContext.isDigit) }) else { return nil }
        guard fields[1].contains(where: { $0 != 0x30 }), fields[2].contains(where: { $0 != 0x30 }) else { return nil }
        let version = String(decoding: fields[0], as: UTF8.self)
        guard version != "ff", bytes.count == 55 || (version != "00" && bytes[55] == 0x2D) else { return nil }
        traceID = String(decoding: fields[1], as: UTF8.self)
        parentID = String(decoding: fields[2], as: UTF8.self)
        guard let flags = UInt8(String(decoding: fields[3], as: UTF8.self), radix: 16) else { return nil }
        isSampled = flags & 1 == 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
