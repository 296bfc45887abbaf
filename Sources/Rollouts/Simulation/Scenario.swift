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

    package var stable = Behaviour()
    package var canary = Behaviour()
    package var requestsPerSecond = 100.0
    /// From being asked for to being ready; nil never gets ready.
    package var readyAfter: Duration? = .seconds(5)
    /// After being ready; nil never falls over.
    package var crashesAfter: Duration?
    /// How long the router takes for a weight.
    package var routesAfter: Duration = .milliseconds(100)
    /// From the start of the rollout: the metrics have nothing to say in between.
    package var metricsAreDown: Range<Duration>?
    /// Whether somebody opens every gate.
    package var isApproved = true
    package var seed: UInt64 = 1

    package init() {}
}
