/// The catalogue of scenarios: what can be rehearsed by name.
package enum ScenarioName: String, Sendable, Hashable, CaseIterable {
    case good, errors
    case doubledErrors = "doubled-errors"
    case lateErrors = "late-errors"
    case slow
    case neverReady = "never-ready"
    case crashes
    case noTraffic = "no-traffic"
    case noData = "no-data"
    case metricsOutage = "metrics-outage"
    case flappingMetrics = "flapping-metrics"
    case unapproved
    case slowRouter = "slow-router"
    case deadRouter = "dead-router"

    /// What happens in it, in one sentence.
    package var sentence: String {
        switch self {
        case .good: "The new revision is as good as the stable one."
        case .errors: "Of the new revision's requests, one more in twenty fails."
        case .doubledErrors: "The new revision fails twice as often as the stable one."
        case .lateErrors: "The new revision is good for eight minutes; then one more request in twenty fails."
        case .slow: "The new revision takes twice as long to answer."
        case .neverReady: "No replica of the new revision gets ready."
        case .crashes: "The replicas of the new revision fall over 20 seconds after they are ready."
        case .noTraffic: "There are no requests at all."
        case .noData: "The metrics know nothing of the new revision."
        case .metricsOutage: "The metrics cannot be reached at any time."
        case .flappingMetrics: "Three of ten readings of the metrics get lost, by chance."
        case .unapproved: "The new revision is good, and nobody opens a gate."
        case .slowRouter: "The router takes 30 seconds for each weight."
        case .deadRouter: "The router takes no weight over."
        }
    }
}

extension Scenario {
    /// The scenario of this name, in the world that the parameters describe.
    package init(_ name: ScenarioName, _ parameters: ScenarioParameters = .init()) {
        self.init()
        stable.errorRate = parameters.errorRate
        stable.medianLatency = parameters.medianLatency
        canary = stable
        requestsPerSecond = parameters.requestsPerSecond
        seed = parameters.seed
        switch name {
        case .good: break
        case .errors: canary.errorRate = min(1, stable.errorRate + 0.05)
        case .doubledErrors: canary.errorRate = min(1, stable.errorRate * 2)
        case .lateErrors:
            canary.errorRate = min(1, stable.errorRate + 0.05)
            faultAfter = .seconds(480)
        case .slow: canary.medianLatency = stable.medianLatency * 2
        case .neverReady: readyAfter = nil
        case .crashes: crashesAfter = .seconds(20)
        case .noTraffic: requestsPerSecond = 0
        case .noData: countsCanary = false
        // Longer than any deadline allows a rollout to be.
        case .metricsOutage: metricsAreDown = .zero ..< .seconds(1_000_000_000)
        case .flappingMetrics: readingsLost = 0.3
        case .unapproved: isApproved = false
        case .slowRouter: routesAfter = .seconds(30)
        case .deadRouter: routesAfter = nil
        }
    }
}
