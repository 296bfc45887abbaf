package import YAML

/// The name a judge gives one of its checks: `CKV_K8S_43`, `DL3008`, `unpinned-uses`.
package struct CheckName: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("check"), pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$", example: "CKV_K8S_43")
    }
    package static let placeholder = CheckName(known: "placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let isName =
            scalar.text.first.map { $0.isASCII && $0.isLetter } == true && scalar.text.utf8.count <= 64
            && scalar.text.allSatisfy { $0.isLetterOrDigit || $0 == "_" || $0 == "-" }
        guard isName else {
            throw ValueProblem(
                "\(scalar.quoted) is no name of a check: one word of letters, digits, _ and -",
                help: "write it as its judge prints it, such as CKV_K8S_43")
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }
}

/// A rendered document or a directory of them, as `slipway render ENV --only` takes it: `kubernetes/service.yaml`.
package struct DocumentPath: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("document"), pattern: "^[^/].*$", example: "kubernetes/deployment.yaml")
    }
    package static let placeholder = DocumentPath(known: "placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }), scalar.text.utf8.count <= 1_024,
            scalar.text.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no document",
                help: "write it as `slipway render` does, such as kubernetes/deployment.yaml, or its directory")
        }
        text = scalar.text
    }

    /// Whether `path` is this document or lies below this directory.
    package func contains(_ path: DocumentPath) -> Bool { path.text == text || path.text.hasPrefix(text + "/") }

    package var scalar: Scalar { .string(text) }
}

/// A sentence that says why; white space is one space each, since it is shown on one line.
package struct Reason: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("reason"), pattern: #"\S"#, example: "The image is pinned by digest when it is deployed.")
    }
    package static let placeholder = Reason(known: "placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let words = scalar.text.split(whereSeparator: \.isWhitespace)
        guard scalar.kind != .null, !words.isEmpty else {
            throw ValueProblem("a reason is needed, and nothing is written", help: "say why the finding is accepted")
        }
        let text = words.joined(separator: " ")
        guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            throw ValueProblem("the reason holds a control character", help: "write it as plain text")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}
