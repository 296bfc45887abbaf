/// How likely the one-sided pooled test of `TwoProportions` is to notice that a rate has risen.
///
/// The usual normal approximation with the pooled error at the boundary and the separate errors beyond it: Fleiss,
/// Levin and Paik, Statistical Methods for Rates and Proportions (2003), 4.2-4.3, without continuity correction. It
/// is rough below about five expected successes and failures in each group.
package struct ProportionPower: Sendable, Hashable {
    /// The rate of the stable, 0 to below 1.
    package let baseline: Double
    /// The probability of a false alarm that the test allows: above 0, at most 0.5.
    package let alpha: Double

    private let alarm: Double

    /// Throws `outOfRange` of `baseline` or `alpha`.
    package init(baseline: Double, alpha: Double) throws(CannotSay) {
        guard baseline >= 0, baseline < 1 else { throw .outOfRange(.baseline) }
        guard alpha > 0, alpha <= 0.5 else { throw .outOfRange(.alpha) }
        self.baseline = baseline
        self.alpha = alpha
        alarm = try Normal.upper(alpha, .alpha)
    }

    /// The trials of each side.
    package struct Trials: Sendable, Hashable {
        package let stable: Int
        package let canary: Int

        /// Throws `noObservations` or `tooMany`; the limit is `Proportion.limit`.
        package init(stable: Int, canary: Int) throws(CannotSay) {
            guard stable > 0, canary > 0 else { throw .noObservations }
            guard max(stable, canary) <= Proportion.limit else { throw .tooMany(limit: Proportion.limit) }
            self.stable = stable
            self.canary = canary
        }
    }

    /// The probability of an alarm when the canary's rate is `rise` above the baseline: 0 to 1.
    ///
    /// Throws `outOfRange(.rise)` unless `rise` is at least 0 and the risen rate at most 1.
    package func power(rise: Double, _ trials: Trials) throws(CannotSay) -> Double {
        try requireRise(rise, from: 0)
        let errors = errors(rise, Double(trials.stable), Double(trials.canary))
        let beyond = rise - alarm * errors.pooled
        guard errors.separate > 0 else { return beyond > 0 ? 1 : 0 }
        return Normal.cdf(beyond / errors.separate)
    }

    /// The least rise that is noticed with probability `power`, or nil where not even the rise to 1 is.
    ///
    /// Throws `outOfRange(.power)` unless `power` is at least 0.5 and below 1.
    package func leastRise(power: Double, _ trials: Trials) throws(CannotSay) -> Double? {
        let assurance = try assurance(power)
        // Both errors are square roots of concave functions of the rise, so this is convex, and not above 0 at 0: it
        // passes 0 upwards once at most.
        func isNoticed(_ rise: Double) -> Bool {
            let errors = errors(rise, Double(trials.stable), Double(trials.canary))
            return rise > 0 && rise >= alarm * errors.pooled + assurance * errors.separate
        }
        guard isNoticed(1 - baseline) else { return nil }
        return Bisection.least(in: 0...(1 - baseline), where: isNoticed)
    }

    /// The least trials that notice `rise` with probability `power`, where the stable has `stablePerCanary` trials
    /// for each one of the canary.
    ///
    /// Throws `outOfRange` of `rise`, `power` or `allocation` (1/1000 to 1000), `tooMany` beyond `Proportion.limit`.
    package func leastTrials(
        rise: Double, power: Double, stablePerCanary allocation: Double = 1
    ) throws(CannotSay) -> Trials {
        try requireRise(rise, from: .leastNormalMagnitude)
        try CannotSay.require(allocation, in: 0.001...1000, .allocation)
        let assurance = try assurance(power)
        // Errors of a canary with one trial; those of n trials are smaller by the root of n.
        let errors = errors(rise, allocation, 1)
        let root = (alarm * errors.pooled + assurance * errors.separate) / rise
        let canary = max(1, (root * root).rounded(.up))
        let stable = (canary * allocation).rounded(.up)
        guard max(canary, stable) <= Double(Proportion.limit) else { throw .tooMany(limit: Proportion.limit) }
        return try Trials(stable: Int(stable), canary: Int(canary))
    }

    private func requireRise(_ rise: Double, from least: Double) throws(CannotSay) {
        guard rise >= least, rise <= 1 - baseline else { throw .outOfRange(.rise) }
    }

    private func assurance(_ power: Double) throws(CannotSay) -> Double {
        guard power >= 0.5, power < 1 else { throw .outOfRange(.power) }
        return try Normal.upper(1 - power, .power)
    }

    /// The standard errors of the difference: under the hypothesis that both have the mean rate, and as the rates
    /// are.
    private func errors(_ rise: Double, _ stable: Double, _ canary: Double) -> (pooled: Double, separate: Double) {
        let risen = min(1, baseline + rise)
        let mean = baseline + (risen - baseline) * (canary / (stable + canary))
        let pooled = mean * (1 - mean) * (1 / stable + 1 / canary)
        let separate = baseline * (1 - baseline) / stable + risen * (1 - risen) / canary
        return (max(0, pooled).squareRoot(), max(0, separate).squareRoot())
    }
}
