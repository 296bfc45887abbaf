/// What each ready replica of a side carries, in parts of what it carries when all replicas share all traffic; exact.
///
/// 1 is the load the service was sized for; with one replica less of `n` it is n/(n - 1).
package struct LoadFactor: Sendable, Hashable, Comparable, CustomStringConvertible {
    // In lowest terms, so that equal factors are equal values; a denominator of 0 is infinity.
    private let numerator: Int
    private let denominator: Int

    /// - Parameters:
    ///   - share: of all traffic.
    ///   - replicas: how many carry all of it.
    ///   - ready: how many carry the share; 0 is infinite for any traffic, and 0 for none.
    package init(share: Weight, of replicas: Int, on ready: Int) {
        self.init(share.thousandths * replicas, over: 100_000 * max(0, ready))
    }

    /// All traffic on all of `replicas` but one: what a loss means without any rollout.
    package static func withoutOne(of replicas: Int) -> LoadFactor {
        LoadFactor(share: .all, of: replicas, on: replicas - 1)
    }

    package static let none = LoadFactor(0, over: 1)
    package static let full = LoadFactor(1, over: 1)
    /// Traffic goes where nothing is ready.
    package static let infinite = LoadFactor(1, over: 0)

    /// - Parameter percent: 0 and more.
    package init(percent: Int) { self.init(max(0, percent), over: 100) }

    private init(_ numerator: Int, over denominator: Int) {
        var (greater, lesser) = (max(numerator, denominator), min(numerator, denominator))
        while lesser > 0 { (greater, lesser) = (lesser, greater % lesser) }
        self.numerator = numerator == 0 ? 0 : numerator / greater
        self.denominator = numerator == 0 ? 1 : denominator / greater
    }

    package static func < (left: Self, right: Self) -> Bool {
        // Wide, as replicas of two terms are multiplied; infinity is not below itself, as 0 < 0 is not.
        let one = left.numerator.multipliedFullWidth(by: right.denominator)
        let other = right.numerator.multipliedFullWidth(by: left.denominator)
        return (one.high, one.low) < (other.high, other.low)
    }

    /// With two digits, rounded up: `1.34`; `none ready` for infinity.
    package var description: String {
        guard denominator > 0 else { return "none ready" }
        let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        let hundredths = whole * 100 + (rest * 100 + denominator - 1) / denominator
        return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst())"
    }
}
