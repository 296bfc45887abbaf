package import YAML

/// A length of time, written with units as in `500ms`, `30s`, `1h30m`; at most 366 days, exact to the millisecond.
extension Duration: SpecValue {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
    private static let longest: Int64 = 366 * 86_400_000

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("duration"), pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", example: "30s")
    }

    package static var placeholder: Duration { .seconds(30) }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        var rest = scalar.text[...]
        var total: Int64 = 0
        var unitsLeft = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let letters = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard
                let count = Int64(digits), digits.count <= 12,
                let unit = unitsLeft.firstIndex(where: { $0.name == letters })
            else { throw Self.problem(scalar) }
            total += count * Self.units[unit].milliseconds
            unitsLeft = unitsLeft[(unit + 1)...]
            rest = rest.dropFirst(digits.count + letters.count)
        }
        guard !scalar.text.isEmpty else { throw Self.problem(scalar) }
        guard total <= Self.longest else { throw ValueProblem("\(scalar.quoted) is longer than 366 days") }
        self = .milliseconds(total)
    }

    private static func problem(_ scalar: Scalar) -> ValueProblem {
        let help =
            scalar.kind == .integer ? "write \(scalar.text)s, with the unit" : "write it as 500ms, 30s, 5m or 1h30m"
        return ValueProblem("\(scalar.quoted) is no duration", help: help)
    }

    /// Whole milliseconds; a duration of the spec has no finer part.
    package var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// In the largest unit that divides it (`90m`, not `1h30m`): HAProxy and others read no more than one unit.
    package var scalar: Scalar {
        let unit = Self.units.first { milliseconds.isMultiple(of: $0.milliseconds) }
        guard let unit, milliseconds > 0 else { return .string("0s") }
        return .string("\(milliseconds / unit.milliseconds)\(unit.name)")
    }
}
