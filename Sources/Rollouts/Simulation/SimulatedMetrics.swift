/// What the metrics of a scenario say of its traffic, drawn by chance.
struct SimulatedMetrics {
    private let scenario: Scenario
    private var random: SplitRandom
    /// At the last reading of each metric.
    private var before: [String: SimulatedTraffic.Counts] = [:]

    init(_ scenario: Scenario, _ random: SplitRandom) {
        self.scenario = scenario
        self.random = random
    }

    mutating func beginAnalysis() { before = [:] }

    /// One reading: counts for rules about proportions, a number for all others.
    ///
    /// - Parameters:
    ///   - counts: since the analysis began.
    ///   - passed: since the start of the rollout.
    mutating func read(
        _ metric: Metric, of counts: SimulatedTraffic.Counts, at moment: Moment, _ passed: Duration
    ) -> Measurement {
        // Drawn in any case, so that the readings around a lost one are the same with and without it.
        let isLost = random.unit() < scenario.readingsLost
        let last = before[metric.name] ?? SimulatedTraffic.Counts()
        let signal = scenario.signals[metric.name] ?? .latency
        var canary: Reading
        let baseline: Reading
        if case .proportion = metric.rule {
            canary = .counts(counts.canary.failed, of: counts.canary.exposed)
            baseline = .counts(counts.stable.failed, of: counts.stable.exposed)
        } else {
            canary = value(signal, scenario.canary(at: passed), counts.canary, since: last.canary)
            baseline = value(signal, scenario.stable, counts.stable, since: last.stable)
        }
        if scenario.metricsAreDown?.contains(passed) ?? false {
            return Measurement(at: moment, canary: .missing("the metrics are down"), baseline: .missing("down"))
        }
        if isLost {
            return Measurement(at: moment, canary: .missing("the reading got lost"), baseline: .missing("lost"))
        }
        before[metric.name] = counts
        if !scenario.countsCanary { canary = .missing("there is no series") }
        return Measurement(at: moment, canary: canary, baseline: baseline)
    }

    private mutating func value(
        _ signal: Scenario.Signal, _ behaviour: Scenario.Behaviour, _ counts: Requests, since last: Requests
    ) -> Reading {
        let requests = counts.exposed - last.exposed
        let chance = random.normal()
        guard requests > 0 else { return .missing("there were no requests") }
        switch signal {
        case .errorShare: return .value(Double(counts.failed - last.failed) / Double(requests))
        case .latency:
            // The logarithm of the median of so many is nearly normal, of this deviation (Cramér 1946, 28.5).
            let deviation = behaviour.spread * (Double.pi / (2 * Double(requests))).squareRoot()
            return .value(behaviour.medianLatency * Elementary.exp(deviation * chance))
        }
    }
}
