package import YAML

/// A share of a whole, 0 to 100 %, exact to a thousandth of a percent; written `60%` or `99.95%`.
package struct Percent: SpecValue, Comparable {
    /// Thousandths of a percent: 100 % is 100,000.
    package let thousandths: Int

    /// Nil outside 0...100,000 thousandths.
    package init?(thousandths: Int) {
        guard (0...100_000).contains(thousandths) else { return nil }
        self.thousandths = thousandths
    }

    package static var schema: ScalarSchema {
        ScalarSchema(.text("percentage"), pattern: #"^(100(\.0{1,3})?|[0-9]{1,2}(\.[0-9]{1,3})?)%$"#, example: "60%")
    }

    package static let placeholder = Percent(whole: 50)
    package static let none = Percent(whole: 0)

    private init(whole: Int) { thousandths = whole * 1_000 }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard scalar.text.hasSuffix("%") else {
            let isNumber = scalar.kind == .integer || scalar.kind == .decimal
            throw ValueProblem(
                "\(scalar.quoted) is no percentage", help: isNumber ? "write \(scalar.text)%" : "write it as 60%")
        }
        let digits = scalar.text.dropLast()
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard
            (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            parts.count == 1 || parts[1].count <= 3, parts[0].count <= 3, let whole = Int(parts[0]),
            parts[0].count == 1 || !parts[0].hasPrefix("0"),
            let value = Percent(thousandths: whole * 1_000 + Percent.fraction(parts))
        else {
            throw ValueProblem("\(scalar.quoted) is no percentage from 0% to 100%", help: "write it as 60% or 99.95%")
        }
        self = value
    }

    private static func fraction(_ parts: [Substring]) -> Int {
        guard parts.count == 2 else { return 0 }
        return Int(parts[1] + String(repeating: "0", count: 3 - parts[1].count)) ?? 0
    }

    package var scalar: Scalar {
        var fraction = String(thousandths % 1_000 + 1_000).dropFirst()
        while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
        return .string("\(thousandths / 1_000)\(fraction.isEmpty ? "" : ".\(fraction)")%")
    }

    package static func < (left: Percent, right: Percent) -> Bool { left.thousandths < right.thousandths }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
