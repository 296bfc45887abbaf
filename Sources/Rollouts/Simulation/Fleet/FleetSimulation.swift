/// A rollout over a fleet, rehearsed: in each cluster the machine and the judge of production, with chances of its own.
///
/// Clusters that have started when the fleet is stopped go on by themselves; those that have the new revision keep it.
package struct FleetSimulation: Sendable {
    /// Why and when no further cluster was started.
    package struct Stop: Sendable, Hashable {
        /// Of the plan, from 0.
        package let wave: Int
        /// Since the start of the fleet: when one cluster more than is tolerated had ended without the new revision.
        package let at: Duration
        /// How many of the wave are tolerated.
        package let tolerated: Int
    }

    /// Those that started, in order.
    package let waves: [FleetWave]
    /// nil where all waves took place.
    package let stop: Stop?
    /// How many clusters never saw the new revision.
    package let untouched: Int
    /// Of the new revision in all rollouts.
    package let requests: Requests
    /// Of clusters that had the new revision already, from the end of their rollout to the end of the last one.
    package let afterwards: Requests

    /// Runs to the end; one seed gives one result.
    ///
    /// - Parameters:
    ///   - fleet: without problems; what is out of range is taken as the nearest value within.
    ///   - schedule: of each cluster, as `metrics`.
    ///   - looks: how often an analysis is looked at.
    ///   - readingsPerLook: how often each metric is read for one look.
    package init(
        _ fleet: Fleet, _ schedule: Schedule, _ metrics: [Metric], _ mix: ScenarioMix, looks: Int = 5,
        readingsPerLook: Int = 1, seed: UInt64
    ) {
        self.init(fleet, schedule, mix, seed: seed) { analysis, moment in
            AnalysisRun(analysis, metrics, looks: looks, readingsPerLook: readingsPerLook, at: moment)
        }
    }

    /// Runs to the end, with each analysis as `begin` makes it.
    package init(
        _ fleet: Fleet, _ schedule: Schedule, _ mix: ScenarioMix, seed: UInt64,
        beginning begin: @escaping @Sendable (Analysis, Moment) -> AnalysisRun
    ) {
        let drawn = DrawnFleet(fleet, mix, seed: seed)
        let sizes = fleet.sizes
        var waves: [FleetWave] = []
        var stop: Stop?
        var first = 0
        var start = Duration.zero
        for (index, size) in sizes.enumerated() where stop == nil && size > 0 {
            var running = RunningWave(tolerated: fleet.tolerance.clusters(of: size), at: start)
            for cluster in first..<(first + size) {
                guard let now = running.nextStart(fleet.concurrency) else { break }
                let simulation = Simulation(schedule, drawn.scenario(of: cluster), beginning: begin)
                running.start(drawn.cluster(cluster, simulation, started: now))
            }
            first += size
            let wave = FleetWave(size: size, running.clusters, started: start)
            waves.append(wave)
            start = wave.ended + max(.zero, fleet.waves[index].soak)
            stop = running.stopped.map { Stop(wave: index, at: $0, tolerated: running.tolerated) }
        }
        self.waves = waves
        self.stop = stop
        untouched = max(0, fleet.clusters) - waves.reduce(0) { $0 + $1.clusters.count }
        requests = waves.reduce(Requests()) { $0 + $1.requests }
        let ended = waves.last?.ended ?? .zero
        afterwards = waves.lazy.flatMap(\.clusters).filter { $0.outcome == .promoted }
            .reduce(Requests()) { $0 + drawn.afterwards($1, until: ended) }
    }

    /// All that the new revision answered: in rollouts, and afterwards.
    package var total: Requests { requests + afterwards }

    /// When the last rollout had ended, since the start of the fleet.
    package var length: Duration { waves.last?.ended ?? .zero }

    /// How many clusters of all waves ended like this.
    package func count(_ outcome: Simulation.Outcome) -> Int { waves.reduce(0) { $0 + $1.count(outcome) } }
}
