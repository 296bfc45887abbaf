/// What a value on the command line must look like, and what completion offers for it.
package enum ValueKind: Sendable, Hashable {
    /// Any text that is not empty.
    case text
    /// Any text, a file's path.
    case path
    /// Any text, a directory's path.
    case directory
    /// The name of an environment: lower-case letters, digits and hyphens, a letter first, at most 63.
    case environment
    /// A saved plan's path or the name of an environment.
    case planOrEnvironment
    case integer(ClosedRange<Int>)
    /// A sum of whole numbers with units, such as `90s`, `1h30m`, `500ms`; at most 7 days.
    case duration
    case choice([String])
    /// `PATH=VALUE`, the path not empty.
    case assignment

    /// Why `text` is no such value, as the end of a sentence; nil where it is one.
    func refusal(of text: String) -> String? {
        switch self {
        case .text, .path, .directory, .planOrEnvironment:
            return text.isEmpty ? "it is empty" : nil
        case .environment:
            return EnvironmentName.isValid(text)
                ? nil : "an environment's name is lower-case letters, digits and hyphens, a letter first"
        case .integer(let range):
            guard let value = Int(text), !text.hasPrefix("+") else { return "it is no whole number" }
            return range.contains(value) ? nil : "it must be from \(range.lowerBound) to \(range.upperBound)"
        case .duration:
            return DurationText.parse(text) == nil ? "a duration is written like 500ms, 30s, 5m or 1h30m" : nil
        case .choice(let values):
            return values.contains(text) ? nil : "it must be one of \(values.joined(separator: ", "))"
        case .assignment:
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                return "it must be written PATH=VALUE"
            }
            return nil
        }
    }
}

/// The names environments can have.
package enum EnvironmentName {
    /// Whether `text` can name an environment; `defaults` cannot, because it is the file all environments share.
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.count <= 63 && text != "defaults"
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}

/// Durations as users write them.
package enum DurationText {
    private static let unitMilliseconds = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
    private static let limitMilliseconds = 7 * 86_400_000

    /// The duration `text` names, or nil: a bare number, a sign, a fraction, an unknown unit or more than 7 days.
    package static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        var total = 0
        guard !rest.isEmpty, text.utf8.count <= 32 else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest[unit.endIndex...]
            guard let count = Int(digits), let scale = unitMilliseconds.first(where: { $0.0 == unit })?.1 else {
                return nil
            }
            let (part, overflow) = count.multipliedReportingOverflow(by: scale)
            guard !overflow, part <= limitMilliseconds else { return nil }
            total += part
        }
        return total <= limitMilliseconds ? .milliseconds(total) : nil
    }
}
