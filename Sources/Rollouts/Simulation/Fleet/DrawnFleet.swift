/// The chances of a fleet: the scenario, the traffic and the seed of each cluster.
struct DrawnFleet {
    private struct Cluster {
        let part: Int?
        let requestsPerSecond: Double
        let seed: UInt64
    }

    private let mix: ScenarioMix
    private let clusters: [Cluster]

    init(_ fleet: Fleet, _ mix: ScenarioMix, seed: UInt64) {
        self.mix = mix
        var random = SplitRandom(seed: seed)
        var ofClusters = random.split()
        let parts = mix.drawn(max(0, min(fleet.clusters, Fleet.limit)), using: &random)
        let spread = min(max(0, fleet.trafficSpread), 5)
        clusters = parts.map { part in
            let scenario = part.map { mix.parts[$0].scenario } ?? mix.rest
            return Cluster(
                part: part,
                requestsPerSecond: scenario.requestsPerSecond * Elementary.exp(spread * ofClusters.normal()),
                seed: ofClusters.next())
        }
    }

    func scenario(of index: Int) -> Scenario {
        let cluster = clusters[index]
        var scenario = cluster.part.map { mix.parts[$0].scenario } ?? mix.rest
        scenario.requestsPerSecond = cluster.requestsPerSecond
        scenario.seed = cluster.seed
        return scenario
    }

    func cluster(_ index: Int, _ simulation: Simulation, started: Duration) -> FleetCluster {
        FleetCluster(
            index: index, part: clusters[index].part, requestsPerSecond: clusters[index].requestsPerSecond,
            started: started, ended: started + simulation.length, outcome: simulation.outcome,
            reason: simulation.rollout.reason, requests: simulation.requests)
    }

    /// All traffic of a cluster that has the new revision, from the end of its rollout on.
    func afterwards(_ cluster: FleetCluster, until end: Duration) -> Requests {
        var traffic = SimulatedTraffic(
            scenario(of: cluster.index), SplitRandom(seed: clusters[cluster.index].seed ^ 0x5DEE_CE66))
        traffic.pass(cluster.length..<(end - cluster.started), at: .all, isUp: true)
        return traffic.total
    }
}
