import Diagnostics
import Environments
import RolloutPlans
import Rollouts
import Testing
import YAML

/// What a spec says is what is done.
@Suite struct SpecTests {
    private static func section(_ text: String) throws -> RolloutSection {
        let spec = """
            environment: dev
            tier: dev
            service: {name: api, program: bin/api}
            compliance: {owner: team}
            \(text)
            """
        let node = try YAMLReader.parse(Array(spec.utf8), file: "dev.yaml")
        return try ResolvedEnvironment.resolve([node], name: "dev").spec.rollout
    }

    @Test func aCanaryTakesItsSteps() throws {
        let section = try Self.section(
            """
            rollout:
              strategy: canary
              steps:
                - scale: 1
                - route: {header: X-Canary, value: always}
                - weight: 12.5%
                - analyse: {for: 2m, metrics: [error-rate]}
                - unroute: true
                - gate: {approvalWithin: 2h}
                - weight: 100%
                - soak: 30s
              wayBack: [50%, 10%, 0%]
              wayBackPause: 5s
              warmUp: 3s
              keepWarm: 10m
              onNoData: abort
            """)
        let specified = SpecifiedSchedule(section, replicas: 4)
        #expect(
            specified.schedule.steps == [
                .scale(1), .route(Route(.header, "X-Canary", "always")), .setWeight(Weight(thousandths: 12_500)),
                .analyse(Analysis("step-4", for: .seconds(120))), .route(nil), .gate(within: .seconds(7_200)),
                .setWeight(.all), .soak(.seconds(30)),
            ])
        #expect(specified.analyses == ["step-4": ["error-rate"]])
        #expect(specified.schedule.wayBack == [Weight(percent: 50), Weight(percent: 10), .none])
        #expect(specified.schedule.warmUp == .seconds(3) && specified.schedule.keepWarm == .seconds(600))
        #expect(specified.schedule.onNoData == .abort)
        #expect(specified.schedule.problems == [])
    }

    @Test func blueGreenHasEverythingReadyBeforeTrafficMoves() throws {
        let section = try Self.section(
            """
            rollout:
              strategy: blue-green
              preview:
                replicas: 2
                route: {cookie: preview, value: "yes"}
                analyse: {for: 1m, metrics: [latency-p99]}
                gate: {approvalWithin: 1h}
              bake: {for: 5m, metrics: [error-rate]}
            """)
        let specified = SpecifiedSchedule(section, replicas: 3)
        #expect(
            specified.schedule.steps == [
                .scale(2), .route(Route(.cookie, "preview", "yes")), .analyse(Analysis("preview", for: .seconds(60))),
                .gate(within: .seconds(3_600)), .route(nil), .setWeight(.all),
                .analyse(Analysis("bake", for: .seconds(300))),
            ])
        #expect(specified.analyses == ["preview": ["latency-p99"], "bake": ["error-rate"]])
        #expect(specified.schedule.problems == [])
    }

    @Test(arguments: 1...7) func rollingEndsAtEverything(replicas: Int) throws {
        let schedule = SpecifiedSchedule(try Self.section(""), replicas: replicas).schedule
        #expect(schedule.steps.count == replicas && schedule.steps.last == .setWeight(.all))
        #expect(schedule.problems == [])
        guard case .holds = CapacityProof(schedule).verdict else {
            Issue.record("capacity fails for \(replicas)")
            return
        }
    }

    @Test func aMetricOfTheSpecKeepsAllOfIt() throws {
        let section = try Self.section(
            """
            rollout:
              metrics:
                - name: share
                  bad: sum(failed{revision="$revision",proxy="$backend"})
                  all: sum(requests{revision="$revision"})
                  proportion: {riseAtMost: 0.5%, alpha: 0.02}
                  critical: true
                  samples: 200
                  weight: 3
            """)
        let definition = try #require(section.metrics.compactMap { MetricDefinition($0) }.first)
        #expect(definition.metric.rule == .proportion(rise: 0.005, alpha: 0.02))
        #expect(definition.metric.isCritical && definition.metric.leastSamples == 200)
        #expect(
            definition.query.resolved(revision: "4f", backend: "candidate")
                == .counts(
                    bad: "sum(failed{revision=\"4f\",proxy=\"candidate\"})", all: "sum(requests{revision=\"4f\"})"))
    }

    @Test(arguments: [
        ("metrics: [{name: a, query: up}]", "rollout.metrics.0.name: a has no rule"),
        ("metrics: [{name: a, query: up, atMost: 1, atLeast: 0}]", "rollout.metrics.0.name: a has 2 rules"),
        ("metrics: [{name: a, atMost: 1}]", "rollout.metrics.0.name: a needs a query, and nothing else"),
        (
            "metrics: [{name: a, query: up, proportion: {}}]",
            "rollout.metrics.0.name: a compares shares, which takes two counters"
        ),
        (
            "metrics: [{name: error-rate, query: up, atMost: 1}]",
            "rollout.metrics.0.name: there is a metric error-rate already"
        ),
        (
            "{strategy: canary, steps: [{weight: 5%}, {analyse: {for: 1m, metrics: [errors]}}, {weight: 100%}]}",
            "rollout.steps.1.analyse.metrics.0: there is no metric errors"
        ),
        ("wayBack: [10%, 50%, 0%]", "rollout.wayBack.1: the weight does not fall"),
        ("wayBack: [50%]", "rollout.wayBack: the last weight is 50%, so the new revision keeps traffic"),
        ("preview: {}", "rollout.preview: preview belongs to the strategy blue-green, and this is rolling"),
        (
            "background: [error-rate]",
            "rollout.background: background belongs to the strategy canary, and this is rolling"
        ),
        (
            "{strategy: canary, deadline: 1m, steps: [{weight: 5%}, {soak: 2m}, {weight: 100%}]}",
            "rollout.deadline: soaks and analyses alone take 2m, which is longer"
        ),
        ("notify: [{}]", "rollout.notify.0.webhook: nobody is told"),
        (
            "{strategy: canary, steps: [{route: {value: a}}, {weight: 100%}]}",
            "rollout.steps.0.route.value: neither a header nor a cookie is named"
        ),
        ("score: {pass: 50, marginal: 60}", "rollout.score.marginal: it is more than pass, which is 50"),
        (
            "detection: {requestsPerSecond: 10, errorRate: 0%, factor: 2}",
            "rollout.detection.errorRate: no factor of nothing is anything"
        ),
    ])
    func whatCannotBeMeantIsRefused(text: String, detail: String) throws {
        let value = text.hasPrefix("{") ? text : "{\(text)}"
        let failure = #expect(throws: Failure.self) { try Self.section("rollout: \(value)") }
        #expect(failure?.diagnostics.map(\.detail) == [detail])
    }
}
