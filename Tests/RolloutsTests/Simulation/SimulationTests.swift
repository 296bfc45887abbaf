import Rollouts
import TestSupport
import Testing

/// Rollouts in simulated time, with the machine and the judge that carry out real ones.
@Suite struct SimulationTests {
    private static let schedule: Schedule = {
        var schedule = Schedule(
            [
                .setWeight(Weight(percent: 5)), .analyse(Analysis("first", for: .seconds(300))),
                .setWeight(Weight(percent: 25)), .analyse(Analysis("second", for: .seconds(300))),
                .setWeight(.all),
            ], replicas: 4)
        schedule.warmUp = .seconds(5)
        return schedule
    }()

    private static var metrics: [Metric] {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.01))
        errors.leastSamples = 200
        errors.isCritical = true
        var latency = Metric("latency", .distribution(.increase, tolerance: 0.25))
        latency.leastSamples = 5
        return [errors, latency]
    }

    private static func run(_ change: (inout Scenario) -> Void) -> Simulation {
        var scenario = Scenario()
        change(&scenario)
        return Simulation(schedule, metrics, scenario)
    }

    @Test func gatesInARowAreAllOpened() {
        var schedule = Schedule([], replicas: 1)
        schedule.steps = [.gate(within: .seconds(60)), .gate(within: .seconds(60)), .setWeight(.all)]
        #expect(Simulation(schedule, [], Scenario()).rollout.phase == .succeeded)
    }

    @Test func aGoodVersionIsPromoted() {
        let simulation = Self.run { _ in }
        #expect(simulation.rollout.phase == .succeeded)
        #expect(simulation.judgements.map(\.verdict) == [.pass, .pass])
        #expect(simulation.timeline.map(\.phase.name).first == "scaling" && simulation.timeline.last?.weight == .all)
        // 5 % and 25 % of 100 requests a second for five minutes each, and a moment more.
        #expect((9_000...9_400).contains(simulation.exposed), "\(simulation.exposed)")
    }

    @Test func aVersionThatFailsIsPutBackBeforeTheEnd() {
        let simulation = Self.run { $0.canary.errorRate = 0.05 }
        #expect(simulation.rollout.phase == .aborted)
        #expect(simulation.judgements.map(\.verdict) == [.fail])
        #expect(simulation.rollout.reason == "analysis first failed")
        #expect((simulation.timeline.last?.at ?? .zero) < .seconds(200), "\(simulation.timeline)")
        #expect(simulation.exposed < 1_000 && simulation.failed < 100)
    }

    @Test func aSlowVersionIsPutBack() {
        let simulation = Self.run { $0.canary.medianLatency = 100 }
        #expect(simulation.rollout.phase == .aborted)
    }

    @Test func aVersionThatIsNeverReadyServesNobody() {
        let simulation = Self.run { $0.readyAfter = nil }
        #expect(simulation.rollout.phase == .aborted && simulation.exposed == 0)
        #expect(simulation.rollout.reason == "0 of 1 replicas were ready in time")
    }

    @Test func aVersionThatFallsOverIsPutBackAtOnce() {
        let simulation = Self.run { $0.crashesAfter = .seconds(20) }
        #expect(simulation.rollout.phase == .aborted)
        #expect((simulation.timeline.last?.at ?? .zero) < .seconds(30))
    }

    @Test func metricsThatAreDownHoldIt() {
        let simulation = Self.run { $0.metricsAreDown = .zero ..< .seconds(100_000) }
        #expect(simulation.judgements.map(\.verdict) == [.noData])
        #expect(simulation.rollout.phase == .aborted && simulation.rollout.reason == "nobody ended the pause in time")
    }

    @Test func aSeedGivesOneHistory() {
        let first = Self.run { $0.seed = 42 }
        let second = Self.run { $0.seed = 42 }
        #expect(first.timeline == second.timeline && first.judgements == second.judgements)
        #expect(first.judgements != Self.run { $0.seed = 43 }.judgements)
    }

    /// Of 10,000 rollouts to an equal revision at most one in a hundred is put back, and of 10,000 to one that fails
    /// twice as often at most one in a hundred is let through, where the samples suffice for it: `perSecond` requests
    /// in 300 s, of which each side is judged by a fifth.
    @Test(arguments: [(0.1, 18.0), (0.07, 18), (0.01, 200)])
    func chanceIsKeptWithinBounds(errorRate: Double, perSecond: Double) {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.01))
        errors.leastSamples = 1_000
        let schedule = Schedule(
            [.setWeight(Weight(percent: 20)), .analyse(Analysis("only", for: .seconds(300))), .setWeight(.all)],
            replicas: 4)
        func count(_ canary: Double, _ phase: Phase) -> Int {
            (0..<UInt64(10_000)).count { seed in
                var scenario = Scenario()
                scenario.seed = seed
                scenario.requestsPerSecond = perSecond
                scenario.stable.errorRate = errorRate
                scenario.canary.errorRate = canary
                return Simulation(schedule, [errors], scenario).rollout.phase == phase
            }
        }
        let falseAborts = count(errorRate, .aborted)
        let misses = count(2 * errorRate, .succeeded)
        #expect(falseAborts <= 100 && misses <= 100)
        print(
            "of 10,000 simulated rollouts each, \(errorRate) errors, \(Int(perSecond * 60)) requests a side: "
                + "\(falseAborts) false aborts, \(misses) missed at twice the error rate")
    }

    @Test func withoutDataNoneOfThousandsIsPromoted() {
        for seed in 0..<UInt64(10_000) {
            var scenario = Scenario()
            scenario.seed = seed
            scenario.requestsPerSecond = 1
            // Too few requests, or nobody who counts them.
            if seed.isMultiple(of: 2) { scenario.metricsAreDown = .zero ..< .seconds(100_000) }
            let simulation = Simulation(Self.schedule, Self.metrics, scenario)
            if simulation.rollout.phase != .aborted || simulation.rollout.isPromoted {
                Issue.record("seed \(seed): \(simulation.rollout.phase)")
                return
            }
        }
    }
}
