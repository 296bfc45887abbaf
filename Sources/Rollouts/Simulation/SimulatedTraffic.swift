/// The requests of a scenario, drawn for each stretch of time: how many there are, and how many of them fail.
struct SimulatedTraffic {
    /// Counts of both sides.
    struct Counts {
        var canary = Requests()
        var stable = Requests()
    }

    private let scenario: Scenario
    private var random: SplitRandom
    /// Of the new revision, since the start of the rollout.
    private(set) var total = Requests()
    /// Since the analysis began.
    private(set) var counts = Counts()

    init(_ scenario: Scenario, _ random: SplitRandom) {
        self.scenario = scenario
        self.random = random
    }

    mutating func beginAnalysis() { counts = Counts() }

    /// Lets the traffic of a stretch of time pass, with the new revision at `weight`.
    ///
    /// - Parameters:
    ///   - stretch: since the start of the rollout.
    ///   - isUp: whether the new revision has a replica that answers; where it has none, all its requests fail.
    mutating func pass(_ stretch: Range<Duration>, at weight: Weight, isUp: Bool) {
        let turn = scenario.faultAfter
        if stretch.contains(turn), stretch.lowerBound < turn {
            pass(stretch.lowerBound..<turn, at: weight, isUp: isUp)
            return pass(turn..<stretch.upperBound, at: weight, isUp: isUp)
        }
        guard !stretch.isEmpty else { return }
        let length = (stretch.upperBound - stretch.lowerBound).components
        let seconds = Double(length.seconds) + Double(length.attoseconds) / 1e18
        let requests = scenario.requestsPerSecond * seconds
        let share = Double(weight.thousandths) / 100_000
        let canary = whole(requests * share)
        // The baseline is of the canary's size and age, so that both are compared as equals.
        let stable = min(canary, whole(requests * (1 - share)))
        let rate = isUp ? scenario.canary(at: stretch.lowerBound).errorRate : 1
        let answered = Requests(exposed: canary, failed: failures(canary, rate))
        total += answered
        counts.canary += answered
        counts.stable += Requests(exposed: stable, failed: failures(stable, scenario.stable.errorRate))
    }

    /// With the part after the point as a chance; what nobody can count to is cut off.
    private mutating func whole(_ number: Double) -> Int {
        let bounded = min(max(0, number), 1e12)
        let below = bounded.rounded(.down)
        return Int(below) + (random.unit() < bounded - below ? 1 : 0)
    }

    private mutating func failures(_ requests: Int, _ rate: Double) -> Int {
        var left = requests
        var sum = 0
        // Binomial counts of one rate add up to one of all trials.
        while left > 0, let law = try? Binomial(trials: min(left, Proportion.limit), rate: rate) {
            sum += law.draw(using: &random)
            left -= law.trials
        }
        return sum
    }
}
