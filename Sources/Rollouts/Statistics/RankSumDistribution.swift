/// The exact distribution of Mann and Whitney's U when there is neither a difference nor a tie.
///
/// The number of arrangements with U = u is the coefficient of q^u in the Gaussian binomial coefficient, the product
/// of (1 - q^(large + i)) / (1 - q^i) over i = 1 … small (Andrews, The Theory of Partitions (1976), chapter 3). It is
/// worked out in integers: steps may wrap around 2^128, the results, at most C(10008, 8) < 2^92, do not.
struct RankSumDistribution: Sendable, Hashable {
    /// The most that the smaller sample may have.
    static let smallerLimit = 8

    /// The arrangements with U up to u, at index u.
    private let arrangements: [UInt128]

    /// nil where the smaller sample has more than `smallerLimit` observations, the larger more than `Sample.limit`,
    /// or one has none.
    init?(_ first: Int, _ second: Int) {
        let small = min(first, second)
        let large = max(first, second)
        guard small >= 1, small <= Self.smallerLimit, large <= Sample.limit else { return nil }
        let top = small * large
        var counts = [UInt128](repeating: 0, count: top + 1)
        counts[0] = 1
        for factor in 1...small {
            for u in stride(from: top, through: large + factor, by: -1) { counts[u] &-= counts[u - large - factor] }
            for u in stride(from: factor, through: top, by: 1) { counts[u] &+= counts[u - factor] }
        }
        for u in 1...top { counts[u] &+= counts[u - 1] }
        arrangements = counts
    }

    /// The probability of `u` or more.
    func atLeast(_ u: Int) -> Double {
        let top = arrangements.count - 1
        if u <= 0 { return 1 }
        if u > top { return 0 }
        // Symmetric, so that a small probability is counted and not subtracted.
        return Double(arrangements[top - u]) / Double(arrangements[top])
    }
}
