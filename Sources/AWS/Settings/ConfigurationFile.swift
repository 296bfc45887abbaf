package import Diagnostics

/// The text of `~/.aws/config` or `~/.aws/credentials` as sections with properties.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files": `[NAME]`, `NAME = VALUE`,
/// comments after `#` and `;`. A line that stands further in than the property above continues its value, or is a
/// property of it where it has none.
package struct ConfigurationFile: Sendable {
    package struct Section: Sendable {
        /// What stands between the brackets.
        package let title: String
        /// `profile`, `sso-session`, `services`; empty for `[default]` and whatever else has one word.
        package let kind: String
        package let name: String
        package let line: Int
        package let properties: [Property]
    }

    package struct Property: Sendable {
        /// In lower case.
        package let name: String
        /// The value; of keys and tokens too, so nothing prints it by accident.
        package let value: Secret
        package let line: Int
        /// What stands indented below an empty value.
        package let nested: [Property]

        /// The value where it may be shown; the placeholder for keys and tokens.
        package var text: String {
            Self.secretNames.contains(name)
                ? Secret.placeholder : value.withExposedBytes { String(decoding: $0, as: UTF8.self) }
        }

        private static let secretNames: Set<String> = [
            "aws_secret_access_key", "aws_session_token", "aws_security_token",
        ]
    }

    package static let limit = 1 << 20

    package let sections: [Section]

    /// Reads the text of `file`; throws E0801 with the line for what is no such text.
    package init(_ bytes: [UInt8], file: String) throws(Failure) {
        var reader = ConfigurationReader(file: file)
        // Editors on Windows put a byte order mark first.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var number = 0
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            try reader.read(line.last == 0x0D ? line.dropLast() : line, number)
        }
        sections = reader.sections.map(\.finished)
    }
}

/// Reads line by line; knows what an indented line belongs to.
///
/// It works on bytes: to Swift an accent makes another character of a space, a quote or an equals sign before it.
private struct ConfigurationReader {
    struct Section {
        let title: String
        let kind: String
        let name: String
        let line: Int
        var properties: [Property] = []

        var finished: ConfigurationFile.Section {
            .init(title: title, kind: kind, name: name, line: line, properties: properties.map(\.finished))
        }
    }

    struct Property {
        let name: String
        let line: Int
        var value: [UInt8]
        var nested: [Property] = []

        var finished: ConfigurationFile.Property {
            .init(name: name, value: Secret(value), line: line, nested: nested.map(\.finished))
        }
    }

    let file: String
    var sections: [Section] = []
    /// How far in the last section or property began.
    private var indentation = 0

    init(file: String) { self.file = file }

    mutating func read(_ line: ArraySlice<UInt8>, _ number: Int) throws(Failure) {
        guard String(validating: line, as: UTF8.self) != nil, !line.contains(0) else {
            throw problem(number, "The file is no text in UTF-8.")
        }
        let text = Self.trimmed(line)
        guard let first = text.first, !Self.isCommentMark(first) else { return }
        let indentation = text.startIndex - line.startIndex
        if indentation > self.indentation, let section = sections.indices.last,
            let last = sections[section].properties.indices.last
        {
            return try more(text, number, section, last)
        }
        self.indentation = indentation
        if first == UInt8(ascii: "[") { return try begin(text, number) }
        let property = try property(text, number)
        guard let section = sections.indices.last else {
            throw problem(number, "A line stands before the first section.")
        }
        sections[section].properties.append(property)
    }

    private func problem(_ line: Int, _ detail: String) -> Failure {
        // The line is never quoted: it may be a key that was pasted without its name.
        Failure(
            AWSCodes.configuration, detail, at: SourceLocation(file: file, line: line, column: 1),
            help: "a file of AWS's tools has [sections] with lines NAME = VALUE")
    }

    private mutating func begin(_ text: ArraySlice<UInt8>, _ number: Int) throws(Failure) {
        guard let end = text.firstIndex(of: UInt8(ascii: "]")) else {
            throw problem(number, "The section has no closing bracket.")
        }
        if let after = Self.trimmed(text[(end + 1)...]).first, !Self.isCommentMark(after) {
            throw problem(number, "Something follows the section's closing bracket.")
        }
        let title = Self.trimmed(text[(text.startIndex + 1)..<end])
        guard !title.isEmpty else { throw problem(number, "The section has no name.") }
        let parts = title.split(maxSplits: 1, whereSeparator: Self.isSpace)
        let isPlain = parts.count == 1
        sections.append(
            Section(
                title: Self.text(title), kind: isPlain ? "" : Self.text(parts[0]),
                name: Self.text(isPlain ? title : Self.unquoted(Self.trimmed(parts[1]))), line: number))
    }

    private func property(_ text: ArraySlice<UInt8>, _ number: Int) throws(Failure) -> Property {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
            throw problem(number, "The line is neither a section nor NAME = VALUE.")
        }
        let name = Self.text(Self.trimmed(text[..<equals])).lowercased()
        guard !name.isEmpty else { throw problem(number, "A name is missing before \"=\".") }
        return Property(name: name, line: number, value: Array(Self.withoutComment(text[(equals + 1)...])))
    }

    private mutating func more(
        _ text: ArraySlice<UInt8>, _ number: Int, _ section: Int, _ last: Int
    ) throws(Failure) {
        if sections[section].properties[last].value.isEmpty {
            sections[section].properties[last].nested.append(try property(text, number))
        } else {
            sections[section].properties[last].value.append(0x0A)
            sections[section].properties[last].value.append(contentsOf: text)
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private static func isCommentMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text = text.dropLast() }
        return text
    }

    /// A comment after a value begins with space.
    private static func withoutComment(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark = value.indices.dropFirst().first { isCommentMark(value[$0]) && isSpace(value[$0 - 1]) }
        return trimmed(value[..<(mark ?? value.endIndex)])
    }

    private static func unquoted(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard name.count >= 2, let quote = name.first, quote == name.last,
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return name }
        return name.dropFirst().dropLast()
    }
}
