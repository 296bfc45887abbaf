/// The keys of a mapping so far, to find a repeated one: compared one by one while few, hashed once they are many.
struct KeyIndex {
    private var positions: [ExactText: Int] = [:]

    /// The index in `pairs` of the pair that already has this key, or nil, and then the key counts as the next pair's.
    mutating func insert(_ key: String, after pairs: [Node.Pair]) -> Int? {
        if pairs.count < 16 { return pairs.firstIndex { $0.name.hasSameBytes(as: key) } }
        if positions.isEmpty {
            for (index, pair) in pairs.enumerated() { positions[ExactText(text: pair.name)] = index }
        }
        if let known = positions[ExactText(text: key)] { return known }
        positions[ExactText(text: key)] = pairs.count
        return nil
    }
}

/// A text that is equal to another only byte by byte.
private struct ExactText: Hashable {
    let text: String

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Hashes the bytes: `String` hashes its normal form, and then a hostile text could make every key collide.
    func hash(into hasher: inout Hasher) {
        let bytes = text.utf8Span.span
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension String {
    /// Equality of the UTF-8 bytes; `==` also holds for texts that are only canonically equivalent.
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let bytes = utf8Span.span, others = other.utf8Span.span
        for index in bytes.indices where bytes[index] != others[index] { return false }
        return true
    }
}
