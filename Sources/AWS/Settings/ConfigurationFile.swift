package import Diagnostics

/// The text of `~/.aws/config` or `~/.aws/credentials` as sections with properties.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files": `[NAME]`, `NAME = VALUE`,
/// comments after `#` and `;`, indented lines continue a value or are properties of one that is empty.
package struct ConfigurationFile: Sendable {
    package struct Section: Sendable {
        /// `profile`, `sso-session`, `services`; empty for `[default]` and whatever else has one word.
        package let kind: String
        package let name: String
        package let line: Int
        package fileprivate(set) var properties: [Property] = []
    }

    package struct Property: Sendable {
        /// In lower case.
        package let name: String
        /// The value; of keys and tokens too, so nothing prints it by accident.
        package fileprivate(set) var value: Secret
        package let line: Int
        /// What stands indented below an empty value.
        package fileprivate(set) var nested: [Property] = []

        /// The value where it may be shown; the placeholder for keys and tokens.
        package var text: String {
            Self.secretNames.contains(name)
                ? Secret.placeholder : value.withExposedBytes { String(decoding: $0, as: UTF8.self) }
        }

        private static let secretNames: Set<String> = ["aws_secret_access_key", "aws_session_token"]
    }

    package static let limit = 1 << 20

    package private(set) var sections: [Section] = []

    /// Reads the text of `file`; throws E0801 with the line for what is no such text.
    package init(_ bytes: [UInt8], file: String) throws(Failure) {
        var reader = ConfigurationReader(file: file)
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw reader.problem(1, "The file is no text in UTF-8.")
        }
        // By bytes: to Swift a line end of DOS is one character.
        var number = 0
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            try reader.read(line.last == 0x0D ? line.dropLast() : line, number)
        }
        sections = reader.sections
    }
}

/// Reads line by line; knows what an indented line belongs to.
private struct ConfigurationReader {
    let file: String
    var sections: [ConfigurationFile.Section] = []

    func problem(_ line: Int, _ detail: String, column: Int = 1) -> Failure {
        Failure(
            AWSCodes.configuration, detail, at: SourceLocation(file: file, line: line, column: column),
            help: "a file of AWS's tools has [sections] with lines NAME = VALUE")
    }

    mutating func read(_ line: Substring.UTF8View, _ number: Int) throws(Failure) {
        let text = Self.trimmed(Substring(line))
        guard let first = text.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
        let isIndented = line.first == 0x20 || line.first == 0x09
        if isIndented, let section = sections.indices.last, let last = sections[section].properties.indices.last {
            return try more(text, number, section, last)
        }
        if first == UInt8(ascii: "[") { return try begin(text, number) }
        let property = try property(text, number)
        guard let section = sections.indices.last else {
            throw problem(number, "\"\(property.name)\" stands before the first section.")
        }
        sections[section].properties.append(property)
    }

    private mutating func begin(_ text: Substring, _ number: Int) throws(Failure) {
        guard let end = text.firstIndex(of: "]") else { throw problem(number, "The section has no closing bracket.") }
        let after = Self.trimmed(text[text.index(after: end)...])
        guard after.isEmpty || after.hasPrefix("#") || after.hasPrefix(";") else {
            throw problem(number, "Something follows the section's closing bracket.")
        }
        let words = Self.trimmed(text[text.index(after: text.startIndex)..<end])
        guard !words.isEmpty else { throw problem(number, "The section has no name.") }
        let parts = words.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
        let isPlain = parts.count == 1
        let name = Self.unquoted(Self.trimmed(isPlain ? words : parts[1]))
        sections.append(.init(kind: isPlain ? "" : String(parts[0]), name: name, line: number))
    }

    private func property(_ text: Substring, _ number: Int) throws(Failure) -> ConfigurationFile.Property {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            // The line is not quoted: what was pasted without its name may be a key.
            throw problem(number, "The line is neither a section nor NAME = VALUE.")
        }
        let name = Self.trimmed(text[..<equals]).lowercased()
        guard !name.isEmpty else { throw problem(number, "A name is missing before \"=\".") }
        let value = Self.withoutComment(Self.trimmed(text[text.index(after: equals)...]))
        return .init(name: name, value: Secret(String(value)), line: number)
    }

    private mutating func more(_ text: Substring, _ number: Int, _ section: Int, _ last: Int) throws(Failure) {
        if sections[section].properties[last].value.count == 0 {
            sections[section].properties[last].nested.append(try property(text, number))
        } else {
            let joined = sections[section].properties[last].value.withExposedBytes { $0 + [0x0A] + Array(text.utf8) }
            sections[section].properties[last].value = Secret(joined)
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text = text.dropLast() }
        return text
    }

    /// A comment after a value begins with space.
    private static func withoutComment(_ value: Substring) -> Substring {
        var previous: Character = "="
        for index in value.indices {
            let character = value[index]
            if character == "#" || character == ";", previous == " " || previous == "\t" {
                return trimmed(value[..<index])
            }
            previous = character
        }
        return value
    }

    private static func unquoted(_ name: Substring) -> String {
        for quote in ["\"", "'"] where name.count >= 2 && name.hasPrefix(quote) && name.hasSuffix(quote) {
            return String(name.dropFirst().dropLast())
        }
        return String(name)
    }
}
