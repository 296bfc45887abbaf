import Rollouts
import TestSupport
import Testing

/// Rollouts over many clusters: waves, the rule that stops them, and what is counted.
@Suite struct FleetTests {
    /// Short, so that many are rehearsed: 100 s at 20 % of 100 requests a second.
    private static let schedule: Schedule = {
        var schedule = Schedule(
            [.setWeight(Weight(percent: 20)), .analyse(Analysis("only", for: .seconds(100))), .setWeight(.all)],
            replicas: 2)
        schedule.deadlines.pause = .seconds(1_000)
        return schedule
    }()

    private static var metrics: [Metric] {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.001))
        errors.leastSamples = 100
        return [errors]
    }

    private static func run(_ fleet: Fleet, _ mix: ScenarioMix, seed: UInt64 = 1) -> FleetSimulation {
        FleetSimulation(fleet, schedule, metrics, mix, looks: 3, seed: seed)
    }

    private static let good = Scenario(.good)
    private static let bad = Scenario(.errors)

    @Test func aGoodRevisionReachesEveryCluster() {
        let fleet = Fleet.tenfold(1_200, soak: .seconds(600))
        #expect(fleet.problems.isEmpty && fleet.sizes == [1, 10, 100, 1_000, 89])
        let simulation = Self.run(fleet, ScenarioMix(Self.good))
        #expect(simulation.stop == nil && simulation.untouched == 0 && simulation.count(.promoted) == 1_200)
        #expect(simulation.waves.map(\.size) == fleet.sizes)
        // Each takes 110.2 s: twice 5 s for replicas and 0.1 s for the router, and the analysis.
        #expect(simulation.waves.map(\.length) == [Duration](repeating: .milliseconds(110_200), count: 5))
        #expect(simulation.length == .milliseconds(5 * 110_200 + 4 * 600_000))
        // The first cluster has the new revision for the four waves after its own, the ten for three, and so on.
        let seconds = [1.0, 10, 100, 1_000].enumerated().map { (4.0 - Double($0)) * 710.2 * $1 }.reduce(0, +)
        let expected = seconds * 100
        #expect(
            (Double(simulation.afterwards.exposed) - expected).magnitude < 1_200, "\(simulation.afterwards) \(expected)"
        )
        #expect(simulation.total.exposed == simulation.requests.exposed + simulation.afterwards.exposed)
    }

    @Test func theRuleStopsAtOneMoreThanIsTolerated() {
        // The fault is in the third of all clusters, so that the first wave has some of it.
        let mix = ScenarioMix(Self.good, [.init(Self.bad, share: 0.3)])
        var fleet = Fleet(100, in: [Fleet.Wave(.clusters(50)), Fleet.Wave(.rest)])
        fleet.tolerance = .clusters(100)
        let all = Self.run(fleet, mix)
        #expect(all.stop == nil && all.count(.putBack) == 30 && all.count(.promoted) == 70)
        let inFirst = all.waves[0].count(.putBack)
        fleet.tolerance = .clusters(inFirst)
        #expect(Self.run(fleet, mix).stop?.wave != 0)
        fleet.tolerance = .clusters(inFirst - 1)
        let stopped = Self.run(fleet, mix)
        #expect(stopped.stop?.wave == 0 && stopped.stop?.tolerated == inFirst - 1)
        #expect(stopped.waves.count == 1 && stopped.untouched == 50)
        // All of the wave started at once: the stop is the end of its last bad one.
        #expect(stopped.stop?.at == stopped.waves[0].clusters.filter { $0.outcome == .putBack }.map(\.ended).max())
        #expect(stopped.waves[0] == all.waves[0])
    }

    @Test func sharesOfAWaveAreTolerated() {
        #expect(Fleet.Tolerance.share(0.1).clusters(of: 19) == 1)
        #expect(Fleet.Tolerance.share(1).clusters(of: 19) == 19 && Fleet.Tolerance.share(0).clusters(of: 19) == 0)
        #expect(Fleet.Tolerance.clusters(3).clusters(of: 1) == 3)
    }

    @Test func fewAtATimeMeansThatFewSeeABadRevision() {
        var fleet = Fleet(500, in: [Fleet.Wave(.rest)])
        fleet.tolerance = .clusters(4)
        fleet.concurrency = 10
        let simulation = Self.run(fleet, ScenarioMix(Self.bad))
        // Ten start, and one more for each that ends, until five have ended badly.
        let started = simulation.waves[0].clusters.count
        #expect((10...14).contains(started), "\(started)")
        #expect(simulation.untouched == 500 - started && simulation.waves[0].untouched == 500 - started)
        fleet.concurrency = 500
        #expect(Self.run(fleet, ScenarioMix(Self.bad)).untouched == 0)
    }

    @Test func whatWaitsForNobodyAndWhatIsStuckCountsAsNotPromoted() {
        for (name, outcome) in [(ScenarioName.noData, Simulation.Outcome.paused), (.deadRouter, .stuck)] {
            let simulation = Self.run(Fleet.tenfold(50, soak: .zero), ScenarioMix(Scenario(name)))
            #expect(simulation.stop?.wave == 0 && simulation.untouched == 49 && simulation.count(outcome) == 1)
        }
    }

    @Test func mixesHaveTheirShares() {
        var fleet = Fleet(1_000, in: [Fleet.Wave(.rest)])
        fleet.tolerance = .share(1)
        let mix = ScenarioMix(
            Self.good, [.init(Self.bad, share: 0.05), .init(Scenario(.neverReady), share: 0.0124)])
        let simulation = Self.run(fleet, mix)
        let parts = simulation.waves[0].clusters.map(\.part)
        #expect(parts.count { $0 == 0 } == 50 && parts.count { $0 == 1 } == 12 && parts.count { $0 == nil } == 938)
        #expect(simulation.waves[0].clusters.allSatisfy { ($0.outcome == .promoted) == ($0.part == nil) })
        #expect(parts.firstIndex { $0 == 0 } ?? 0 < 200 && parts.lastIndex { $0 == 0 } ?? 0 > 800)
        #expect(mix.isPossible)
        #expect(!ScenarioMix(Self.good, [.init(Self.bad, share: 0.6), .init(Self.bad, share: 0.6)]).isPossible)
        #expect(!ScenarioMix(Self.good, [.init(Self.bad, share: -0.1)]).isPossible)
        #expect(!ScenarioMix(Self.good, [.init(Self.bad, share: .nan)]).isPossible)
    }

    @Test func clustersDifferInTraffic() {
        var fleet = Fleet(2_001, in: [Fleet.Wave(.rest)])
        fleet.tolerance = .share(1)
        let alike = Self.run(Fleet(20, in: fleet.waves), ScenarioMix(Self.good)).waves[0].clusters
        #expect(Set(alike.map(\.requestsPerSecond)) == [100])
        // Chances are of each cluster all the same.
        #expect(Set(alike.map(\.requests)).count > 10)
        fleet.trafficSpread = 1
        let traffic = Self.run(fleet, ScenarioMix(Self.good)).waves[0].clusters.map(\.requestsPerSecond).sorted()
        // The median and the quartiles of the log-normal distribution: e^± 0.6745 times the median.
        for (place, expected) in [(500, 50.94), (1_000, 100), (1_500, 196.3)] {
            #expect((traffic[place] / expected - 1).magnitude < 0.15, "\(traffic[place])")
        }
    }

    @Test(
        arguments: [
            (Fleet(0, in: [Fleet.Wave(.rest)]), [.clusters(0)]),
            (Fleet(10_001, in: [Fleet.Wave(.rest)]), [.clusters(10_001)]),
            (Fleet(5, in: []), [.leavesOut(5)]),
            (Fleet(5, in: [Fleet.Wave(.clusters(3))]), [.leavesOut(2)]),
            (Fleet(5, in: [Fleet.Wave(.share(0.5)), Fleet.Wave(.share(0.5))]), []),
            (Fleet(5, in: [Fleet.Wave(.rest), Fleet.Wave(.clusters(1))]), [.emptyWave(index: 1)]),
            (Fleet(5, in: [Fleet.Wave(.clusters(-1)), Fleet.Wave(.rest)]), [.emptyWave(index: 0)]),
            (Fleet(5, in: [Fleet.Wave(.rest, soak: .seconds(-1))]), [.negativeSoak(index: 0)]),
        ] as [(Fleet, [Fleet.Problem])])
    func whatCannotBeMeantIsSaid(fleet: Fleet, problems: [Fleet.Problem]) {
        #expect(fleet.problems == problems)
        // Simulated all the same, it ends.
        guard fleet.clusters < 100 else { return }
        #expect(Self.run(fleet, ScenarioMix(Self.good)).count(.promoted) == fleet.sizes.reduce(0, +))
    }

    @Test func numbersOutOfRangeAreSaid() {
        var fleet = Fleet(5, in: [Fleet.Wave(.rest)])
        fleet.concurrency = 0
        fleet.trafficSpread = -1
        fleet.tolerance = .share(1.5)
        #expect(fleet.problems == [.tolerance, .concurrency(0), .trafficSpread(-1)])
        fleet.trafficSpread = .nan
        fleet.tolerance = .clusters(-1)
        #expect(fleet.problems.count == 3 && fleet.problems.first == .tolerance)
        #expect(Self.run(fleet, ScenarioMix(Self.good)).waves.count == 1)
    }
}
