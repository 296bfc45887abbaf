/// How likely the judge's rule about proportions is to raise the alarm: all outcomes of both sides summed up.
///
/// Where ``ProportionPower`` approximates, this is exact, whatever the counts: outcomes that are left out have less
/// than 10^-11 in all. The rule is the pooled one-sided test, and a difference above what is tolerated.
package struct AlarmPower: Sendable, Hashable {
    /// The rate of the stable revision, strictly between 0 and 1.
    package let baseline: Double
    private let canaryTrials: Int
    /// For each likely outcome of the stable side its probability, and from which count of the other on there is an
    /// alarm; the counts do not fall.
    private let outcomes: [Outcome]

    private struct Outcome: Sendable, Hashable {
        let mass: Double
        let alarm: Int
    }

    /// - Parameters:
    ///   - alpha: what chance may explain an alarm with, above 0, at most 0.5.
    ///   - tolerated: the difference of the rates that is none yet, 0 to 1.
    /// - Throws: `outOfRange` of `baseline`, `alpha` or `tolerance`.
    package init(
        baseline: Double, alpha: Double, tolerated: Double, _ trials: ProportionPower.Trials
    ) throws(CannotSay) {
        try CannotSay.requireInside(baseline, .baseline)
        guard alpha > 0, alpha <= 0.5 else { throw .outOfRange(.alpha) }
        try CannotSay.require(tolerated, in: 0...1, .tolerance)
        self.baseline = baseline
        canaryTrials = trials.canary
        let stable = try Binomial(trials: trials.stable, rate: baseline)
        let (first, last) = (stable.quantile(1e-12) ?? 0, stable.upperQuantile(1e-12) ?? trials.stable)
        var outcomes: [Outcome] = []
        var alarm = 0
        for count in first...last {
            let base = try Proportion(count, of: trials.stable)
            alarm = Bisection.leastInteger(in: alarm...(trials.canary + 1)) { some in
                guard let one = try? Proportion(some, of: trials.canary) else { return true }
                let test = TwoProportions(one, base)
                return test.difference > tolerated && test.p(.greater) < alpha
            }
            outcomes.append(Outcome(mass: stable.mass(count), alarm: alarm))
        }
        self.outcomes = outcomes
    }

    /// The probability of an alarm when the new revision's rate is `rise` above the baseline: 0 to 1.
    ///
    /// Throws `outOfRange(.rise)` unless `rise` is at least 0 and the risen rate at most 1.
    package func power(rise: Double) throws(CannotSay) -> Double {
        guard rise >= 0, rise <= 1 - baseline else { throw .outOfRange(.rise) }
        let canary = try Binomial(trials: canaryTrials, rate: min(1, baseline + rise))
        guard let first = outcomes.first else { return 0 }
        // From one alarm to the next by what lies between, which is less work than each tail by itself.
        var place = first.alarm
        var tail = canary.survival(place - 1)
        var power = 0.0
        for outcome in outcomes {
            while place < outcome.alarm {
                tail -= canary.mass(place)
                place += 1
            }
            power += outcome.mass * max(0, tail)
        }
        return min(1, power)
    }

    /// The least rise that raises the alarm with probability `power`, or nil where not even the rise to 1 does.
    ///
    /// Throws `outOfRange(.power)` unless `power` is at least 0.5 and below 1.
    package func leastRise(power wanted: Double) throws(CannotSay) -> Double? {
        guard wanted >= 0.5, wanted < 1 else { throw .outOfRange(.power) }
        func isSeen(_ rise: Double) -> Bool { (try? power(rise: rise)).map { $0 >= wanted } ?? false }
        let most = 1 - baseline
        guard isSeen(most) else { return nil }
        return Bisection.least(in: 0...most, where: isSeen)
    }
}
