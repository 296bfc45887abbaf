/// By how much a quantile of the first sample lies above that of the second.
package struct QuantileDifference: Sendable, Hashable {
    /// The difference of the two sample quantiles.
    package let estimate: Double
    /// Holds the true difference with at least the confidence asked for, whatever the distributions.
    package let interval: Interval

    /// The interval runs from the first's lower end less the second's upper end to the opposite. The samples being
    /// independent, each has to hold with the square root of the confidence only. It is wider than need be, never
    /// narrower.
    ///
    /// Throws what `Quantile.interval` does.
    package init(
        _ quantile: Quantile, of first: Sample, minus second: Sample, confidence: Double
    ) throws(CannotSay) {
        try CannotSay.requireInside(confidence, .confidence)
        let each = confidence.squareRoot()
        let one = try quantile.interval(of: first, confidence: each)
        let other = try quantile.interval(of: second, confidence: each)
        estimate = quantile.value(of: first) - quantile.value(of: second)
        interval = Interval(lower: one.lower - other.upper, upper: one.upper - other.lower)
    }
}
