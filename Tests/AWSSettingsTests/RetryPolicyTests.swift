import TestSupport
import Testing

@testable import AWS

@Suite("when AWS is asked again")
struct RetryPolicyTests {
    static let bounds: [(Int, Bool, Int)] = [
        (-1, false, 50), (0, false, 50), (1, false, 50), (2, false, 100), (3, false, 200), (9, false, 12_800),
        (10, false, 20_000), (16, false, 20_000), (1_000_000, false, 20_000), (.max, false, 20_000), (1, true, 1_000),
        (2, true, 2_000), (5, true, 16_000), (6, true, 20_000), (100, true, 20_000),
    ]

    @Test("the bound of the pause doubles, up to 20 s, and chance takes any part of it", arguments: bounds)
    func bound(_ attempt: Int, _ isThrottled: Bool, _ milliseconds: Int) {
        func pause(_ random: Double) -> Duration {
            Backoff.pause(after: attempt, isThrottled: isThrottled, serverAsks: nil, random: random)
        }
        #expect(pause(1) == .milliseconds(milliseconds))
        #expect(pause(0.5) == .milliseconds(milliseconds / 2))
        #expect(pause(0) == .zero)
        // Full jitter: no part of it is certain, none is more likely.
        var chance = SplitMix.seeded()
        print("seed \(chance.seed)")
        let drawn = (0..<4_000).map { _ in pause(.random(in: 0..<1, using: &chance)) / .milliseconds(milliseconds) }
        #expect(drawn.allSatisfy { (0..<1).contains($0) })
        for quarter in 0..<4 {
            let share = drawn.count { Int($0 * 4) == quarter }
            #expect((800...1200).contains(share), "quarter \(quarter) has \(share) of 4000")
        }
    }

    @Test("a chance that is none is taken for the nearest")
    func chance() {
        #expect(Backoff.pause(after: 1, isThrottled: true, serverAsks: nil, random: 7) == .seconds(1))
        #expect(Backoff.pause(after: 1, isThrottled: true, serverAsks: nil, random: -7) == .zero)
    }

    @Test(
        "what the server asks is waited at least, up to 20 s",
        arguments: [
            (0, 500), (499, 500), (501, 501), (19_999, 19_999), (20_001, 20_000), (.max, 20_000), (-5, 500),
            (.min, 500),
        ])
    func serverAsks(_ asked: Int, _ milliseconds: Int) {
        #expect(
            Backoff.pause(after: 1, isThrottled: true, serverAsks: asked, random: 0.5) == .milliseconds(milliseconds))
    }

    @Test("failures use the quota up, successes give it back, and never more than it was")
    func quota() {
        let quota = RetryQuota()
        #expect(RetryQuota.cost(isTimeout: false) == 5)
        #expect(RetryQuota.cost(isTimeout: true) == 10)
        quota.giveBack(1000)
        #expect((0..<200).count { _ in quota.take(5) } == 100)
        // A first attempt that succeeds gives one token.
        for _ in 0..<4 { quota.giveBack(0) }
        #expect(!quota.take(5))
        quota.giveBack(0)
        #expect(quota.take(5))
        #expect(!quota.take(1))
        quota.giveBack(10)
        #expect(!quota.take(11))
        #expect(quota.take(10))
    }

    @Test("an adaptive client waits only after it was throttled")
    func adaptiveStart() {
        let rate = AdaptiveRate()
        for step in 0..<100 {
            let now = 1_000_000 + Double(step) / 10
            #expect(rate.wait(at: now) == 0)
            rate.note(isThrottled: false, at: now)
        }
        rate.note(isThrottled: true, at: 1_000_010)
        #expect(rate.rate > 5 && rate.rate < 10, "0.7 of the 10 a second that it sent: \(rate.rate)")
        let waits = (0..<20).map { _ in rate.wait(at: 1_000_010) }
        #expect(waits.last ?? 0 > 1 && waits == waits.sorted())
    }

    @Test("how long the machine runs says nothing about the rate", arguments: [0, 5, 86_400, 1e9])
    func startOfTime(_ start: Double) {
        let rate = AdaptiveRate()
        var now = start
        for _ in 0..<20 {
            _ = rate.wait(at: now)
            now += 0.0625
            rate.note(isThrottled: false, at: now)
        }
        rate.note(isThrottled: true, at: now)
        let early = AdaptiveRate()
        now = 0
        for _ in 0..<20 {
            _ = early.wait(at: now)
            now += 0.0625
            early.note(isThrottled: false, at: now)
        }
        early.note(isThrottled: true, at: now)
        #expect(rate.rate == early.rate)
        #expect(rate.rate > 5)
    }

    @Test("the rate falls by what was throttled, grows again, and has a floor")
    func adaptiveCourse() {
        let rate = AdaptiveRate()
        var now = 0.0
        func send(_ count: Int, throttled: Bool) {
            for _ in 0..<count {
                now += max(rate.wait(at: now), 0.01)
                rate.note(isThrottled: throttled, at: now)
            }
        }
        send(200, throttled: false)
        send(1, throttled: true)
        let after = rate.rate
        #expect((68...72).contains(after), "0.7 of the 100 a second that it sent: \(after)")
        send(100, throttled: false)
        #expect(rate.rate > after)
        send(200, throttled: true)
        #expect(rate.rate == 0.5)
    }

    @Test("time that goes back harms nothing")
    func backwards() {
        let rate = AdaptiveRate()
        for now in [10, 11, 3, 12, 0, -5, 13] as [Double] {
            let wait = rate.wait(at: now)
            #expect(wait >= 0 && wait.isFinite)
            rate.note(isThrottled: true, at: now)
            #expect(rate.rate >= 0.5 && rate.rate.isFinite)
        }
    }
}
