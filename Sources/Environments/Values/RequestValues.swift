package import YAML

/// The name of a header or cookie: a token of RFC 9110, section 5.6.2, at most 64 characters.
package struct HeaderName: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("header or cookie name"), pattern: "^[A-Za-z0-9_-]{1,64}$", example: "X-Canary")
    }
    package static let placeholder = HeaderName(known: "X-Placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        guard (1...64).contains(text.count), text.allSatisfy({ $0.isLetterOrDigit || $0 == "-" || $0 == "_" }) else {
            throw ValueProblem(
                "\(scalar.quoted) is no name of a header or cookie: letters, digits, - and _, at most 64",
                help: "write it as X-Canary")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// What a header or cookie says: visible ASCII that needs no quotation anywhere, at most 128 characters.
package struct HeaderValue: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("header or cookie value"), pattern: "^[A-Za-z0-9._~:+/=@-]{1,128}$", example: "always")
    }
    package static let placeholder = HeaderValue(known: "placeholder")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        guard (1...128).contains(text.count), scalar.kind == .string,
            text.allSatisfy({ $0.isLetterOrDigit || "._~:+/=@-".contains($0) })
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no value of a header or cookie: letters, digits and . _ ~ : + / = @ -",
                help: scalar.kind == .string ? "write it as always" : "write it in quotation marks: \"\(text)\"")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// A query of Prometheus: one line of text, at most 4,096 bytes; Prometheus itself says whether it has a meaning.
package struct QueryText: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("query"), example: "sum(up)")
    }
    package static let placeholder = QueryText(known: "vector(0)")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        guard scalar.kind == .string, !text.isEmpty, text.utf8.count <= 4_096,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no query: one line of text, at most 4,096 bytes",
                help: "write it as sum(rate(http_requests_total{revision=\"$revision\"}[1m]))")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}

/// An address of the web: http or https, without a name and password in it.
package struct WebAddress: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("address"), pattern: "^https?://[^/@\\s]+(/[^\\s]*)?$", example: "https://hooks.example.com/x")
    }
    package static let placeholder = WebAddress(known: "https://example.com")
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = scalar.text
        let rest = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
        let host = rest?.prefix { $0 != "/" } ?? ""
        guard !host.isEmpty, !host.contains("@"), text.utf8.count <= 2_048,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7f })
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no address of the web", help: "write it as https://hooks.example.com/x")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}
