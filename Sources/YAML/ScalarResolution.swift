extension Scalar.Kind {
    /// What YAML 1.2's core schema (section 10.3.2) makes of a plain scalar, narrowed to one spelling for each value.
    ///
    /// Null is empty, `~` or `null`; a boolean is `true` or `false`; a number is what JSON calls a number. Everything
    /// else is a string with exactly its text, also what other readers take for numbers, booleans or dates: `010`,
    /// `0x1f`, `0o17`, `1_000`, `22:22`, `+1`, `.5`, `.inf`, `True`, `NO`, `2001-01-01`. A field of another type then
    /// refuses that text by name instead of guessing.
    init(ofPlain bytes: borrowing Span<UInt8>) {
        guard bytes.count > 0 else {
            self = .null
            return
        }
        switch bytes[0] {
        case UInt8(ascii: "~"): self = bytes.count == 1 ? .null : .string
        case UInt8(ascii: "n"): self = Self.equals(bytes, "null") ? .null : .string
        case UInt8(ascii: "t"): self = Self.equals(bytes, "true") ? .bool : .string
        case UInt8(ascii: "f"): self = Self.equals(bytes, "false") ? .bool : .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): self = Self.number(bytes)
        default: self = .string
        }
    }

    /// What a plain scalar of this text is.
    init(ofPlain text: String) {
        let bytes = text.utf8Span.span
        self.init(ofPlain: bytes)
    }

    private static func equals(_ bytes: borrowing Span<UInt8>, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in 0..<letters.count where unsafe letters[index] != bytes[index] { return false }
            return true
        }
    }

    private static func number(_ bytes: borrowing Span<UInt8>) -> Self {
        var index = bytes[0] == UInt8(ascii: "-") ? 1 : 0
        let first = index
        guard digits(bytes, &index) else { return .string }
        if bytes[first] == UInt8(ascii: "0"), index - first > 1 { return .string }
        guard index < bytes.count else { return .integer }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits(bytes, &index) else { return .string }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                index += 1
            }
            guard digits(bytes, &index) else { return .string }
        }
        return index == bytes.count ? .decimal : .string
    }

    /// Moves past digits; false where there is none.
    private static func digits(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return index > start
    }
}
