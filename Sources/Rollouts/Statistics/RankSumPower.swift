/// How likely the one-sided rank sum test is to notice a difference, after Noether (Journal of the American
/// Statistical Association 82 (1987) 645-647).
///
/// An approximation: it takes the variance of U under the alternative to be that without a difference. That is close
/// for small effects and untied observations; for large effects it asks for more observations than are needed, with
/// many ties for fewer.
package struct RankSumPower: Sendable, Hashable {
    /// The probability of a false alarm that the test allows: above 0, at most 0.5.
    package let alpha: Double
    /// The share of all observations that are the first sample's, strictly between 0 and 1.
    package let share: Double

    private let alarm: Double

    /// Throws `outOfRange` of `alpha` or `allocation`.
    package init(alpha: Double, share: Double = 0.5) throws(CannotSay) {
        guard alpha > 0, alpha <= 0.5 else { throw .outOfRange(.alpha) }
        try CannotSay.requireInside(share, .allocation)
        self.alpha = alpha
        self.share = share
        alarm = try Normal.upper(alpha, .alpha)
    }

    /// The probability of an alarm, 0 to 1, with `observations` in both samples together.
    ///
    /// - Parameter superiority: The probability that an observation of the first sample exceeds one of the second,
    ///   0.5 (no difference) to 1.
    /// - Throws: `noObservations` below 2, `tooMany` above `Proportion.limit`, `outOfRange(.superiority)`.
    package func power(superiority: Double, observations: Int) throws(CannotSay) -> Double {
        try CannotSay.require(superiority, in: 0.5...1, .superiority)
        return Normal.cdf(try information(observations) * (superiority - 0.5) - alarm)
    }

    /// The least superiority that is noticed with probability `power`, or nil where not even 1 is.
    ///
    /// Throws as `power(superiority:observations:)` does, and `outOfRange(.power)` unless that is at least 0.5 and
    /// below 1.
    package func leastSuperiority(power: Double, observations: Int) throws(CannotSay) -> Double? {
        let superiority = 0.5 + (alarm + (try assurance(power))) / (try information(observations))
        return superiority <= 1 ? superiority : nil
    }

    /// The least observations, in both samples together, that notice `superiority` with probability `power`.
    ///
    /// Throws `outOfRange` of `superiority` (above 0.5, at most 1) or `power`, `tooMany` beyond `Proportion.limit`.
    package func leastObservations(superiority: Double, power: Double) throws(CannotSay) -> Int {
        guard superiority > 0.5, superiority <= 1 else { throw .outOfRange(.superiority) }
        let root = (alarm + (try assurance(power))) / (superiority - 0.5)
        let observations = max(2, (root * root / (12 * share * (1 - share))).rounded(.up))
        guard observations <= Double(Proportion.limit) else { throw .tooMany(limit: Proportion.limit) }
        return Int(observations)
    }

    private func information(_ observations: Int) throws(CannotSay) -> Double {
        guard observations >= 2 else { throw .noObservations }
        guard observations <= Proportion.limit else { throw .tooMany(limit: Proportion.limit) }
        return (12 * share * (1 - share) * Double(observations)).squareRoot()
    }

    private func assurance(_ power: Double) throws(CannotSay) -> Double {
        guard power >= 0.5, power < 1 else { throw .outOfRange(.power) }
        return try Normal.upper(1 - power, .power)
    }
}
