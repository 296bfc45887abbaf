import JSON

/// Random JSON values that repeat for a seed (SplitMix64).
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int(truncatingIfNeeded: next() >> UInt64.random(in: 0..<64, using: &self)))
        case 3: return .number(JSONNumber(Double.random(in: -1e6...1e6, using: &self)) ?? JSONNumber(0))
        case 4: return .string(text())
        case 5: return .array((0..<Int.random(in: 0..<6, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var members: [JSONValue.Member] = []
            for index in 0..<Int.random(in: 0..<6, using: &self) {
                members.append(JSONValue.Member("\(index)\(text())", value(depth: depth - 1)))
            }
            return .object(members)
        }
    }

    mutating func text() -> String {
        let alphabet = Array("abcXYZ019 /\"\\{}[]:,é€😀\n\t\u{0}\u{7f}\u{2028}\u{feff}\u{301}".unicodeScalars)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<12, using: &self) {
            scalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &self)])
        }
        return String(scalars)
    }
}
