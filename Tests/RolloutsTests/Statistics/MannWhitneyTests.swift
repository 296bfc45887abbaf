import Rollouts
import TestSupport
import Testing

@Suite struct MannWhitneyTests {
    /// Of the 20 arrangements of three and three one has U = 0.
    @Test func exactByHand() throws {
        let test = MannWhitney(try Sample([1, 2, 3]), try Sample([4, 5, 6]))
        #expect(test.u == 0 && test.otherU == 9 && test.isExact && test.superiority == 0)
        #expect(isClose(test.p(.less), 0.05) && isClose(test.p(.twoSided), 0.1) && test.p(.greater) == 1)
    }

    /// Hollander and Wolfe, Nonparametric Statistical Methods, the permeability of the amnion: W = 35, P = 0.1272.
    @Test func exactFromTheTextbook() throws {
        let test = MannWhitney(try Sample(Permeability.atTerm), try Sample(Permeability.earlier))
        #expect(test.u == 35 && test.otherU == 15 && test.isExact)
        #expect(isClose(test.p(.greater), 0.127_206_127_206_127_2))
        #expect(isClose(test.p(.twoSided), 0.254_412_254_412_254_4))
    }

    /// By hand: U = 3 of 20, ties of 3, 3 and 2, so σ² = 20/12 (10 - (24 + 24 + 6)/72), z = (17 - 10 - 0.5)/σ.
    @Test func tiesByHand() throws {
        let test = MannWhitney(try Sample([1, 2, 2, 3]), try Sample([2, 3, 3, 4, 4]))
        #expect(test.u == 3 && test.otherU == 17 && !test.isExact)
        let z = 6.5 / (20.0 / 12 * (10 - 54.0 / 72)).squareRoot()
        #expect(isClose(test.p(.less), Normal.survival(z)))
        #expect(isClose(test.p(.twoSided), 0.097_831_668_984_776_47))
        #expect(isClose(test.p(.greater), 0.971_942_637_985_95, within: 1e-11))
    }

    @Test func exactUpToEightOfThousands() throws {
        let many = (0..<10_000).map { Double($0) + 0.5 }
        let all = MannWhitney(try Sample((1...8).map { Double($0) * 1e6 }), try Sample(many))
        // One of C(10008, 8) arrangements.
        let arrangements = (1...8).reduce(1.0) { $0 * Double(10_000 + $1) / Double($1) }
        #expect(all.isExact && isClose(all.p(.greater), 1 / arrangements))
        #expect(!MannWhitney(try Sample((1...9).map { Double($0) }), try Sample(many)).isExact)
        #expect(!MannWhitney(try Sample([1, 1]), try Sample([2])).isExact)
    }

    @Test func constantsAreIdenticalOrDifferent() throws {
        let same = MannWhitney(try Sample([7, 7, 7]), try Sample([7]))
        #expect(Alternative.allCases.map(same.p) == [1, 1, 1])
        #expect(same.superiority == 0.5)
        let tens = [Double](repeating: 1, count: 10)
        let apart = MannWhitney(try Sample(tens.map { $0 + 1 }), try Sample(tens))
        #expect(apart.p(.twoSided) < 1e-4 && apart.superiority == 1)
        let single = MannWhitney(try Sample([1]), try Sample([1]))
        #expect(single.p(.twoSided) == 1)
    }

    @Test func propertiesOfRanks() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 {
            let (x, y) = (random.observations(), random.observations())
            let test = MannWhitney(try Sample(x), try Sample(y))
            let swapped = MannWhitney(try Sample(y), try Sample(x))
            let mirrored = MannWhitney(try Sample(x.map { -$0 }), try Sample(y.map { -$0 }))
            let bent = MannWhitney(try Sample(x.map { $0 * $0 * $0 }), try Sample(y.map { $0 * $0 * $0 }))
            let note: Comment = "seed \(random.seed): \(x) \(y)"
            #expect(test.u + test.otherU == Double(x.count * y.count), note)
            #expect(test.u == swapped.otherU && test.u == mirrored.otherU && test.u == bent.u, note)
            #expect(test.p(.twoSided) == swapped.p(.twoSided), note)
            #expect(test.p(.greater) == swapped.p(.less) && test.p(.greater) == mirrored.p(.less), note)
            #expect(test == bent, note)
            #expect(Alternative.allCases.allSatisfy { (0...1).contains(test.p($0)) }, note)
            let pairs = x.flatMap { one in y.map { one > $0 ? 1 : one == $0 ? 0.5 : 0 } }.reduce(0, +)
            #expect(test.u == pairs, note)
        }
    }

    /// All arrangements of small samples, counted one by one.
    @Test func exactByCounting() throws {
        for (first, second) in [(1, 1), (1, 5), (3, 4), (4, 4), (2, 7)] {
            let all = first + second
            var counts = [Int](repeating: 0, count: first * second + 1)
            for chosen in 0..<(1 << all) where chosen.nonzeroBitCount == first {
                let ranks = (0..<all).filter { chosen & (1 << $0) != 0 }
                counts[ranks.reduce(0, +) - first * (first - 1) / 2] += 1
            }
            let total = counts.reduce(0, +)
            for chosen in 0..<(1 << all) where chosen.nonzeroBitCount == first {
                let ranks = (0..<all).filter { chosen & (1 << $0) != 0 }
                let others = (0..<all).filter { chosen & (1 << $0) == 0 }
                let test = MannWhitney(try Sample(ranks.map(Double.init)), try Sample(others.map(Double.init)))
                let counted = Double(counts[Int(test.u)...].reduce(0, +)) / Double(total)
                #expect(isClose(test.p(.greater), counted), "\(ranks) over \(others)")
            }
        }
    }
}

/// Hollander and Wolfe, Nonparametric Statistical Methods (1999), table 4.1.
enum Permeability {
    static let atTerm = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    static let earlier = [1.15, 0.88, 0.90, 0.74, 1.21]
}
