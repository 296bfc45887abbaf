internal import YAML

/// A decimal number as written, brought into the one spelling that YAML and JSON share; exact, never a `Double`.
struct Decimal: Equatable {
    /// Such as `-0.5` or `1e-3`.
    let text: String

    init(_ value: Int) { text = String(value) }

    /// Also reads `.5`, `5.` and `+5`; nil for anything that is not finite and decimal, or longer than 40 characters.
    init?(_ written: some StringProtocol) {
        var rest = written.utf8[...]
        guard rest.count <= 40 else { return nil }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
        var exponent = ""
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            guard let power = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), (-300...300).contains(power)
            else {
                return nil
            }
            exponent = "e\(power)"
            rest = rest.dropFirst(rest.count)
        }
        guard rest.isEmpty else { return nil }
        let digits = String(decoding: whole.drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        text =
            (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits)
            + (fraction.isEmpty ? "" : ".\(String(decoding: fraction, as: UTF8.self))") + exponent
    }

    var value: Double { Double(text) ?? .nan }

    var scalar: Scalar {
        Scalar(text: text, kind: text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") } ? .integer : .decimal)
    }

    /// A computed number for a message: at most six decimals, without the digits that only binary fractions have.
    static func text(_ value: Double) -> String {
        let rounded = (value * 1_000_000).rounded() / 1_000_000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }
}
