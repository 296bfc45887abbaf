package import YAML

/// A finite decimal number, as bounds of metrics are: `0.5`, `1200`, `1e-3`.
package struct Number: SpecValue, Comparable {
    package let value: Double
    private let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.number, example: "0.5")
    }
    package static let placeholder = Number(known: 1, text: "1")

    private init(known value: Double, text: String) {
        self.value = value
        self.text = text
    }

    /// A default of the spec, written as it would be in a file.
    package init(_ value: Double) {
        let whole = value.rounded() == value && abs(value) < 1e15
        self.init(known: value, text: whole ? String(Int64(value)) : "\(value)")
    }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard scalar.kind == .integer || scalar.kind == .decimal, let value = Double(scalar.text), value.isFinite else {
            throw ValueProblem("\(scalar.quoted) is no number", help: "write it as 0.5")
        }
        self.init(known: value, text: scalar.text)
    }

    package var scalar: Scalar {
        Scalar(text: text, kind: text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") } ? .integer : .decimal)
    }

    package static func < (left: Number, right: Number) -> Bool { left.value < right.value }
}
