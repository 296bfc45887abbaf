/// What the judge says of one metric, and by what.
package struct MetricJudgement: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case pass, fail
        case noData = "no-data"
    }

    package let metric: Metric
    package let outcome: Outcome
    /// How many readings, or trials, it rests on.
    package let samples: Int
    /// In a sentence, with the figures.
    package let reason: String

    /// Judges what was measured up to now. A pure function of its arguments: judged again, it says the same.
    ///
    /// NaN, infinities and missing readings are no samples; they never pass a metric.
    package init(_ metric: Metric, _ measurements: [Measurement]) {
        self.metric = metric
        let pairs = Pairs(metric, measurements)
        let finding: (outcome: Outcome, samples: Int, reason: String)
        switch metric.rule {
        case .atMost, .atLeast, .ratioAtMost, .differenceAtMost: finding = Self.each(metric, pairs)
        case .distribution(let direction, let tolerance):
            finding = Self.samples(metric, pairs) { (canary, baseline) throws(CannotSay) in
                try Self.shift(canary, baseline, direction, tolerance)
            }
        case .quantile(let quantile, let rise, let confidence):
            finding = Self.samples(metric, pairs) { (canary, baseline) throws(CannotSay) in
                try Self.tail(canary, baseline, quantile, rise, confidence)
            }
        case .proportion(let rise, let alpha): finding = Self.counts(metric, pairs, rise, alpha)
        }
        // A gap takes the worth from what seems good. What is bad enough by the readings there are is bad.
        if finding.outcome != .fail, let gap = pairs.interruption(metric) {
            (outcome, samples, reason) = (.noData, finding.samples, gap)
        } else {
            (outcome, samples, reason) = finding
        }
    }
}

/// The readings of a metric that count.
private struct Pairs {
    var values: [(canary: Double, baseline: Double?)] = []
    var counts: (canary: Reading, baseline: Reading)?
    /// The longest run of readings that were missing, and what the last of them said.
    private var longestGap = 0
    private var gap = 0
    private let all: Int
    private var lastWord = "nothing was measured"

    init(_ metric: Metric, _ measurements: [Measurement]) {
        all = measurements.count
        for measurement in measurements.sorted(by: { $0.at < $1.at }) {
            if let word = take(metric, measurement) {
                gap += 1
                longestGap = max(longestGap, gap)
                lastWord = word
            } else {
                gap = 0
            }
        }
    }

    /// Why the reading does not count; nil where it does.
    private mutating func take(_ metric: Metric, _ measurement: Measurement) -> String? {
        if case .proportion = metric.rule {
            guard case .counts = measurement.canary, case .counts? = measurement.baseline,
                let baseline = measurement.baseline
            else { return Self.word(measurement) }
            counts = (measurement.canary, baseline)
            return nil
        }
        guard let canary = measurement.canary.number else { return Self.word(measurement) }
        guard metric.rule.needsBaseline else {
            values.append((canary, nil))
            return nil
        }
        guard let baseline = measurement.baseline?.number else { return Self.word(measurement) }
        values.append((canary, baseline))
        return nil
    }

    private static func word(_ measurement: Measurement) -> String {
        for (reading, side) in [(measurement.canary, "new revision"), (measurement.baseline, "baseline")] {
            switch reading {
            case .missing(let reason)?: return "\(side): \(reason)"
            case .value(let value)? where !value.isFinite:
                return "\(side): the value is \(value.isNaN ? "not a number" : "infinite")"
            default: continue
            }
        }
        return "a reading is of the wrong kind"
    }

    func interruption(_ metric: Metric) -> String? {
        var isInterrupted = longestGap > metric.errorLimit
        // Counts are of the whole time up to the last that were read: of less than half of it they say too little.
        if case .proportion = metric.rule { isInterrupted = isInterrupted || gap > all / 2 }
        guard isInterrupted else { return nil }
        return "\(longestGap) readings in a row are missing, the last because of this: \(lastWord)"
    }

    func tooFew(_ metric: Metric, _ count: Int) -> (MetricJudgement.Outcome, Int, String)? {
        guard count < max(1, metric.leastSamples) else { return nil }
        let why = longestGap > 0 || count == 0 ? "; \(lastWord)" : ""
        return (.noData, count, "\(count) samples, and \(max(1, metric.leastSamples)) are needed\(why)")
    }
}

// MARK: - Rules

extension MetricJudgement {
    private typealias Finding = (outcome: Outcome, samples: Int, reason: String)

    private static func each(_ metric: Metric, _ pairs: Pairs) -> Finding {
        var broken = 0
        var worst = ""
        for (canary, baseline) in pairs.values {
            guard let words = breach(metric.rule, canary, baseline) else { continue }
            broken += 1
            worst = words
        }
        // Enough failures are enough, however few samples there are.
        if broken > metric.failureLimit {
            return (.fail, pairs.values.count, "\(broken) of \(pairs.values.count) readings, as the last: \(worst)")
        }
        if let few = pairs.tooFew(metric, pairs.values.count) { return few }
        return (.pass, pairs.values.count, "\(pairs.values.count) readings, \(broken) beyond the bound")
    }

    /// What is wrong with one reading; nil where nothing is.
    private static func breach(_ rule: Metric.Rule, _ canary: Double, _ baseline: Double?) -> String? {
        switch rule {
        case .atMost(let bound): canary > bound ? "\(canary) is more than \(bound)" : nil
        case .atLeast(let bound): canary < bound ? "\(canary) is less than \(bound)" : nil
        case .ratioAtMost(let bound):
            // Of nothing, anything is too much.
            baseline.flatMap { base in
                (base == 0 ? canary > 0 : canary / base > bound) ? "\(canary) to \(base) is more than \(bound)" : nil
            }
        case .differenceAtMost(let bound):
            baseline.flatMap { base in canary - base > bound ? "\(canary) less \(base) is more than \(bound)" : nil }
        case .distribution, .quantile, .proportion: nil
        }
    }

    private static func samples(
        _ metric: Metric, _ pairs: Pairs, _ judge: (Sample, Sample) throws(CannotSay) -> (Bool, String)
    ) -> Finding {
        if let few = pairs.tooFew(metric, pairs.values.count) { return few }
        do throws(CannotSay) {
            let canary = try Sample(pairs.values.map(\.canary))
            let baseline = try Sample(pairs.values.compactMap(\.baseline))
            let (isGood, reason) = try judge(canary, baseline)
            return (isGood ? .pass : .fail, canary.count, reason)
        } catch {
            return (.noData, pairs.values.count, "nothing can be said: \(error)")
        }
    }

    private static func shift(
        _ canary: Sample, _ baseline: Sample, _ direction: Metric.Direction, _ tolerance: Double
    ) throws(CannotSay) -> (Bool, String) {
        let shift = try HodgesLehmann(canary, minus: baseline, confidence: 0.98)
        let reading = try shift.reading(tolerance: tolerance)
        let isBad =
            switch (reading, direction) {
            case (.higher, .increase), (.higher, .either), (.lower, .decrease), (.lower, .either): true
            default: false
            }
        let words = "a shift of \(shift.estimate), between \(shift.interval.lower) and \(shift.interval.upper) at 98 %"
        return (!isBad, "\(canary.count) samples of each: \(words), \(reading.rawValue)")
    }

    private static func tail(
        _ canary: Sample, _ baseline: Sample, _ quantile: Double, _ rise: Double, _ confidence: Double
    ) throws(CannotSay) -> (Bool, String) {
        let at = try Quantile(quantile)
        let difference = try QuantileDifference(at, of: canary, minus: baseline, confidence: confidence)
        let bound = rise * at.value(of: baseline).magnitude
        let isBad = difference.interval.lower > bound
        return (
            !isBad,
            "quantile \(quantile): \(difference.estimate) above the baseline, at least \(difference.interval.lower) at "
                + "\(confidence); \(bound) is allowed"
        )
    }

    private static func counts(_ metric: Metric, _ pairs: Pairs, _ rise: Double, _ alpha: Double) -> Finding {
        guard case .counts(let some, let all)? = pairs.counts?.canary,
            case .counts(let baseSome, let baseAll)? = pairs.counts?.baseline
        else { return pairs.tooFew(metric, 0) ?? (.noData, 0, "no counts") }
        if let few = pairs.tooFew(metric, min(all, baseAll)) { return few }
        do throws(CannotSay) {
            let test = TwoProportions(try Proportion(some, of: all), try Proportion(baseSome, of: baseAll))
            let p = test.p(.greater)
            let isBad = p < alpha && test.difference > rise
            return (
                isBad ? .fail : .pass, min(all, baseAll),
                "\(some) of \(all) against \(baseSome) of \(baseAll): chance explains it with \(p), and \(alpha) is the bound"
            )
        } catch {
            return (.noData, min(all, baseAll), "nothing can be said: \(error)")
        }
    }
}
