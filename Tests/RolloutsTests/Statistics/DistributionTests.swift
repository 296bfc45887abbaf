import Rollouts
import TestSupport
import Testing

@Suite struct DistributionTests {
    @Test(
        arguments: [
            (0, 0.5), (1, 0.841_344_746_068_542_9), (-5, 2.866_515_718_791_933e-7), (-10, 7.619_853_024_160_47e-24),
            (-37, 5.725_571_222_523_926_6e-300), (-.infinity, 0), (.infinity, 1),
        ] as [(Double, Double)])
    func normal(z: Double, probability: Double) {
        #expect(isClose(Normal.cdf(z), probability))
        #expect(isClose(Normal.survival(-z), probability))
    }

    @Test(
        arguments: [
            (1e-300, -37.047_096_299_361_2), (1e-10, -6.361_340_902_404_056), (0.025, -1.959_963_984_540_054_5),
            (0.3, -0.524_400_512_708_040_9), (0.5, 0), (0.975, 1.959_963_984_540_054), (0, -.infinity), (1, .infinity),
        ] as [(Double, Double)])
    func normalQuantile(probability: Double, z: Double) {
        #expect(isClose(Normal.quantile(probability), z))
        #expect(isClose(Normal.upperQuantile(probability), -z))
    }

    @Test func normalHasNoOtherQuantiles() {
        #expect(Normal.cdf(.nan).isNaN)
        for p in [-0.1, 1.1, .nan, .infinity] { #expect(Normal.quantile(p) == nil) }
    }

    @Test func normalQuantileGoesBack() {
        var random = SplitMix.seeded()
        for _ in 0..<1_000 {
            let z = Double.random(in: -37...5, using: &random)
            let back = Normal.quantile(Normal.cdf(z)) ?? .nan
            #expect((back - z).magnitude < 1e-9, "seed \(random.seed): \(z) \(back)")
        }
    }

    /// By hand: I_x(2, 3) = 6x² - 8x³ + 3x⁴, I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a.
    @Test func betaInClosedForm() {
        for x in stride(from: 0.0, through: 1, by: 0.125) {
            #expect(isClose(Beta.cdf(x, 2, 3), x * x * (6 - 8 * x + 3 * x * x)))
            #expect(isClose(Beta.cdf(x, 1, 2), x * (2 - x)))
            #expect(isClose(Beta.cdf(x, 0.5, 1), x.squareRoot()))
        }
        #expect(isClose(Beta.quantile(0.49, 2, 1), 0.7))
        #expect(isClose(Beta.quantile(1e-200, 2, 1), 1e-100))
        #expect(Beta.quantile(0, 2, 1) == 0)
    }

    /// Slow to converge at the middle, and still as exact as its power term.
    @Test func betaAtItsLimit() {
        let most = Beta.parameterLimit
        #expect(isClose(Beta.cdf(0.5, most, most), 0.5, within: 1e-9))
        #expect(isClose(Beta.cdf(0.5, 1e9 - 3e4, 1e9 + 3e4), Normal.cdf(6e4 / 2e9.squareRoot()), within: 1e-4))
    }

    @Test func betaRefusals() {
        for (x, a, b) in [(-0.1, 1.0, 1.0), (.nan, 1, 1), (0.5, 0, 1), (0.5, 1, .nan), (0.5, 1, .infinity), (2, 1, 1)] {
            #expect(Beta.cdf(x, a, b) == nil)
            #expect(Beta.quantile(x, a, b) == nil || a == 1 && b == 1)
        }
        #expect(Beta.quantile(.nan, 1, 1) == nil)
    }

    @Test func binomialByHand() throws {
        let coins = try Binomial(trials: 4, rate: 0.5)
        #expect((0...4).map { (coins.mass($0) * 16).rounded() } == [1, 4, 6, 4, 1])
        #expect((-1...5).map { (coins.cdf($0) * 16).rounded() } == [0, 1, 5, 11, 15, 16, 16])
        #expect((-1...5).map { (coins.survival($0) * 16).rounded() } == [16, 15, 11, 5, 1, 0, 0])
        #expect(coins.mass(-1) == 0 && coins.mass(5) == 0)
        #expect([0, 0.05, 0.07, 0.5, 0.95, 1].map { coins.quantile($0) } == [0, 0, 1, 2, 4, 4])
        #expect([0, 0.05, 0.07, 0.5, 0.95, 1].map { coins.upperQuantile($0) } == [4, 4, 3, 2, 0, 0])
        #expect(coins.quantile(.nan) == nil && coins.upperQuantile(-1) == nil)
    }

    @Test func binomialSumsItsMasses() throws {
        var random = SplitMix.seeded()
        for _ in 0..<200 {
            let law = try Binomial(
                trials: .random(in: 1...60, using: &random), rate: .random(in: 0...1, using: &random))
            var sum = 0.0
            for count in 0...law.trials {
                sum += law.mass(count)
                #expect((law.cdf(count) - sum).magnitude < 1e-12, "seed \(random.seed): \(law) \(count)")
                #expect((law.cdf(count) + law.survival(count) - 1).magnitude < 1e-12, "seed \(random.seed): \(law)")
            }
        }
    }

    @Test func binomialOfCertainties() throws {
        let never = try Binomial(trials: 3, rate: 0)
        #expect(never.mass(0) == 1 && never.cdf(0) == 1 && never.quantile(0.9) == 0)
        let always = try Binomial(trials: 3, rate: 1)
        #expect(always.mass(3) == 1 && always.cdf(2) == 0 && always.quantile(0.1) == 3)
        #expect(throws: CannotSay.noObservations) { try Binomial(trials: 0, rate: 0.5) }
        #expect(throws: CannotSay.tooMany(limit: 1_000_000_000)) { try Binomial(trials: .max, rate: 0.5) }
        #expect(throws: CannotSay.outOfRange(.probability)) { try Binomial(trials: 1, rate: .nan) }
    }
}
