package import YAML

/// A name that DNS, Kubernetes and file systems all accept: a label of RFC 1123, 1 to 40 characters.
///
/// Shorter than DNS's 63, so that revision and replica suffixes always fit.
package struct Name: SpecValue, CustomStringConvertible {
    package let text: String

    package static let lengthLimit = 40
    package static var schema: ScalarSchema {
        ScalarSchema(.text("name"), pattern: "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", example: "expense-api")
    }
    package static let placeholder = Name(known: "placeholder")
    package var description: String { text }

    init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        let isName =
            text.first.map { ("a"..."z").contains($0) } == true && text.last?.isLowerOrDigit == true
            && text.allSatisfy { $0.isLowerOrDigit || $0 == "-" } && text.count <= Self.lengthLimit
        guard isName else {
            let meant = String(
                text.lowercased().map { $0.isLowerOrDigit ? $0 : "-" }.drop { !("a"..."z").contains($0) })
            let isMeantName = !meant.isEmpty && meant.count <= Self.lengthLimit && meant.last != "-"
            throw ValueProblem(
                "\(scalar.quoted) is no name: a to z, 0 to 9 and -, first a letter, at most \(Self.lengthLimit)",
                help: isMeantName && meant != text ? "write \(meant)" : "write it as expense-api")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// The name of an environment variable in capitals: `LOG_LEVEL`.
package struct VariableName: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("variable name"), pattern: "^[A-Z_][A-Z0-9_]{0,127}$", example: "LOG_LEVEL")
    }
    package static let placeholder = VariableName(known: "PLACEHOLDER")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        func isAllowed(_ character: Character) -> Bool {
            ("A"..."Z").contains(character) || ("0"..."9").contains(character) || character == "_"
        }
        guard text.allSatisfy(isAllowed), let first = text.first, !("0"..."9").contains(first), text.count <= 128 else {
            let meant = String(text.uppercased().map { isAllowed($0) ? $0 : "_" })
            throw ValueProblem(
                "\(scalar.quoted) is no name of an environment variable: A to Z, 0 to 9 and _",
                help: meant.first.map { !("0"..."9").contains($0) } == true && meant != text
                    ? "write \(meant)" : "write it as LOG_LEVEL")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// The path of an HTTP request without query: `/readyz`.
package struct HTTPPath: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("path"), pattern: #"^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$"#, example: "/readyz")
    }
    package static let placeholder = HTTPPath(known: "/")
    package var description: String { text }

    init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        guard text.hasPrefix("/") else {
            throw ValueProblem("\(scalar.quoted) is no path: it starts with a slash", help: "write /\(text)")
        }
        // RFC 3986 section 3.3: pchar and the slash.
        let isPath = text.allSatisfy { $0.isLetterOrDigit || "-._~!$&'()*+,;=:@%/".contains($0) }
        guard isPath, text.utf8.count <= 1_024 else {
            throw ValueProblem("\(scalar.quoted) holds what no path may hold", help: "write it as /readyz")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// A DNS host name: labels of RFC 1123 joined by dots, at most 253 characters.
package struct HostName: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("host name"), pattern: #"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"#,
            example: "expense.example.com")
    }
    package static let placeholder = HostName(known: "placeholder.example.com")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let labels = scalar.text.split(separator: ".", omittingEmptySubsequences: false)
        let isHost =
            scalar.text.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isLowerOrDigit || $0 == "-" }
            }
        guard isHost else {
            throw ValueProblem("\(scalar.quoted) is no host name", help: "write it as expense.example.com")
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }
}

/// A file below the project directory, with forward slashes and no way out of it.
package struct ProjectPath: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("project path"), pattern: "^[^/].*$", example: ".build/release/expense-server")
    }
    package static let placeholder = ProjectPath(known: "placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: "/", omittingEmptySubsequences: false)
        guard !scalar.text.hasPrefix("/") else {
            throw ValueProblem("\(scalar.quoted) is an absolute path", help: "write it from the project's directory on")
        }
        guard parts.allSatisfy({ !$0.isEmpty && $0 != ".." }), scalar.text.utf8.count <= 1_024,
            scalar.text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no path below the project's directory", help: "write it as bin/server, without ..")
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }
}
