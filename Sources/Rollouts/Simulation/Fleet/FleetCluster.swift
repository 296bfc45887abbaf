/// How the rollout went in one cluster of a fleet.
package struct FleetCluster: Sendable, Hashable {
    /// Its place in the order in which they take part, from 0.
    package let index: Int
    /// The part of the mix it is in; nil for the rest.
    package let part: Int?
    package let requestsPerSecond: Double
    /// Since the start of the fleet, as `ended`.
    package let started: Duration
    package let ended: Duration
    package let outcome: Simulation.Outcome
    /// Why it was put back, or is stuck.
    package let reason: String?
    /// Up to the end of its rollout.
    package let requests: Requests

    /// How long its rollout took.
    package var length: Duration { ended - started }
}
