import Rollouts
import TestSupport
import Testing

@Suite struct StepPowerTests {
    private static func schedule(_ percent: Int, for length: Duration) -> Schedule {
        Schedule(
            [.setWeight(Weight(percent: percent)), .analyse(Analysis("errors", for: length)), .setWeight(.all)],
            replicas: 50)
    }

    private static func metric(tolerating rise: Double = 0, alpha: Double = 0.05) -> Metric {
        Metric("error-rate", .proportion(rise: rise, alpha: alpha))
    }

    private static func power(
        _ percent: Int, for length: Duration, _ traffic: StepPower.Traffic, _ metric: Metric = metric(), looks: Int = 1
    ) throws -> StepPower {
        try #require(
            StepPower.all(of: schedule(percent, for: length), traffic, looks: looks) { _ in [metric] }.first)
    }

    /// 2 % of 40 requests a second for 5 minutes.
    @Test func whatAFewRequestsCanSay() throws {
        var traffic = StepPower.Traffic(requestsPerSecond: 40, errorRate: 0.01)
        let few = try Self.power(2, for: .seconds(300), traffic)
        #expect(few.canaryRequests == 240 && few.stableRequests == 240 && few.step == 1)
        #expect(few.weight == Weight(percent: 2))
        #expect(isClose(few.factor, 4.549_389_087, within: 1e-9))
        traffic = StepPower.Traffic(requestsPerSecond: 40, errorRate: 0.01, baseline: .all)
        let against = try Self.power(2, for: .seconds(300), traffic)
        #expect(against.stableRequests == 11_760)
        #expect(isClose(against.factor, 3.047_822_044, within: 1e-9))
        // A rule that forgives a rise sees less.
        let tolerant = try Self.power(2, for: .seconds(300), traffic, Self.metric(tolerating: 0.03))
        #expect(try #require(tolerant.factor) > 4.0)
    }

    @Test func everyLookHasItsPartOfAlpha() throws {
        let traffic = StepPower.Traffic(requestsPerSecond: 40, errorRate: 0.01)
        let one = try Self.power(10, for: .seconds(600), traffic)
        let five = try Self.power(10, for: .seconds(600), traffic, looks: 5)
        #expect(one.alpha == 0.05 && isClose(five.alpha, 0.01))
        #expect(try #require(five.factor) > (try #require(one.factor)))
        #expect(five.factor == (try Self.power(10, for: .seconds(600), traffic, Self.metric(alpha: 0.01))).factor)
    }

    /// The rule itself, on drawn counts: as many alarms as the power says.
    @Test func theRuleIsAsStrongAsIsSaid() throws {
        var random = SplitMix.seeded()
        for (rate, percent, tolerated, baseline) in [
            (0.01, 5, 0.0, StepPower.Traffic.Baseline.ofEqualSize), (0.02, 30, 0.01, .all), (0.2, 80, 0, .ofEqualSize),
        ] {
            let traffic = StepPower.Traffic(requestsPerSecond: 20, errorRate: rate, baseline: baseline)
            let metric = Self.metric(tolerating: tolerated, alpha: 0.1)
            let power = try Self.power(percent, for: .seconds(300), traffic, metric, looks: 2)
            guard case .rise(let rise) = power.sight else { Issue.record("\(power.sight)"); return }
            let canary = try Self.table(Binomial(trials: power.canaryRequests, rate: rate + rise))
            let stable = try Self.table(Binomial(trials: power.stableRequests, rate: rate))
            var alarms = 0
            for _ in 0..<10_000 {
                let measurement = Measurement(
                    at: Moment(milliseconds: 0),
                    canary: .counts(Self.draw(canary, &random), of: power.canaryRequests),
                    baseline: .counts(Self.draw(stable, &random), of: power.stableRequests))
                // What the run made of it: its alpha shared.
                if MetricJudgement(power.metric, [measurement]).outcome == .fail { alarms += 1 }
            }
            // Five standard errors of the count.
            #expect((Double(alarms) / 10_000 - 0.8).magnitude < 0.02, "seed \(random.seed): \(alarms) for \(power)")
        }
    }

    private static func table(_ law: Binomial) -> [Double] { (0...law.trials).map(law.cdf) }

    private static func draw(_ table: [Double], _ random: inout SplitMix) -> Int {
        let chance = Double.random(in: 0..<1, using: &random)
        var (low, high) = (0, table.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if table[middle] > chance { high = middle } else { low = middle + 1 }
        }
        return high
    }

    /// Where the normal approximation is good, the exact power is close to it.
    @Test func manyRequestsAreAsTheApproximationSays() throws {
        let trials = try ProportionPower.Trials(stable: 90_000, canary: 30_000)
        let exact = try AlarmPower(baseline: 0.1, alpha: 0.05, tolerated: 0, trials)
        let normal = try ProportionPower(baseline: 0.1, alpha: 0.05)
        for rise in [0, 0.002, 0.005, 0.01] {
            #expect(isClose(try exact.power(rise: rise), try normal.power(rise: rise, trials), within: 0.01))
        }
        let least = try #require(try exact.leastRise(power: 0.8))
        #expect(isClose(least, try #require(try normal.leastRise(power: 0.8, trials)), within: 0.01))
    }

    @Test func whatSeesNothing() throws {
        let traffic = StepPower.Traffic(requestsPerSecond: 1, errorRate: 0.01)
        #expect(try Self.power(1, for: .seconds(60), traffic).sight == .nothing(.noTraffic))
        #expect(try Self.power(100, for: .seconds(60), traffic).sight == .nothing(.noTraffic))
        #expect(try Self.power(5, for: .seconds(60), traffic).sight == .nothing(.tooFewSamples(needed: 5)))
        var eager = Self.metric(alpha: 0.001)
        eager.leastSamples = 1
        let three = try Self.power(5, for: .seconds(60), traffic, eager)
        #expect(three.sight == .nothing(.noRiseIsEnough) && three.factor == nil && three.canaryRequests == 3)
        let metrics = [Metric("latency", .atMost(3)), Self.metric()]
        #expect(
            try StepPower.all(of: Self.schedule(5, for: .seconds(60)), traffic, looks: 1) { _ in metrics }
                .map(\.metric.name) == ["error-rate"])
        #expect(throws: CannotSay.outOfRange(.baseline)) {
            try Self.power(50, for: .seconds(60), StepPower.Traffic(requestsPerSecond: 1, errorRate: 0))
        }
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) {
            try Self.power(50, for: .seconds(60), StepPower.Traffic(requestsPerSecond: 1e9, errorRate: 0.1))
        }
    }

    @Test func aTargetThatIsNotSeenIsRefusedWithWhatWouldDo() throws {
        let traffic = StepPower.Traffic(requestsPerSecond: 40, errorRate: 0.01)
        let few = try Self.power(2, for: .seconds(300), traffic)
        try few.require(factor: 4.55)
        let refusal = try #require(throws: StepPower.TooWeak.self) { try few.require(factor: 2) }
        #expect(
            refusal.description == """
                analysis errors, metric error-rate: with 240 requests of the new revision it sees the error rate from \
                4.55 times on, and 2 times is wanted; 2212 s at this weight would do
                """)
        // What is proposed is taken, and not ten per cent more than is needed.
        let enough = try #require(refusal.enough)
        try Self.power(2, for: enough, traffic).require(factor: 2)
        #expect(throws: StepPower.TooWeak.self) { try Self.power(2, for: enough * 9 / 10, traffic).require(factor: 2) }
        // A rule that forgives the rise never sees it, and all of the traffic has nothing to be compared with.
        let tolerant = try Self.power(2, for: .seconds(300), traffic, Self.metric(tolerating: 0.02))
        #expect(throws: StepPower.TooWeak.self) { try tolerant.require(factor: 2) }
        let alone = try Self.power(100, for: .seconds(300), traffic)
        let nothing = try #require(throws: StepPower.TooWeak.self) { try alone.require(factor: 2) }
        #expect(
            nothing.description == """
                analysis errors, metric error-rate: with 12000 requests of the new revision it sees no error rate at \
                all, and 2 times is wanted; no length at this weight would do
                """)
    }
}
