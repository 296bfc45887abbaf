import Rollouts
import TestSupport
import Testing

@Suite struct PowerTests {
    /// By hand, from z(0.05) = 1.644854 and z(0.2) = 0.841621, with the rates 0.4 and 0.5 and their mean 0.45.
    @Test func trialsByHand() throws {
        let test = try ProportionPower(baseline: 0.4, alpha: 0.05)
        let root =
            1.644_853_626_951_5 * (2 * 0.45 * 0.55).squareRoot() + 0.841_621_233_572_9 * (0.24 + 0.25).squareRoot()
        let trials = try test.leastTrials(rise: 0.1, power: 0.8)
        #expect(trials.canary == Int((root * root / 0.01).rounded(.up)) && trials.stable == trials.canary)
        #expect(trials.canary == 305)
    }

    /// Noether (1987), by hand: (1.644854 + 1.281552)² / (12 · 0.25 · 0.2²) = 71.4.
    @Test func observationsByHand() throws {
        #expect(try RankSumPower(alpha: 0.05).leastObservations(superiority: 0.7, power: 0.9) == 72)
    }

    @Test func powerIsAlphaWithoutRise() throws {
        let trials = try ProportionPower.Trials(stable: 900, canary: 100)
        let test = try ProportionPower(baseline: 0.01, alpha: 0.05)
        #expect(isClose(try test.power(rise: 0, trials), 0.05))
        #expect(isClose(try RankSumPower(alpha: 0.01).power(superiority: 0.5, observations: 100), 0.01))
    }

    /// The alarms of 20,000 simulated canaries: counted to ± 0.01, and an approximation is judged by them.
    @Test func powerOfSimulatedTests() throws {
        var random = SplitMix.seeded()
        let trials = try ProportionPower.Trials(stable: 400, canary: 200)
        let test = try ProportionPower(baseline: 0.3, alpha: 0.05)
        let stable = try Binomial(trials: 400, rate: 0.3)
        let canary = try Binomial(trials: 200, rate: 0.4)
        let (ofStable, ofCanary) = (Self.table(stable), Self.table(canary))
        var alarms = 0
        for _ in 0..<20_000 {
            let two = TwoProportions(
                try Proportion(Self.draw(ofCanary, &random), of: 200),
                try Proportion(Self.draw(ofStable, &random), of: 400))
            if two.p(.greater) < 0.05 { alarms += 1 }
        }
        let power = try test.power(rise: 0.1, trials)
        #expect((Double(alarms) / 20_000 - power).magnitude < 0.02, "seed \(random.seed): \(alarms) \(power)")
    }

    private static func table(_ law: Binomial) -> [Double] { (0...law.trials).map(law.cdf) }

    private static func draw(_ table: [Double], _ random: inout SplitMix) -> Int {
        let chance = Double.random(in: 0..<1, using: &random)
        return table.firstIndex { $0 > chance } ?? table.count - 1
    }

    @Test func leastOfBothKindsMeetsThePower() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 {
            let baseline = Double.random(in: 0...0.9, using: &random)
            let rise = Double.random(in: 0.001...(1 - baseline), using: &random)
            let wanted = Double.random(in: 0.5...0.99, using: &random)
            let test = try ProportionPower(baseline: baseline, alpha: .random(in: 0.001...0.4, using: &random))
            let note: Comment = "seed \(random.seed): \(test) \(rise) \(wanted)"
            let trials = try test.leastTrials(rise: rise, power: wanted)
            #expect(try test.power(rise: rise, trials) >= wanted - 1e-9, note)
            if trials.canary > 1 {
                let fewer = try ProportionPower.Trials(stable: trials.stable - 1, canary: trials.canary - 1)
                #expect(try test.power(rise: rise, fewer) < wanted, note)
            }
            let least = try #require(try test.leastRise(power: wanted, trials), note)
            #expect(least <= rise * (1 + 1e-9), note)
            #expect(isClose(try test.power(rise: least, trials), wanted, within: 1e-9) || least < 1e-9, note)
        }
    }

    @Test func whatCannotBeNoticed() throws {
        let few = try ProportionPower.Trials(stable: 1, canary: 1)
        #expect(try ProportionPower(baseline: 0, alpha: 0.01).leastRise(power: 0.8, few) == nil)
        #expect(try ProportionPower(baseline: 0, alpha: 0.01).power(rise: 1, few) == 0)
        #expect(try RankSumPower(alpha: 0.01).leastSuperiority(power: 0.8, observations: 4) == nil)
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) {
            try ProportionPower(baseline: 0.5, alpha: 0.05).leastTrials(rise: 1e-9, power: 0.8)
        }
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) {
            try RankSumPower(alpha: 0.05).leastObservations(superiority: 0.500_000_1, power: 0.8)
        }
    }

    @Test func refusals() throws {
        for alpha in [0, 0.6, -1, .nan] {
            #expect(throws: CannotSay.outOfRange(.alpha)) { try ProportionPower(baseline: 0.1, alpha: alpha) }
            #expect(throws: CannotSay.outOfRange(.alpha)) { try RankSumPower(alpha: alpha) }
        }
        for baseline in [-0.1, 1, .nan] {
            #expect(throws: CannotSay.outOfRange(.baseline)) { try ProportionPower(baseline: baseline, alpha: 0.05) }
        }
        let test = try ProportionPower(baseline: 0.5, alpha: 0.05)
        let trials = try ProportionPower.Trials(stable: 10, canary: 10)
        for rise in [-0.1, 0.6, .nan] {
            #expect(throws: CannotSay.outOfRange(.rise)) { try test.power(rise: rise, trials) }
            #expect(throws: CannotSay.outOfRange(.rise)) { try test.leastTrials(rise: rise, power: 0.8) }
        }
        #expect(throws: CannotSay.outOfRange(.rise)) { try test.leastTrials(rise: 0, power: 0.8) }
        for power in [0.4, 1, .nan] {
            #expect(throws: CannotSay.outOfRange(.power)) { try test.leastRise(power: power, trials) }
            #expect(throws: CannotSay.outOfRange(.power)) { try test.leastTrials(rise: 0.1, power: power) }
            #expect(throws: CannotSay.outOfRange(.power)) {
                try RankSumPower(alpha: 0.05).leastSuperiority(power: power, observations: 9)
            }
        }
        #expect(throws: CannotSay.outOfRange(.allocation)) {
            try test.leastTrials(rise: 0.1, power: 0.8, stablePerCanary: .nan)
        }
        #expect(throws: CannotSay.noObservations) { try ProportionPower.Trials(stable: 0, canary: 1) }
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) { try ProportionPower.Trials(stable: .max, canary: 1) }
        #expect(throws: CannotSay.noObservations) {
            try RankSumPower(alpha: 0.05).power(superiority: 0.6, observations: 1)
        }
        #expect(throws: CannotSay.outOfRange(.superiority)) {
            try RankSumPower(alpha: 0.05).power(superiority: 0.4, observations: 9)
        }
        #expect(throws: CannotSay.outOfRange(.allocation)) { try RankSumPower(alpha: 0.05, share: 1) }
    }
}
