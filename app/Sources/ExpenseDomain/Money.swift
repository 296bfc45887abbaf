/// An exact, positive amount of one currency, counted in its minor unit (cents).
package struct Money: Sendable, Hashable {
    /// 1...``largest``.
    package let minorUnits: Int64
    package let currency: Currency

    /// Fifteen digits: every amount is exact in any JSON reader, and nine thousand of them add up within 64 bits.
    package static let largest: Int64 = 999_999_999_999_999
    private static let digitLimit = 15

    package init(minorUnits: Int64, currency: Currency) throws(AmountProblem) {
        guard minorUnits > 0 else { throw .notPositive }
        guard minorUnits <= Money.largest else { throw .tooLarge }
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The amount somebody wrote as a decimal number (RFC 8259 section 6), taken exactly or not at all.
    ///
    /// `12.3`, `12.30` and `1.23e1` are all 1230 cents; `12.345` is refused for USD and taken for KWD.
    package init(literal: String, currency: Currency) throws(AmountProblem) {
        guard let decimal = DecimalLiteral(literal.utf8) else { throw .malformed }
        minorUnits = try decimal.scaled(exponent: currency.exponent, digitLimit: Money.digitLimit)
        self.currency = currency
    }

    /// The amount with exactly the digits of its currency: `12.30` for USD, `1250` for JPY.
    package var decimal: String {
        var digits = String(minorUnits)
        let exponent = currency.exponent
        guard exponent > 0 else { return digits }
        if digits.utf8.count <= exponent {
            digits = String(repeating: "0", count: exponent + 1 - digits.utf8.count) + digits
        }
        digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -exponent))
        return digits
    }
}

/// A sum of amounts of one currency that says so when it no longer fits.
package struct MoneySum: Sendable, Hashable {
    package private(set) var minorUnits: Int64 = 0
    package let currency: Currency

    package init(currency: Currency) { self.currency = currency }

    /// Adds `money`; false, and no change, where the currencies differ or the sum would leave 64 bits.
    package mutating func add(_ money: Money) -> Bool {
        guard money.currency == currency else { return false }
        let (sum, overflow) = minorUnits.addingReportingOverflow(money.minorUnits)
        guard !overflow else { return false }
        minorUnits = sum
        return true
    }
}
