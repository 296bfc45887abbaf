package import YAML

/// A text that an image carries: one line, and nothing in it that a Dockerfile would replace.
package struct ImageText: SpecValue, CustomStringConvertible {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.string, pattern: "^[^$\\x00-\\x1f\\x7f]*$", example: "text")
    }
    package static var placeholder: ImageText { ImageText(known: "placeholder") }
    package var description: String { text }

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let text = try String(scalar)
        guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && !(0x80..<0xA0).contains($0.value) })
        else {
            throw ValueProblem("the text holds a line break or another control character", help: "write it on one line")
        }
        guard !text.contains("$") else {
            throw ValueProblem(
                "a Dockerfile would replace what follows the $ in \(scalar.quoted)", help: "write it without $")
        }
        self.text = text
    }

    package var scalar: Scalar { .string(text) }
}
