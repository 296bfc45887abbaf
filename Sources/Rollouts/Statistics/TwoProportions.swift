/// Whether, and by how much, the rate of one proportion exceeds that of another.
package struct TwoProportions: Sendable, Hashable {
    package let first: Proportion
    package let second: Proportion

    package init(_ first: Proportion, _ second: Proportion) {
        self.first = first
        self.second = second
    }

    /// The first rate less the second: -1 to 1.
    package var difference: Double {
        // In integers, below 10^18, so that nothing of a small difference is lost.
        let crosswise = first.successes * second.trials - second.successes * first.trials
        return Double(crosswise) / (Double(first.trials) * Double(second.trials))
    }

    /// The difference in standard errors of the pooled rate (Fleiss, Levin and Paik, Statistical Methods for Rates
    /// and Proportions (2003), 3.1), without continuity correction; 0 where all trials ended alike.
    ///
    /// The normal distribution of it is an approximation, for at least about five successes and five failures in
    /// each.
    package var z: Double {
        let n = Double(first.trials)
        let m = Double(second.trials)
        let pooled = Double(first.successes + second.successes) / (n + m)
        let others = Double(first.trials + second.trials - first.successes - second.successes) / (n + m)
        let error = (pooled * others * (1 / n + 1 / m)).squareRoot()
        return error > 0 ? difference / error : 0
    }

    /// The probability of a `z` as far out as this one, when the rates are the same: 0 to 1.
    ///
    /// 1 where all trials ended alike.
    package func p(_ alternative: Alternative) -> Double {
        let successes = first.successes + second.successes
        if successes == 0 || successes == first.trials + second.trials { return 1 }
        return switch alternative {
        case .greater: Normal.survival(z)
        case .less: Normal.cdf(z)
        case .twoSided: 2 * Normal.survival(z.magnitude)
        }
    }

    /// The interval of the difference by its own standard error: simple, and too narrow for few trials or rates near
    /// 0 and 1, where it shrinks to a point. Not cut off at -1 and 1.
    ///
    /// Throws `outOfRange(.confidence)` unless `confidence` lies strictly between 0 and 1.
    package func wald(confidence: Double) throws(CannotSay) -> Interval {
        let reach = try Normal.reach(ofConfidence: confidence)
        func variance(_ one: Proportion) -> Double {
            one.rate * (Double(one.trials - one.successes) / Double(one.trials)) / Double(one.trials)
        }
        let half = reach * (variance(first) + variance(second)).squareRoot()
        return Interval(lower: difference - half, upper: difference + half)
    }

    /// The interval of the difference made of the two score intervals: method 10 of Newcombe (Statistics in Medicine
    /// 17 (1998) 873-890), which holds its confidence well for few trials and extreme rates too.
    ///
    /// Throws `outOfRange(.confidence)` unless `confidence` lies strictly between 0 and 1.
    package func newcombe(confidence: Double) throws(CannotSay) -> Interval {
        let one = try first.wilson(confidence: confidence)
        let other = try second.wilson(confidence: confidence)
        func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
        return Interval(
            lower: difference - length(first.rate - one.lower, other.upper - second.rate),
            upper: difference + length(one.upper - first.rate, second.rate - other.lower))
    }
}
