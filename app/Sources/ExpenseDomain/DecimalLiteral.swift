/// Why an amount that somebody wrote is not an amount of money.
package enum AmountProblem: Error, Sendable, Hashable {
    /// The text is not a decimal number.
    case malformed
    /// There are more digits after the point than the currency has; the number of digits it has is given.
    case tooPrecise(digits: Int)
    /// Zero or less.
    case notPositive
    /// More than ``Money/largest`` minor units.
    case tooLarge
}

/// A decimal number as it was written: sign, significant digits and the power of ten of the last of them.
///
/// It is read from the literal, never through binary floating point, so 0.1 is one tenth. Cost is linear in the text,
/// whatever the exponent says.
struct DecimalLiteral {
    let isNegative: Bool
    /// Digits 0...9 without leading or trailing zeros; empty for zero.
    let digits: ArraySlice<UInt8>
    /// The value is `digits` times ten to this power; saturated far outside of any amount.
    let power: Int

    /// Reads a number in the grammar of RFC 8259 section 6: `-0.5`, `12`, `1.2e3`.
    init?(_ text: some Sequence<UInt8>) {
        var scanner = DecimalScanner(Array(text))
        isNegative = scanner.skip("-")
        guard scanner.readWhole() else { return nil }
        guard scanner.readFraction(), let exponent = scanner.readExponent(), scanner.isAtEnd else { return nil }
        var significant = scanner.digits.drop { $0 == 0 }
        var power = exponent - scanner.fractionCount
        while significant.last == 0 {
            significant.removeLast()
            power += 1
        }
        digits = significant
        self.power = power
    }

    /// The value in units of ten to the power of minus `exponent`, with at most `digitLimit` digits.
    func scaled(exponent: Int, digitLimit: Int) throws(AmountProblem) -> Int64 {
        guard !digits.isEmpty, !isNegative else { throw .notPositive }
        let shift = power + exponent
        guard shift >= 0 else { throw .tooPrecise(digits: exponent) }
        // digitLimit is at most 18, so nothing below can overflow.
        guard shift <= digitLimit, digits.count + shift <= digitLimit else { throw .tooLarge }
        var value: Int64 = 0
        for digit in digits { value = value * 10 + Int64(digit) }
        for _ in 0..<shift { value *= 10 }
        return value
    }
}

/// Walks over the parts of a decimal literal.
private struct DecimalScanner {
    private let text: [UInt8]
    private var position = 0
    private(set) var digits: [UInt8] = []
    private(set) var fractionCount = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> UInt8? {
        guard position < text.count, case let value = text[position] &- 48, value < 10 else { return nil }
        position += 1
        return value
    }

    mutating func readWhole() -> Bool {
        guard let first = digit() else { return false }
        digits.append(first)
        while let next = digit() {
            if first == 0 { return false }
            digits.append(next)
        }
        return true
    }

    mutating func readFraction() -> Bool {
        guard skip(".") else { return true }
        while let next = digit() {
            digits.append(next)
            fractionCount += 1
        }
        return fractionCount > 0
    }

    /// The exponent, 0 where none is written; nil where it has no digits. Saturates at a million.
    mutating func readExponent() -> Int? {
        guard skip("e") || skip("E") else { return 0 }
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        var value = 0
        var count = 0
        while let next = digit() {
            value = min(1_000_000, value * 10 + Int(next))
            count += 1
        }
        return count == 0 ? nil : (isNegative ? -value : value)
    }
}
