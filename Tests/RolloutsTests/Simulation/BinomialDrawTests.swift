import TestSupport
import Testing

@testable import Rollouts

/// Counts by chance, judged by the distribution that they are to have.
@Suite struct BinomialDrawTests {
    /// Pearson's statistic is below its bound, of cells that are narrow and of cells that are wide.
    ///
    /// Of k degrees of freedom it exceeds k + 2 √(k x) + 2 x with a probability of e^-x at most (Laurent and Massart,
    /// Annals of Statistics 28 (2000), lemma 1); x is 16, which is one false alarm in nine million.
    @Test(
        arguments: [
            (1, 0.3), (10, 0.001), (40, 0.2), (1_000, 0.005), (1_000_000, 0.000_002), (12, 0.97),
            // On both sides of the place where the method changes.
            (100, 0.099), (100, 0.1), (100, 0.101), (20, 0.5), (21, 0.5),
            (300, 0.05), (1_500, 0.1), (10_000, 0.5), (200, 0.9), (50_000, 0.001), (1_000_000, 0.0005),
        ] as [(Int, Double)])
    func hasItsDistribution(trials: Int, rate: Double) throws {
        var random = SplitMix.seeded()
        let law = try Binomial(trials: trials, rate: rate)
        // What is not counted up to is drawn by rejection, whose faults are small ones: more is needed to see them.
        let draws = Double(trials) * min(rate, 1 - rate) < 10 ? 20_000 : 100_000
        var counts: [Int: Int] = [:]
        for _ in 0..<draws { counts[law.draw(using: &random), default: 0] += 1 }
        for least in [10, Double(draws) / 16] {
            let (statistic, freedom) = Self.pearson(counts, law, draws, least)
            let bound = freedom + 2 * (freedom * 16).squareRoot() + 32
            #expect(statistic < bound, "seed \(random.seed): \(statistic), where \(bound) is the bound, of \(law)")
        }
        #expect(counts.keys.allSatisfy { (0...trials).contains($0) })
    }

    /// The statistic, with neighbours put together until chance expects `least` of them, and its degrees of freedom.
    private static func pearson(
        _ counts: [Int: Int], _ law: Binomial, _ draws: Int, _ least: Double
    ) -> (statistic: Double, freedom: Double) {
        var (statistic, freedom, expected) = (0.0, 0.0, 0.0)
        var left = Double(draws)
        var seen = 0
        for count in 0...(counts.keys.max() ?? 0) {
            expected += law.mass(count) * Double(draws)
            seen += counts[count] ?? 0
            // What is left makes the last cell, together with what nothing was drawn of.
            guard expected >= least, left - expected >= least else { continue }
            statistic += (Double(seen) - expected) * (Double(seen) - expected) / expected
            left -= expected
            freedom += 1
            (expected, seen) = (0, 0)
        }
        return (statistic + (Double(seen) - left) * (Double(seen) - left) / max(left, 1e-9), freedom)
    }

    /// Where there are more counts than draws: the greatest distance of both distribution functions.
    ///
    /// Kolmogorov's statistic exceeds 3 / √n with a probability of 2 e^-18 (Massart 1990), less for counts.
    @Test(arguments: [(1_000_000_000, 0.5), (1_000_000_000, 0.001), (20_000_000, 0.97)] as [(Int, Double)])
    func ofManyTrials(trials: Int, rate: Double) throws {
        var random = SplitMix.seeded()
        let law = try Binomial(trials: trials, rate: rate)
        let drawn = (0..<4_000).map { _ in law.draw(using: &random) }.sorted()
        // Towards the normal distribution: its distance, of some 0.4 / deviation, is none that 4,000 draws show.
        let deviation = (Double(trials) * rate * (1 - rate)).squareRoot()
        var distance = 0.0
        for (index, count) in drawn.enumerated() {
            let chance = Normal.cdf((Double(count) + 0.5 - Double(trials) * rate) / deviation)
            distance = max(distance, (chance - Double(index) / 4_000).magnitude)
        }
        #expect(distance < 3 / 4_000.0.squareRoot(), "seed \(random.seed): \(distance) of \(law)")
    }

    @Test func certaintiesAreCertain() throws {
        var random = SplitMix(seed: 1)
        for trials in [1, 10, 1_000_000] {
            let never = try Binomial(trials: trials, rate: 0)
            let always = try Binomial(trials: trials, rate: 1)
            let hardly = try Binomial(trials: trials, rate: .leastNonzeroMagnitude)
            #expect(never.draw(using: &random) == 0 && always.draw(using: &random) == trials)
            #expect(hardly.draw(using: &random) == 0)
        }
    }

    @Test func normalNumbersAreNormal() {
        var random = SplitMix.seeded()
        let drawn = (0..<20_000).map { _ in random.normal() }.sorted()
        let distance = drawn.enumerated().map { (Normal.cdf($1) - Double($0) / 20_000).magnitude }.max() ?? 1
        #expect(distance < 3 / 20_000.0.squareRoot(), "seed \(random.seed): \(distance)")
    }
}
