/// By how much the first sample lies above the second, after Hodges and Lehmann (Annals of Mathematical Statistics 34
/// (1963) 598-611), with the interval that goes with the rank sum test.
///
/// The interval holds every shift that the test, by the normal distribution and with continuity correction, does not
/// reject: that of R's `wilcox.test(conf.int = TRUE, exact = FALSE, correct = TRUE)`. R searches the ends numerically
/// to 1e-4; here they are the differences between observations at which its search function changes its sign, to the
/// last bit. R's estimate is such a root too, and stops anywhere between the two middle differences of an even
/// number; here it is their mean. O((n + m) log(n + m)), by at most 256 passes over both samples.
package struct HodgesLehmann: Sendable, Hashable {
    /// The median of all differences between an observation of the first sample and one of the second.
    package let estimate: Double
    package let interval: Interval

    /// Throws `outOfRange(.confidence)` unless `confidence` lies strictly between 0 and 1.
    package init(_ first: Sample, minus second: Sample, confidence: Double) throws(CannotSay) {
        let reach = try Normal.reach(ofConfidence: confidence)
        let differences = PairwiseDifferences(first, minus: second)
        // Only what is tied within a sample stays tied when the other one is shifted past it.
        let ties = Ties.correction(first.sorted) + Ties.correction(second.sorted)
        let deviation = Ties.deviationOfU(first.count, second.count, correction: ties)
        // More differences than this above a shift, and the test rejects it.
        let most = min(Double(differences.count), Double(differences.count) / 2 + 0.5 + reach * deviation)
        let fromEnd = min(differences.count, Int(most) + 1)
        estimate = differences.median
        interval = Interval(
            lower: differences.ranked(differences.count - fromEnd + 1), upper: differences.ranked(fromEnd))
    }

    /// What the interval says about the first sample.
    package enum Reading: String, Sendable, Hashable {
        case higher, lower, notDifferent
    }

    /// Higher or lower where the whole interval lies beyond `tolerance` times the size of the estimate, as Kayenta's
    /// judge has it, with a tolerance of 0.25.
    ///
    /// Samples that are constant and the same have the interval 0 to 0, so they are not different; constant samples
    /// that differ have an interval of one point, so they are. Kayenta adds random noise there; this needs none.
    ///
    /// Throws `outOfRange(.tolerance)` unless `tolerance` is finite and not negative.
    package func reading(tolerance: Double) throws(CannotSay) -> Reading {
        try CannotSay.require(tolerance, in: 0...(.greatestFiniteMagnitude), .tolerance)
        let limit = tolerance * estimate.magnitude
        if interval.lower > limit { return .higher }
        return interval.upper < -limit ? .lower : .notDifferent
    }
}
