/// The share of traffic that the new revision gets; the stable one gets the rest, so that both make 100 % always.
package struct Weight: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Of a percent, 0 to 100,000.
    package let thousandths: Int

    /// Kept within 0 and 100 %.
    package init(thousandths: Int) { self.thousandths = min(max(thousandths, 0), 100_000) }

    package init(percent: Int) { self.init(thousandths: min(max(percent, 0), 100) * 1_000) }

    package static let none = Weight(thousandths: 0)
    package static let all = Weight(thousandths: 100_000)

    package static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }

    /// What is left for the other revision.
    package var rest: Weight { Weight(thousandths: 100_000 - thousandths) }

    /// How many of `replicas`, which carry everything, carry this share: rounded up, and one at least for any traffic.
    package func replicas(of replicas: Int) -> Int {
        (thousandths * replicas + 99_999) / 100_000
    }

    package var description: String {
        let (whole, part) = thousandths.quotientAndRemainder(dividingBy: 1_000)
        guard part > 0 else { return "\(whole)%" }
        var digits = String(1_000 + part).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "\(whole).\(digits)%"
    }
}
