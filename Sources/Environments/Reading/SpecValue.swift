package import YAML

/// A type a scalar of the spec is read into.
package protocol SpecValue: Sendable, Hashable {
    static var schema: ScalarSchema { get }
    /// Any valid value; it stands in for an invalid one while the other problems of the file are found.
    static var placeholder: Self { get }

    /// Reads exactly what was written; the problem says what is wrong with it.
    init(_ scalar: Scalar) throws(ValueProblem)

    /// The value in its canonical form, as templates and `explain` show it.
    var scalar: Scalar { get }
}

/// Why a text is no value of its type.
package struct ValueProblem: Error, Sendable {
    package let detail: String
    package let help: String?

    package init(_ detail: String, help: String? = nil) {
        self.detail = detail
        self.help = help
    }
}

extension Scalar {
    static func string(_ text: String) -> Scalar { Scalar(text: text, kind: .string) }

    /// The text in quotation marks, shortened where it is long.
    var quoted: String {
        let scalars = text.unicodeScalars
        return scalars.count > 60 ? "\"\(String(scalars.prefix(57)))...\"" : "\"\(text)\""
    }

    /// How many columns a caret underlines to show all of it.
    var length: Int { text.unicodeScalars.count }
}

extension String: SpecValue {
    package static var schema: ScalarSchema { ScalarSchema(.string, example: "text") }
    package static var placeholder: String { "placeholder" }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        if scalar.kind == .null {
            throw ValueProblem("a text is needed, and nothing is written", help: "write \"\" for an empty text")
        }
        if scalar.text.unicodeScalars.contains("\0") { throw ValueProblem("the text holds a NUL character") }
        self = scalar.text
    }

    package var scalar: Scalar { .string(self) }
}

extension Int: SpecValue {
    package static var schema: ScalarSchema { ScalarSchema(.integer, example: "1") }
    package static var placeholder: Int { 1 }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard scalar.kind == .integer else {
            throw ValueProblem("\(scalar.quoted) is no whole number", help: Self.help(for: scalar))
        }
        guard let value = Int(scalar.text) else {
            throw ValueProblem(
                "\(scalar.text) is out of range: whole numbers go from \(Int.min) to \(Int.max)",
                help: "write a smaller number")
        }
        self = value
    }

    /// What a user probably meant by a text that is almost a number.
    private static func help(for scalar: Scalar) -> String {
        let digits = scalar.text.filter { $0 != "_" && $0 != "," }
        if scalar.kind == .string, let value = Int(digits), !digits.isEmpty { return "write \(value)" }
        return "write plain decimal digits, such as 3"
    }

    package var scalar: Scalar { Scalar(text: String(self), kind: .integer) }
}

extension Bool: SpecValue {
    package static var schema: ScalarSchema { ScalarSchema(.bool, example: "true") }
    package static var placeholder: Bool { false }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard scalar.kind == .bool else {
            let word = scalar.text.lowercased()
            let meant: String? =
                switch word {
                case "yes", "on", "y", "true", "t", "1", "enabled": "true"
                case "no", "off", "n", "false", "f", "0", "disabled": "false"
                default: nil
                }
            throw ValueProblem(
                "\(scalar.quoted) is neither true nor false",
                help: meant.map { "write \($0), without quotes and in lower case" } ?? "write true or false")
        }
        self = scalar.text == "true"
    }

    package var scalar: Scalar { Scalar(text: self ? "true" : "false", kind: .bool) }
}

/// A closed list of words.
package protocol SpecChoice: SpecValue, RawRepresentable, CaseIterable where RawValue == String {}

extension SpecChoice {
    package static var schema: ScalarSchema {
        let words = allCases.map(\.rawValue)
        return ScalarSchema(.string, choices: words, example: words.first ?? "")
    }

    package static var placeholder: Self {
        guard let first = allCases.first else { preconditionFailure("\(Self.self) lists no choice") }
        return first
    }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard let value = Self(rawValue: scalar.text) else {
            let words = Self.allCases.map(\.rawValue)
            throw ValueProblem(
                "\(scalar.quoted) is none of \(words.joined(separator: ", "))",
                help: nearest(scalar.text, among: words).map { "did you mean \"\($0)\"?" }
                    ?? "write one of \(words.joined(separator: ", "))")
        }
        self = value
    }

    package var scalar: Scalar { .string(rawValue) }
}

extension SpecValue {
    /// The canonical text, for sentences about the value.
    package var written: String { scalar.text }
}
