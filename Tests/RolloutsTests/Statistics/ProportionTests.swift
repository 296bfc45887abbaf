import Rollouts
import TestSupport
import Testing

@Suite struct ProportionTests {
    /// Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263 and 0 of 20, to four places there.
    @Test func onePublished() throws {
        func places(_ interval: Interval) -> [Double] { [interval.lower, interval.upper].map { ($0 * 1e4).rounded() } }
        let common = try Proportion(81, of: 263)
        #expect(places(try common.wilson(confidence: 0.95)) == [2553, 3662])
        #expect(places(try common.clopperPearson(confidence: 0.95)) == [2527, 3676])
        let none = try Proportion(0, of: 20)
        #expect(places(try none.wilson(confidence: 0.95)) == [0, 1611])
        #expect(places(try none.clopperPearson(confidence: 0.95)) == [0, 1684])
    }

    /// Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, methods 1 and 10: 56/70 - 48/80 and 10/10 - 0/10.
    @Test func twoPublished() throws {
        func places(_ interval: Interval) -> [Double] { [interval.lower, interval.upper].map { ($0 * 1e4).rounded() } }
        let common = TwoProportions(try Proportion(56, of: 70), try Proportion(48, of: 80))
        #expect(places(try common.wald(confidence: 0.95)) == [575, 3425])
        #expect(places(try common.newcombe(confidence: 0.95)) == [524, 3339])
        let apart = TwoProportions(try Proportion(10, of: 10), try Proportion(0, of: 10))
        #expect(places(try apart.wald(confidence: 0.95)) == [10_000, 10_000])
        #expect(places(try apart.newcombe(confidence: 0.95)) == [6075, 10_000])
    }

    /// By hand: 30/100 and 10/100, pooled 0.2, so z = 0.2 / √(0.2 · 0.8 · 0.02) = √12.5.
    @Test func pooledByHand() throws {
        let two = TwoProportions(try Proportion(30, of: 100), try Proportion(10, of: 100))
        #expect(isClose(two.z, 12.5.squareRoot()))
        #expect(isClose(two.p(.greater), Normal.survival(12.5.squareRoot())))
        #expect(isClose(two.p(.twoSided), 2 * two.p(.greater)))
        #expect(isClose(two.p(.less), 1 - two.p(.greater)))
    }

    @Test func allAlikeSaysNothing() throws {
        for successes in [0, 1] {
            let one = try Proportion(successes * 50, of: 50)
            let other = try Proportion(successes * 9, of: 9)
            let two = TwoProportions(one, other)
            #expect(two.z == 0 && Alternative.allCases.map(two.p) == [1, 1, 1])
            #expect(try two.newcombe(confidence: 0.95).contains(0))
        }
    }

    @Test func refusals() throws {
        #expect(throws: CannotSay.noObservations) { try Proportion(0, of: 0) }
        #expect(throws: CannotSay.noObservations) { try Proportion(0, of: .min) }
        #expect(throws: CannotSay.outOfRange(.successes)) { try Proportion(-1, of: 5) }
        #expect(throws: CannotSay.outOfRange(.successes)) { try Proportion(6, of: 5) }
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) { try Proportion(1, of: .max) }
        let one = try Proportion(1, of: 2)
        for confidence in [0, 1, -1, 2, .nan] {
            #expect(throws: CannotSay.outOfRange(.confidence)) { try one.wilson(confidence: confidence) }
            #expect(throws: CannotSay.outOfRange(.confidence)) { try one.clopperPearson(confidence: confidence) }
            #expect(throws: CannotSay.outOfRange(.confidence)) {
                try TwoProportions(one, one).wald(confidence: confidence)
            }
            #expect(throws: CannotSay.outOfRange(.confidence)) {
                try TwoProportions(one, one).newcombe(confidence: confidence)
            }
        }
    }

    @Test func properties() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 {
            func proportion() throws -> Proportion {
                let trials = Int.random(in: 1...2_000, using: &random)
                return try Proportion(.random(in: 0...trials, using: &random), of: trials)
            }
            let (one, other) = (try proportion(), try proportion())
            let two = TwoProportions(one, other)
            let swapped = TwoProportions(other, one)
            let note: Comment = "seed \(random.seed): \(one) \(other)"
            #expect(two.z == -swapped.z && two.p(.greater) == swapped.p(.less), note)
            #expect(two.p(.twoSided) == swapped.p(.twoSided), note)
            let interval = try two.newcombe(confidence: 0.9)
            #expect(interval.contains(two.difference), note)
            #expect(interval.lower >= -1 && interval.upper <= 1, note)
            #expect(try swapped.newcombe(confidence: 0.9).lower == -interval.upper, note)
            let score = try one.wilson(confidence: 0.9)
            let exact = try one.clopperPearson(confidence: 0.9)
            #expect(score.contains(one.rate) && exact.contains(one.rate), note)
            // That each end of the exact interval leaves 5 % beyond the observation.
            if one.successes > 0 {
                let law = try Binomial(trials: one.trials, rate: exact.lower)
                #expect(isClose(law.survival(one.successes - 1), 0.05, within: 1e-9), note)
            }
            if one.successes < one.trials {
                let law = try Binomial(trials: one.trials, rate: exact.upper)
                #expect(isClose(law.cdf(one.successes), 0.05, within: 1e-9), note)
            }
        }
    }
}
