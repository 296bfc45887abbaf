/// What the metrics of a scenario say: counts and latencies drawn for each stretch of time.
struct SimulatedMetrics {
    private let scenario: Scenario
    private var random: SplitRandom
    private(set) var exposed = 0
    private(set) var failed = 0
    /// Since the analysis began.
    private var counts: (canary: (bad: Int, all: Int), stable: (bad: Int, all: Int)) = ((0, 0), (0, 0))

    init(_ scenario: Scenario) {
        self.scenario = scenario
        random = SplitRandom(seed: scenario.seed)
    }

    mutating func beginAnalysis() { counts = ((0, 0), (0, 0)) }

    /// Traffic of this length with the new revision at `weight`.
    mutating func pass(_ length: Duration, at weight: Weight) {
        let seconds = Double(length.components.seconds) + Double(length.components.attoseconds) / 1e18
        let requests = scenario.requestsPerSecond * seconds
        let share = Double(weight.thousandths) / 100_000
        let canary = whole(requests * share)
        // The baseline is of the canary's size and age, so that both are compared as equals.
        let stable = min(canary, whole(requests * (1 - share)))
        let bad = binomial(canary, scenario.canary.errorRate)
        counts.canary.all += canary
        counts.canary.bad += bad
        counts.stable.all += stable
        counts.stable.bad += binomial(stable, scenario.stable.errorRate)
        exposed += canary
        failed += bad
    }

    /// Counts for rules about shares, latencies for all others.
    mutating func read(_ metric: Metric, at moment: Moment, isDown: Bool) -> Measurement {
        if isDown {
            return Measurement(at: moment, canary: .missing("the metrics are down"), baseline: .missing("down"))
        }
        if case .proportion = metric.rule {
            return Measurement(
                at: moment, canary: .counts(counts.canary.bad, of: counts.canary.all),
                baseline: .counts(counts.stable.bad, of: counts.stable.all))
        }
        return Measurement(
            at: moment, canary: .value(latency(scenario.canary)), baseline: .value(latency(scenario.stable)))
    }

    private mutating func latency(_ behaviour: Scenario.Behaviour) -> Double {
        // Nearly normal (Irwin-Hall), as a median of many requests is.
        var sum = -6.0
        for _ in 0..<12 { sum += random.unit() }
        return behaviour.medianLatency * (1 + behaviour.spread * sum / 5)
    }

    /// With the part after the point as a chance.
    private mutating func whole(_ number: Double) -> Int {
        let below = number.rounded(.down)
        return Int(below) + (random.unit() < number - below ? 1 : 0)
    }

    private mutating func binomial(_ trials: Int, _ rate: Double) -> Int {
        guard trials > 0, let law = try? Binomial(trials: trials, rate: rate) else { return 0 }
        return law.draw(using: &random)
    }
}
