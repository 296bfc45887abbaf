/// So many successes of so many trials, and what that says about the rate behind them.
package struct Proportion: Sendable, Hashable {
    /// The most trials.
    package static let limit = 1_000_000_000

    package let successes: Int
    package let trials: Int

    /// Throws `noObservations`, `tooMany`, or `outOfRange(.successes)` unless these lie within 0 and the trials.
    package init(_ successes: Int, of trials: Int) throws(CannotSay) {
        guard trials > 0 else { throw .noObservations }
        guard trials <= Self.limit else { throw .tooMany(limit: Self.limit) }
        guard successes >= 0, successes <= trials else { throw .outOfRange(.successes) }
        self.successes = successes
        self.trials = trials
    }

    /// 0 to 1.
    package var rate: Double { Double(successes) / Double(trials) }

    /// The score interval of Wilson (Journal of the American Statistical Association 22 (1927) 209-212), without
    /// continuity correction.
    ///
    /// Throws `outOfRange(.confidence)` unless `confidence` lies strictly between 0 and 1.
    package func wilson(confidence: Double) throws(CannotSay) -> Interval {
        let reach = try Normal.reach(ofConfidence: confidence)
        return Interval(
            lower: Self.lowerScore(successes, trials, reach),
            upper: 1 - Self.lowerScore(trials - successes, trials, reach))
    }

    /// The exact interval of Clopper and Pearson (Biometrika 26 (1934) 404-413), from quantiles of the beta
    /// distribution.
    ///
    /// Throws `outOfRange(.confidence)` unless `confidence` lies strictly between 0 and 1.
    package func clopperPearson(confidence: Double) throws(CannotSay) -> Interval {
        try CannotSay.requireInside(confidence, .confidence)
        let tail = (1 - confidence) / 2
        func lowerEnd(_ successes: Int) throws(CannotSay) -> Double {
            if successes == 0 { return 0 }
            guard let end = Beta.quantile(tail, Double(successes), Double(trials - successes) + 1) else {
                throw .outOfRange(.confidence)
            }
            return end
        }
        return Interval(lower: try lowerEnd(successes), upper: 1 - (try lowerEnd(trials - successes)))
    }

    /// The lesser root of (x - n p)² = z² n p (1 - p), by way of the greater, which loses nothing.
    private static func lowerScore(_ successes: Int, _ trials: Int, _ z: Double) -> Double {
        let x = Double(successes)
        let n = Double(trials)
        let root = z * (z * z + 4 * x * (n - x) / n).squareRoot()
        return successes == 0 ? 0 : 2 * x * (x / n) / (2 * x + z * z + root)
    }
}
