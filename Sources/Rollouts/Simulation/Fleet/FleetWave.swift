/// How one wave of a fleet went.
package struct FleetWave: Sendable, Hashable {
    /// How many clusters it has, by plan.
    package let size: Int
    /// Those that took part, in the order in which they started.
    package let clusters: [FleetCluster]
    /// Since the start of the fleet, as `ended`.
    package let started: Duration
    /// When its last rollout had ended.
    package let ended: Duration
    /// Of all its rollouts.
    package let requests: Requests
    private let outcomes: [Simulation.Outcome: Int]

    init(size: Int, _ clusters: [FleetCluster], started: Duration) {
        self.size = size
        self.clusters = clusters
        self.started = started
        ended = clusters.reduce(started) { max($0, $1.ended) }
        requests = clusters.reduce(Requests()) { $0 + $1.requests }
        outcomes = clusters.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
    }

    /// How many of its clusters ended like this.
    package func count(_ outcome: Simulation.Outcome) -> Int { outcomes[outcome] ?? 0 }

    /// Those of its clusters in which the rollout did not start, as the fleet had been stopped.
    package var untouched: Int { size - clusters.count }
    /// From the start of its first rollout to the end of its last.
    package var length: Duration { ended - started }
}
