import Diagnostics
import YAML

/// Random nodes that repeat for a seed (SplitMix64), rich in what writers and readers trip over.
struct Generator: RandomNumberGenerator {
    private var state: UInt64
    private static let mark = SourceLocation(file: "random", line: 1, column: 1)

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func node(depth: Int) -> Node {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &self) {
        case 0:
            return Node(
                .scalar(Scalar(text: ["", "~", "null"].randomElement(using: &self) ?? "", kind: .null)), at: Self.mark)
        case 1: return .bool(Bool.random(using: &self), at: Self.mark)
        case 2: return .integer(Int(truncatingIfNeeded: next()), at: Self.mark)
        case 3:
            return Node(.scalar(Scalar(text: "\(Int8(truncatingIfNeeded: next())).50", kind: .decimal)), at: Self.mark)
        case 4, 5: return .string(text(), at: Self.mark)
        case 6, 7:
            let items = (0..<Int.random(in: 0..<5, using: &self)).map { _ in node(depth: depth - 1) }
            return Node(.sequence(items), at: Self.mark)
        default:
            var pairs: [Node.Pair] = []
            for _ in 0..<Int.random(in: 0..<5, using: &self) {
                let key = text()
                guard !pairs.contains(where: { $0.name.utf8.elementsEqual(key.utf8) }) else { continue }
                pairs.append(Node.Pair(key: .string(key, at: Self.mark), value: node(depth: depth - 1)))
            }
            return Node(.mapping(pairs), at: Self.mark)
        }
    }

    /// Text made of awkward pieces.
    mutating func text() -> String {
        (0..<Int.random(in: 0..<6, using: &self)).map { _ in Self.pieces.randomElement(using: &self) ?? "" }.joined()
    }

    static let pieces = [
        "a", "key", " ", "  ", "\n", "\n\n", "\t", "\r", ": ", ":", " #", "#", "- ", "-", "---", "...", "? ", "|", ">",
        "'", "\"", "\\", "{", "}", "[", "]", ",", "&a", "*a", "!x", "%", "@", "`", "=", "<<", "~", "null", "true", "no",
        "0", "1", "7", "0x", "1e3", ".5", "_", "22:22", "2001-01-01", "é", "€", "😀", "\u{0}", "\u{1b}", "\u{7f}",
        "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\u{ffff}", "\u{301}", "\u{e000}", "\u{10ffff}", "text\n", "\n x",
    ]
}
