package import YAML

/// A share of processors, exact to a thousandth: `250m` is a quarter of one, `2` is two.
package struct CPUQuantity: SpecValue, Comparable {
    package let millicores: Int

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("processor share"), pattern: #"^([1-9][0-9]{0,6}m|[0-9]{1,3}(\.[0-9]{1,3})?)$"#, example: "250m")
    }

    package static var placeholder: CPUQuantity { CPUQuantity(millicores: 250) }

    private init(millicores: Int) { self.millicores = millicores }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let isMilli = scalar.text.hasSuffix("m")
        let digits = isMilli ? scalar.text.dropLast() : scalar.text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard
            (1...(isMilli ? 1 : 2)).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 7 && $0.utf8.allSatisfy(isDigit) }),
            let whole = Int(parts[0]), parts.count == 1 || parts[1].count <= 3
        else {
            throw ValueProblem("\(scalar.quoted) is no share of processors", help: "write it as 250m, 0.5 or 2")
        }
        let fraction = parts.count == 2 ? Int(parts[1] + String(repeating: "0", count: 3 - parts[1].count)) ?? 0 : 0
        millicores = isMilli ? whole : whole * 1_000 + fraction
        guard (1...1_000_000).contains(millicores) else {
            throw ValueProblem("\(scalar.quoted) is outside 1m to 1000", help: "write it as 250m, 0.5 or 2")
        }
    }

    package var scalar: Scalar {
        .string(millicores.isMultiple(of: 1_000) ? String(millicores / 1_000) : "\(millicores)m")
    }

    package static func < (left: CPUQuantity, right: CPUQuantity) -> Bool { left.millicores < right.millicores }
}

extension CPUQuantity {
    /// A share known to be valid, or the sum of several.
    static func thousandths(_ count: Int) -> CPUQuantity { CPUQuantity(millicores: count) }
}
