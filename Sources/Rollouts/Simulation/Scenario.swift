/// A world to rehearse a rollout in: how its two revisions behave, and what happens to the metrics.
package struct Scenario: Sendable, Hashable {
    /// How one revision answers.
    package struct Behaviour: Sendable, Hashable {
        /// Of requests that fail, 0 to 1.
        package var errorRate: Double
        /// In milliseconds: half are faster.
        package var medianLatency: Double
        /// How far latencies spread: the standard deviation of their logarithm.
        package var spread: Double

        package init(errorRate: Double = 0.001, medianLatency: Double = 50, spread: Double = 0.3) {
            self.errorRate = errorRate
            self.medianLatency = medianLatency
            self.spread = spread
        }
    }

    /// What a metric measures that is read as one number.
    package enum Signal: String, Sendable, Hashable, CaseIterable {
        /// The median latency of the requests since the reading before, in milliseconds.
        case latency
        /// The share of failed requests of those since the reading before, 0 to 1.
        case errorShare = "error-share"
    }

    package var stable = Behaviour()
    package var canary = Behaviour()
    /// From the start of the rollout: up to then, the new revision behaves as the stable one.
    package var faultAfter: Duration = .zero
    package var requestsPerSecond = 100.0
    /// From being asked for to being ready; nil never gets ready.
    package var readyAfter: Duration? = .seconds(5)
    /// After being ready; nil never falls over.
    package var crashesAfter: Duration?
    /// How long the router takes for a weight; nil never takes one over.
    package var routesAfter: Duration? = .milliseconds(100)
    /// What the metrics measure, by their names; latency, where nothing is said. Rules about proportions read counts.
    package var signals: [String: Signal] = [:]
    /// From the start of the rollout: the metrics have nothing to say in between.
    package var metricsAreDown: Range<Duration>?
    /// The share of readings that get lost, 0 to 1, each by chance.
    package var readingsLost = 0.0
    /// Whether the metrics know the new revision.
    package var countsCanary = true
    /// What the metrics said in another rollout, to be said again; nil draws readings by chance.
    ///
    /// Requests, and how many of them fail, are drawn nonetheless.
    package var recorded: [RecordedAnalysis]?
    /// Whether somebody opens every gate.
    package var isApproved = true
    package var seed: UInt64 = 1

    package init() {}

    /// How the new revision answers so long after the start of the rollout.
    func canary(at passed: Duration) -> Behaviour { passed < faultAfter ? stable : canary }
}
