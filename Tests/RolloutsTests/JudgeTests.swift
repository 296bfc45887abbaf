import Rollouts
import TestSupport
import Testing

@Suite struct JudgeTests {
    private static func at(_ second: Int) -> Moment { Moment(milliseconds: Int64(second) * 1_000) }

    private static func values(_ canary: [Double], _ baseline: [Double]? = nil) -> [Measurement] {
        canary.enumerated().map { index, value in
            Measurement(at: at(index), canary: .value(value), baseline: baseline.map { .value($0[index]) })
        }
    }

    private static func judge(_ rule: Metric.Rule, _ measurements: [Measurement]) -> MetricJudgement {
        MetricJudgement(Metric("m", rule), measurements)
    }

    @Test(
        arguments: [
            (.atMost(1), values([0.5, 1, 0.9, 0.2, 0.1]), .pass, "5 readings, 0 beyond the bound"),
            (.atMost(1), values([0.5, 1.5]), .fail, "1 of 2 readings, as the last: 1.5 is more than 1.0"),
            (.atMost(1), values([0.5, 0.5]), .noData, "2 samples, and 5 are needed"),
            (.atMost(1), [], .noData, "0 samples, and 5 are needed; nothing was measured"),
            (
                .atLeast(0.99), values([1, 1, 1, 1, 0.98]), .fail,
                "1 of 5 readings, as the last: 0.98 is less than 0.99"
            ),
            (.ratioAtMost(2), values([1, 2, 3, 4, 5], [1, 1, 2, 2, 3]), .pass, "5 readings, 0 beyond the bound"),
            (
                .ratioAtMost(2), values([1, 1, 1, 1, 1], [1, 1, 0, 1, 1]), .fail,
                "1 of 5 readings, as the last: 1.0 to 0.0 is more than 2.0"
            ),
            (
                .differenceAtMost(1), values([1, 2, 3, 4, 9], [1, 1, 2, 3, 3]), .fail,
                "1 of 5 readings, as the last: 9.0 less 3.0 is more than 1.0"
            ),
            (
                .ratioAtMost(2), values([1, 1, 1, 1, 1]), .noData,
                "5 readings in a row are missing, the last because of this: a reading is of the wrong kind"
            ),
        ] as [(Metric.Rule, [Measurement], MetricJudgement.Outcome, String)])
    func readings(rule: Metric.Rule, measurements: [Measurement], outcome: MetricJudgement.Outcome, reason: String) {
        let judgement = Self.judge(rule, measurements)
        #expect(judgement.outcome == outcome && judgement.reason == reason)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNoNumberIsNoSample(value: Double) {
        for rule in [Metric.Rule.atMost(1), .atLeast(-1), .ratioAtMost(2), .differenceAtMost(2)] {
            let all = Self.values([Double](repeating: value, count: 20), [Double](repeating: 1, count: 20))
            #expect(Self.judge(rule, all).outcome == .noData)
            let base = Self.values([Double](repeating: 1, count: 20), [Double](repeating: value, count: 20))
            if rule.needsBaseline { #expect(Self.judge(rule, base).outcome == .noData) }
        }
    }

    @Test func gapsOfReadingsAreNoData() {
        var metric = Metric("m", .atMost(1))
        metric.errorLimit = 2
        func measurements(_ gap: Int) -> [Measurement] {
            let good = (0..<20).map { Measurement(at: Self.at($0), canary: .value(0)) }
            return good
                + (0..<gap).map { Measurement(at: Self.at(20 + $0), canary: .missing("Prometheus answered 503")) }
        }
        #expect(MetricJudgement(metric, measurements(2)).outcome == .pass)
        let broken = MetricJudgement(metric, measurements(3))
        #expect(broken.outcome == .noData)
        #expect(
            broken.reason
                == "3 readings in a row are missing, the last because of this: new revision: Prometheus answered 503")
    }

    /// What was bad enough before a gap, or is after it, stays bad.
    @Test func aGapHidesNoFailure() {
        var metric = Metric("m", .atMost(1))
        metric.isCritical = true
        let gap = (0..<9).map { Measurement(at: Self.at(20 + $0), canary: .missing("down")) }
        for bad in [0..<5, 40..<45] {
            let measurements = gap + bad.map { Measurement(at: Self.at($0), canary: .value(5)) }
            #expect(MetricJudgement(metric, measurements).outcome == .fail)
            #expect(Judgement([metric], ["m": measurements]).verdict == .fail)
        }
    }

    /// Counts are of all the time up to their reading: old ones say nothing of the time after it.
    @Test func countsOfLessThanHalfTheTimeAreNoData() {
        let metric = Metric("m", .proportion(rise: 0, alpha: 0.01))
        let counts = Measurement(at: Self.at(0), canary: .counts(0, of: 60), baseline: .counts(0, of: 60))
        func outcome(_ missing: Int) -> MetricJudgement.Outcome {
            let gap = (0..<missing).map { Measurement(at: Self.at(1 + $0), canary: .missing("down")) }
            return MetricJudgement(metric, [counts] + gap).outcome
        }
        #expect(outcome(0) == .pass && outcome(1) == .pass)
        #expect(outcome(2) == .noData && outcome(4) == .noData)
        // They are sums: what was missing before them is in them.
        let late = (1...3).map { Measurement(at: Self.at(-$0), canary: .missing("no series")) }
        #expect(MetricJudgement(metric, late + [counts]).outcome == .pass)
    }

    @Test func failuresAreForgivenUpToTheLimit() {
        var metric = Metric("m", .atMost(1))
        metric.failureLimit = 2
        #expect(MetricJudgement(metric, Self.values([0, 2, 2, 0, 0])).outcome == .pass)
        #expect(MetricJudgement(metric, Self.values([0, 2, 2, 2, 0])).outcome == .fail)
    }

    @Test func theOrderOfReadingsIsThatOfTheirTimes() {
        var metric = Metric("m", .atMost(1))
        metric.errorLimit = 1
        let mixed = [0, 2, 4, 1, 3, 5].map { second in
            Measurement(at: Self.at(second), canary: second.isMultiple(of: 2) ? .value(0) : .missing("gone"))
        }
        metric.leastSamples = 3
        #expect(MetricJudgement(metric, mixed).outcome == .pass)
        #expect(MetricJudgement(metric, mixed) == MetricJudgement(metric, mixed.reversed()))
    }

    @Test func distributions() {
        var random = SplitMix(seed: 7)
        let base = (0..<60).map { _ in Double.random(in: 90...110, using: &random) }
        let same = (0..<60).map { _ in Double.random(in: 90...110, using: &random) }
        let slow = base.map { $0 * 1.5 }
        let rule = Metric.Rule.distribution(.increase, tolerance: 0.25)
        #expect(Self.judge(rule, Self.values(same, base)).outcome == .pass)
        #expect(Self.judge(rule, Self.values(slow, base)).outcome == .fail)
        #expect(Self.judge(rule, Self.values(base, slow)).outcome == .pass)
        #expect(Self.judge(.distribution(.either, tolerance: 0.25), Self.values(base, slow)).outcome == .fail)
        let flat = [Double](repeating: 5, count: 20)
        #expect(Self.judge(rule, Self.values(flat, flat)).outcome == .pass)
        let tail = Metric.Rule.quantile(0.5, riseAtMost: 0.1, confidence: 0.95)
        #expect(Self.judge(tail, Self.values(same, base)).outcome == .pass)
        #expect(Self.judge(tail, Self.values(slow, base)).outcome == .fail)
    }

    private static func counts(_ some: Int, _ all: Int, _ baseSome: Int, _ baseAll: Int) -> [Measurement] {
        [Measurement(at: at(0), canary: .counts(some, of: all), baseline: .counts(baseSome, of: baseAll))]
    }

    @Test func proportions() {
        var metric = Metric("errors", .proportion(rise: 0.001, alpha: 0.01))
        metric.leastSamples = 100
        #expect(MetricJudgement(metric, Self.counts(1, 1_000, 1, 1_000)).outcome == .pass)
        #expect(MetricJudgement(metric, Self.counts(50, 1_000, 1, 1_000)).outcome == .fail)
        #expect(MetricJudgement(metric, Self.counts(5, 99, 0, 1_000)).outcome == .noData)
        #expect(MetricJudgement(metric, Self.counts(5, 0, 0, 0)).outcome == .noData)
        // Impossible counts are no data.
        #expect(MetricJudgement(metric, Self.counts(200, 150, 0, 150)).outcome == .noData)
    }

    @Test func scoresMakeTheVerdict() {
        func metric(_ name: String, _ bound: Double, critical: Bool = false) -> Metric {
            var metric = Metric(name, .atMost(bound))
            metric.isCritical = critical
            return metric
        }
        let good = Self.values([0, 0, 0, 0, 0])
        let bad = Self.values([5, 5, 5, 5, 5])
        func verdict(_ results: [[Measurement]], critical: Bool = false) -> RolloutEvent.Verdict {
            let metrics = results.indices.map { metric("m\($0)", 1, critical: critical && $0 == 0) }
            return Judgement(
                metrics, Dictionary(uniqueKeysWithValues: results.enumerated().map { ("m\($0)", $1) })
            ).verdict
        }
        #expect(verdict([good, good, good, good]) == .pass)
        #expect(verdict([good, good, good, good, bad]) == .marginal)
        #expect(verdict([good, bad, bad]) == .fail)
        #expect(verdict([bad, good, good, good, good, good, good], critical: true) == .fail)
        #expect(verdict([good, good, []]) == .noData)
        #expect(verdict([bad, bad, []]) == .fail)
        #expect(verdict([good, good, good, good, bad, []]) == .marginal)
        #expect(verdict([]) == .noData)
        #expect(verdict([[]]) == .noData)
    }

    /// Whatever is measured: without enough samples of every metric nothing passes, and the same is said twice.
    @Test func withoutDataNothingPasses() {
        for seed in 0..<UInt64(10_000) {
            var random = SplitMix(seed: seed)
            let rules: [Metric.Rule] = [
                .atMost(1), .atLeast(0), .ratioAtMost(2), .differenceAtMost(1), .distribution(.either, tolerance: 0.25),
                .quantile(0.9, riseAtMost: 0.2, confidence: 0.95), .proportion(rise: 0, alpha: 0.01),
            ]
            let metrics = (0..<Int.random(in: 1...4, using: &random)).map {
                Metric("m\($0)", rules.randomElement(using: &random) ?? .atMost(1))
            }
            var measurements: [String: [Measurement]] = [:]
            let starved = Int.random(in: 0..<metrics.count, using: &random)
            for (index, metric) in metrics.enumerated() {
                func reading(_ isGood: Bool) -> Reading {
                    if isGood {
                        if case .proportion = metric.rule { return .counts(0, of: 1_000) }
                        return .value(0.5)
                    }
                    return [
                        .missing("no series"), .value(.nan), .value(.infinity), .counts(3, of: 2), .counts(0, of: 0),
                    ].randomElement(using: &random) ?? .missing("")
                }
                let count = index == starved ? 4 : 30
                measurements[metric.name] = (0..<count).map { second in
                    let isGood = index != starved || Bool.random(using: &random)
                    return Measurement(
                        at: Self.at(second), canary: reading(index != starved || (isGood && metric.rule.needsBaseline)),
                        baseline: reading(index != starved))
                }
            }
            let judgement = Judgement(metrics, measurements)
            if judgement.verdict == .pass || judgement.verdict == .marginal {
                Issue.record("seed \(seed): \(judgement)")
                return
            }
            #expect(Judgement(metrics, measurements) == judgement)
        }
    }
}
