import Rollouts
import TestSupport
import Testing

/// The catalogue: what each scenario makes of a rollout with two analyses and a gate.
@Suite struct ScenarioTests {
    private static let schedule: Schedule = {
        var schedule = Schedule(
            [
                .setWeight(Weight(percent: 10)), .analyse(Analysis("first", for: .seconds(300))),
                .gate(within: .seconds(600)),
                .setWeight(Weight(percent: 50)), .analyse(Analysis("second", for: .seconds(600))),
                .setWeight(.all),
            ], replicas: 4)
        schedule.warmUp = .seconds(5)
        return schedule
    }()

    private static var metrics: [Metric] {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.01))
        errors.leastSamples = 500
        errors.isCritical = true
        return [errors, Metric("latency", .distribution(.increase, tolerance: 0.25))]
    }

    private static func run(_ name: ScenarioName, _ change: (inout ScenarioParameters) -> Void = { _ in }) -> Simulation
    {
        var parameters = ScenarioParameters()
        parameters.errorRate = 0.02
        change(&parameters)
        return Simulation(schedule, metrics, Scenario(name, parameters), looks: 10)
    }

    private static let ends: [(ScenarioName, Simulation.Outcome, String?)] = [
        (.good, .promoted, nil),
        (.errors, .putBack, "analysis first failed"),
        (.doubledErrors, .putBack, "analysis first failed"),
        (.lateErrors, .putBack, "analysis second failed"),
        (.slow, .putBack, "analysis first failed"),
        (.neverReady, .putBack, "0 of 1 replicas were ready in time"),
        (.crashes, .putBack, "0 replicas of the new revision are ready, and 10% of the traffic needs 1"),
        (.noTraffic, .paused, "nobody ended the pause in time"),
        (.noData, .paused, "nobody ended the pause in time"),
        (.metricsOutage, .paused, "nobody ended the pause in time"),
        (.flappingMetrics, .promoted, nil),
        (.unapproved, .paused, "nobody approved in time"),
        (.slowRouter, .promoted, nil),
        (.deadRouter, .stuck, "the router did not take 10% over in time; then the router did not take 0% over"),
    ]

    @Test func eachEndsAsItsSentenceSays() {
        #expect(Self.ends.map(\.0) == ScenarioName.allCases)
        for (name, outcome, reason) in Self.ends {
            let simulation = Self.run(name)
            #expect(
                simulation.outcome == outcome && simulation.rollout.reason == reason,
                "\(name): \(simulation.outcome), \(simulation.rollout.reason ?? ""), \(simulation.timeline)")
        }
    }

    @Test func eachHasAName() {
        #expect(ScenarioName(rawValue: "doubled-errors") == .doubledErrors && ScenarioName(rawValue: "best") == nil)
        for name in ScenarioName.allCases {
            #expect(name.sentence.hasSuffix(".") && name.sentence.count > 20)
            #expect(name.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
        }
        #expect(Set(ScenarioName.allCases.map(\.sentence)).count == ScenarioName.allCases.count)
    }

    @Test func parametersAreOfTheWorldAndFaultsOnTop() {
        var parameters = ScenarioParameters()
        parameters.requestsPerSecond = 7
        parameters.errorRate = 0.4
        parameters.medianLatency = 20
        parameters.seed = 9
        let doubled = Scenario(.doubledErrors, parameters)
        #expect(doubled.stable.errorRate == 0.4 && doubled.canary.errorRate == 0.8)
        #expect(doubled.requestsPerSecond == 7 && doubled.seed == 9 && doubled.canary.medianLatency == 20)
        #expect(Scenario(.slow, parameters).canary.medianLatency == 40)
        parameters.errorRate = 0.99
        #expect(Scenario(.errors, parameters).canary.errorRate == 1)
        #expect(Scenario(.doubledErrors, parameters).canary.errorRate == 1)
    }

    @Test func parametersHaveRanges() {
        #expect(ScenarioParameters().problems.isEmpty)
        for bad in [Double.nan, -1, .infinity, 1e9] {
            var parameters = ScenarioParameters()
            parameters.requestsPerSecond = bad
            parameters.errorRate = bad
            parameters.medianLatency = bad
            #expect(parameters.problems == ScenarioParameters.Problem.allCases, "\(bad)")
        }
        var parameters = ScenarioParameters()
        (parameters.requestsPerSecond, parameters.errorRate, parameters.medianLatency) = (0, 1, 0)
        #expect(parameters.problems == [.medianLatency])
    }

    @Test func trafficMovesWhenTheRouterHasTakenItOver() {
        let quick = Self.run(.good)
        let slow = Self.run(.slowRouter)
        // Three weights of 30 s less 0.1 s each; as much of the old share passes in between.
        #expect(slow.length - quick.length == .milliseconds(3 * 29_900))
        let between = Double(slow.exposed - quick.exposed)
        #expect((between - 29.9 * 100 * (0.1 + 0.5)).magnitude <= 20, "\(between)")
        #expect(Self.run(.deadRouter).exposed == 0)
    }

    @Test func whatHasFallenOverFailsAllItsRequests() {
        let simulation = Self.run(.crashes) { $0.errorRate = 0 }
        // A tenth of a second, until the router has taken everything away again: one request of a hundred a second.
        #expect((0...2).contains(simulation.failed) && simulation.exposed > 100, "\(simulation.requests)")
        let slow = Simulation(
            Self.schedule, Self.metrics,
            {
                var scenario = Scenario(.crashes)
                scenario.routesAfter = .seconds(10)
                return scenario
            }())
        // Ten seconds of 10 requests a second.
        #expect((98...110).contains(slow.failed), "\(slow.requests)")
    }

    @Test func aFaultThatComesLateIsNoneBefore() {
        let late = Self.run(.lateErrors)
        let good = Self.run(.good)
        func entries(_ simulation: Simulation) -> [Simulation.Entry] {
            simulation.timeline.filter { $0.at < .seconds(480) }
        }
        #expect(entries(late) == entries(good) && !entries(late).isEmpty)
        #expect(late.timeline != good.timeline)
    }

    @Test func aFaultThatComesWhileNothingHappensBeginsOnTime() {
        var scenario = Scenario()
        scenario.stable.errorRate = 0
        scenario.canary.errorRate = 1
        scenario.faultAfter = .seconds(85)
        let schedule = Schedule([.setWeight(Weight(percent: 50)), .soak(.seconds(100)), .setWeight(.all)], replicas: 2)
        let simulation = Simulation(schedule, [], scenario)
        // Traffic from 5.1 s on: 100 s, and 5.1 s until the other replica is ready and has its weight.
        #expect((simulation.exposed - 5_255).magnitude <= 3, "\(simulation.requests)")
        #expect((simulation.failed - (5_255 - 3_995)).magnitude <= 3, "\(simulation.requests)")
    }

    @Test(
        arguments: [
            (.noTraffic, "there were no requests"), (.noData, "new revision: there is no series"),
            (.metricsOutage, "new revision: the metrics are down"),
        ] as [(ScenarioName, String)])
    func whatIsMissingIsSaid(name: ScenarioName, reason: String) {
        for signal in Scenario.Signal.allCases {
            var scenario = Scenario(name)
            scenario.signals = ["m": signal]
            let simulation = Simulation(Self.schedule, [Metric("m", .differenceAtMost(1_000))], scenario)
            let said = simulation.judgements.first?.reason ?? ""
            #expect(simulation.outcome == .paused && said.contains(reason), "\(said)")
        }
    }

    @Test func sharesOfErrorsAreReadWhereAMetricIsOne() {
        func outcome(_ bound: Double) -> Simulation.Outcome {
            var parameters = ScenarioParameters()
            parameters.errorRate = 0.1
            var scenario = Scenario(.good, parameters)
            scenario.signals = ["share": .errorShare]
            return Simulation(Self.schedule, [Metric("share", .atMost(bound))], scenario).outcome
        }
        #expect(outcome(0.2) == .promoted && outcome(0.05) == .putBack)
    }

    @Test func absurdWorldsEndAsWell() {
        for requests in [Double.infinity, .nan, -5, 1e300] {
            let simulation = Self.run(.good) { $0.requestsPerSecond = requests }
            #expect(simulation.rollout.phase.isTerminal && simulation.exposed >= 0, "\(requests)")
        }
        for rate in [Double.nan, -1, 2] {
            let simulation = Self.run(.good) { $0.errorRate = rate }
            #expect(simulation.rollout.phase.isTerminal && simulation.failed <= simulation.exposed, "\(rate)")
        }
    }
}
