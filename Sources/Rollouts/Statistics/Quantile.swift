/// A quantile of a sample, and what the sample says about the one behind it.
package struct Quantile: Sendable, Hashable {
    /// 0 (the least) to 1 (the greatest); 0.99 is what is called p99.
    package let probability: Double

    /// Throws `outOfRange(.probability)` unless it lies within 0 and 1.
    package init(_ probability: Double) throws(CannotSay) {
        try CannotSay.require(probability, in: 0...1, .probability)
        self.probability = probability
    }

    /// By linear interpolation between the neighbouring observations: type 7 of Hyndman and Fan (American
    /// Statistician 50 (1996) 361-365), which numpy and R take where nothing else is asked for.
    package func value(of sample: Sample) -> Double {
        let place = Double(sample.count - 1) * probability
        let index = min(Int(place), sample.count - 1)
        let low = sample.sorted[index]
        let high = sample.sorted[min(index + 1, sample.count - 1)]
        let part = place - Double(index)
        // From the nearer end, so that it never leaves the two.
        return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
    }

    /// The interval between two observations that holds the quantile behind the sample with at least `confidence`,
    /// whatever the distribution, even a discrete one: David and Nagaraja, Order Statistics (2003), 7.1.
    ///
    /// Each side errs with at most half of the rest. Throws `outOfRange(.confidence)` unless `confidence` lies
    /// strictly between 0 and 1, `tooFew` where the end lies beyond the last observation: p99 at 95 % needs 368 of
    /// them.
    package func interval(of sample: Sample, confidence: Double) throws(CannotSay) -> Interval {
        try CannotSay.requireInside(confidence, .confidence)
        let below = try Binomial(trials: sample.count, rate: probability)
        let tail = (1 - confidence) / 2
        guard let lower = below.quantile(tail), let upper = below.upperQuantile(tail) else {
            throw .outOfRange(.confidence)
        }
        guard lower >= 1, upper < sample.count else { throw .tooFew }
        return Interval(lower: sample.sorted[lower - 1], upper: sample.sorted[upper])
    }
}
