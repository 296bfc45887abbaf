/// Which style a string needs so that every reader gets exactly its text.
///
/// The rules join the YAML 1.1 types (yaml.org/type: bool, int, float, null, timestamp, merge, value), the core schema
/// of YAML 1.2 (section 10.3.2) and what PyYAML, go-yaml, psych and js-yaml do beyond them. A quote
/// too many is harmless.
enum Plainness {
    enum Style {
        case plain, singleQuoted, doubleQuoted
    }

    /// The style on one line.
    static func style(of text: String) -> Style {
        guard text.unicodeScalars.allSatisfy({ $0.isPrintable }) else { return .doubleQuoted }
        if isPlain(text) { return .plain }
        // Single quotes keep backslashes and double quotes as they are, which reads better in patterns and JSON.
        return text.utf8.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }
            ? .singleQuoted : .doubleQuoted
    }

    /// Whether a text of several lines can be a literal block that nothing in it disturbs.
    ///
    /// Not with characters that need escapes, spaces at the end of a line (nobody sees them), or a first line that is
    /// empty or begins with white space (the block would need an indentation indicator).
    static func isLiteral(_ text: String) -> Bool {
        var last: Unicode.Scalar = "\n"
        var hasLineFeed = false
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == 0, scalar == "\n" || scalar == " " || scalar == "\t" { return false }
            if scalar == "\n" {
                if last == " " || last == "\t" { return false }
                hasLineFeed = true
            } else if !scalar.isPrintable, scalar != "\t" {
                return false
            }
            last = scalar
        }
        return hasLineFeed && last != " " && last != "\t"
    }

    /// Whether printable text on one line needs no quotes, as a key and as a value in block style.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        guard bytes.count > 0, startsPlain(bytes), bytes[bytes.count - 1] != 0x20 else { return false }
        for index in 0..<bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            if bytes[index] == UInt8(ascii: ":"), next == 0x20 { return false }
            if bytes[index] == 0x20, next == UInt8(ascii: "#") { return false }
        }
        return !isWord(text) && !isNumber(bytes) && !isTimestamp(bytes)
    }

    /// No indicator at the start (YAML 1.2 section 5.3), no `---` or `...`, which end a document.
    private static func startsPlain(_ bytes: borrowing Span<UInt8>) -> Bool {
        let second = bytes.count > 1 ? bytes[1] : 0x20
        switch bytes[0] {
        case UInt8(ascii: "-"): return second != 0x20 && !(second == UInt8(ascii: "-") && isMarker(bytes))
        case UInt8(ascii: "."): return !isMarker(bytes)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
        case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "$"): return true
        case UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "^"): return true
        default: return bytes[0] >= 0x80
        }
    }

    private static func isMarker(_ bytes: borrowing Span<UInt8>) -> Bool {
        bytes.count >= 3 && bytes[1] == bytes[0] && bytes[2] == bytes[0] && (bytes.count == 3 || bytes[3] == 0x20)
    }

    /// Words that some reader takes for a boolean, null or a special number, in any case.
    private static let words: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "nan", "inf", "-inf", "+inf",
        "infinity", "-infinity", "+infinity", ".nan", ".inf", "-.inf", "+.inf",
    ]

    private static func isWord(_ text: String) -> Bool { text.utf8.count <= 9 && words.contains(text.lowercased()) }

    /// Whether some reader takes the text for a number: decimal, with `_` or `,` between digits, with a leading zero,
    /// binary, octal, hexadecimal, sexagesimal, or with an exponent.
    private static func isNumber(_ bytes: borrowing Span<UInt8>) -> Bool {
        var start = 0
        if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") { start = 1 }
        guard start < bytes.count else { return false }
        guard bytes[start].isDigit || bytes[start] == UInt8(ascii: ".") else { return false }
        if bytes[start] == UInt8(ascii: "0"), start + 1 < bytes.count {
            let letter = bytes[start + 1] | 0x20
            if letter == UInt8(ascii: "x") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "b") {
                return all(bytes, from: start + 2) { $0.isHexadecimal || $0 == UInt8(ascii: "_") }
            }
        }
        var index = start
        var dots = 0
        while index < bytes.count, bytes[index].isInNumber {
            if bytes[index] == UInt8(ascii: ".") { dots += 1 }
            index += 1
        }
        guard dots <= 1 else { return false }
        guard index < bytes.count else { return true }
        if bytes[index] == UInt8(ascii: ":") { return isSexagesimal(bytes, from: index) }
        guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return false }
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        return all(bytes, from: index) { $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    /// Groups of one or two digits, each after a colon, the last perhaps with a fraction: `22:22`, `1:30:00.5`.
    private static func isSexagesimal(_ bytes: borrowing Span<UInt8>, from start: Int) -> Bool {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            let first = index + 1
            index = first
            while index < bytes.count, bytes[index].isDigit { index += 1 }
            guard 1...2 ~= index - first else { return false }
        }
        guard index < bytes.count else { return true }
        return bytes[index] == UInt8(ascii: ".") && all(bytes, from: index + 1) { $0.isInNumber }
    }

    /// Begins like a date: four digits, and twice a hyphen and one or two digits.
    private static func isTimestamp(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard bytes.count >= 8, bytes[4] == UInt8(ascii: "-") else { return false }
        for index in 0..<4 where !bytes[index].isDigit { return false }
        let hyphen = bytes[6] == UInt8(ascii: "-") ? 6 : 7
        guard hyphen + 1 < bytes.count, bytes[hyphen] == UInt8(ascii: "-"), bytes[5].isDigit else { return false }
        return (hyphen == 6 || bytes[6].isDigit) && bytes[hyphen + 1].isDigit
    }

    private static func all(
        _ bytes: borrowing Span<UInt8>, from start: Int, _ isFitting: (UInt8) -> Bool
    ) -> Bool {
        for index in start..<max(start, bytes.count) where !isFitting(bytes[index]) { return false }
        return true
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self &- UInt8(ascii: "0") <= 9 }
    fileprivate var isHexadecimal: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") <= 5 }

    /// Digits and what readers allow between them.
    fileprivate var isInNumber: Bool {
        isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: ",") || self == UInt8(ascii: ".")
    }
}

extension Unicode.Scalar {
    /// Printable by YAML 1.2 section 5.1 and a line end for no reader; tab and line feed are left out.
    var isPrintable: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }
}
