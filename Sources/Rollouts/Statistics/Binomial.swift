/// The binomial distribution: how many of `trials` succeed when each does with probability `rate`.
package struct Binomial: Sendable, Hashable {
    /// 1 to `Proportion.limit`.
    package let trials: Int
    /// 0 to 1.
    package let rate: Double

    /// Throws `noObservations`, `tooMany`, or `outOfRange(.probability)`.
    package init(trials: Int, rate: Double) throws(CannotSay) {
        guard trials > 0 else { throw .noObservations }
        guard trials <= Proportion.limit else { throw .tooMany(limit: Proportion.limit) }
        try CannotSay.require(rate, in: 0...1, .probability)
        self.trials = trials
        self.rate = rate
    }

    /// The probability of exactly `count` successes.
    package func mass(_ count: Int) -> Double {
        guard count >= 0, count <= trials else { return 0 }
        return BinomialTerm.value(Double(count), Double(trials - count), rate, 1 - rate)
    }

    /// The probability of at most `count` successes.
    package func cdf(_ count: Int) -> Double {
        if count < 0 { return 0 }
        if count >= trials { return 1 }
        return Beta.cdf(1 - rate, complement: rate, Double(trials - count), Double(count) + 1) ?? 1
    }

    /// The probability of more than `count` successes.
    package func survival(_ count: Int) -> Double {
        if count < 0 { return 1 }
        if count >= trials { return 0 }
        return Beta.cdf(rate, complement: 1 - rate, Double(count) + 1, Double(trials - count)) ?? 0
    }

    /// The least count that is not exceeded with probability `p` or more; nil where `p` is not within 0 and 1.
    package func quantile(_ p: Double) -> Int? {
        guard p >= 0, p <= 1 else { return nil }
        return Bisection.leastInteger(in: 0...trials) { cdf($0) >= p }
    }

    /// The least count that is exceeded with probability `q` or less; nil where `q` is not within 0 and 1.
    package func upperQuantile(_ q: Double) -> Int? {
        guard q >= 0, q <= 1 else { return nil }
        return Bisection.leastInteger(in: 0...trials) { survival($0) <= q }
    }
}
