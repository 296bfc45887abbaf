import Rollouts
import TestSupport
import Testing

@Suite struct QuantileTests {
    @Test(arguments: [(0, 1), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1, 4)] as [(Double, Double)])
    func interpolates(probability: Double, value: Double) throws {
        #expect(isClose(try Quantile(probability).value(of: Sample([4, 2, 1, 3])), value))
        #expect(try Quantile(probability).value(of: Sample([5])) == 5)
    }

    /// Of ten coins at most one shows heads with probability 11/1024, at most two with 56/1024: at 95 % the median lies
    /// between the second and the ninth of ten observations.
    @Test func intervalByHand() throws {
        let ten = try Sample((1...10).map { Double($0) })
        let median = try Quantile(0.5)
        #expect(try median.interval(of: ten, confidence: 0.95) == Interval(lower: 2, upper: 9))
        #expect(try median.interval(of: ten, confidence: 0.998) == Interval(lower: 1, upper: 10))
        #expect(throws: CannotSay.tooFew) { try median.interval(of: ten, confidence: 0.999) }
    }

    @Test func howManyP99Needs() throws {
        let p99 = try Quantile(0.99)
        let many = (1...368).map { Double($0) }
        #expect(try p99.interval(of: Sample(many), confidence: 0.95).upper == 368)
        #expect(throws: CannotSay.tooFew) { try p99.interval(of: Sample(many.dropLast()), confidence: 0.95) }
    }

    @Test func difference() throws {
        let x = try Sample((1...100).map { Double($0) + 1_000 })
        let y = try Sample((1...100).map { Double($0) })
        let difference = try QuantileDifference(Quantile(0.5), of: x, minus: y, confidence: 0.9)
        // Each at √0.9, so with 2.57 % at each end: 40 to 61 of 100.
        #expect(difference.estimate == 1_000)
        #expect(difference.interval == Interval(lower: 979, upper: 1_021))
        #expect(throws: CannotSay.tooFew) {
            try QuantileDifference(Quantile(0.99), of: x, minus: y, confidence: 0.9)
        }
        let constant = try Sample([Double](repeating: 3, count: 30))
        let same = try QuantileDifference(Quantile(0.5), of: constant, minus: constant, confidence: 0.9)
        #expect(same.estimate == 0 && same.interval == Interval(lower: 0, upper: 0))
    }

    @Test func refusals() throws {
        for probability in [-0.1, 1.1, .nan] {
            #expect(throws: CannotSay.outOfRange(.probability)) { try Quantile(probability) }
        }
        let one = try Sample([1])
        for confidence in [0, 1, .nan] {
            #expect(throws: CannotSay.outOfRange(.confidence)) {
                try Quantile(0.5).interval(of: one, confidence: confidence)
            }
            #expect(throws: CannotSay.outOfRange(.confidence)) {
                try QuantileDifference(Quantile(0.5), of: one, minus: one, confidence: confidence)
            }
        }
        #expect(throws: CannotSay.tooFew) { try Quantile(0.5).interval(of: one, confidence: 0.9) }
        #expect(throws: CannotSay.tooFew) { try Quantile(0).interval(of: one, confidence: 0.9) }
        #expect(throws: CannotSay.tooFew) { try Quantile(1).interval(of: one, confidence: 0.9) }
    }

    /// The promise of the interval, counted: 90 % of 2000 samples hold the quantile, less four deviations.
    @Test func coverage() throws {
        var random = SplitMix.seeded()
        let quantile = try Quantile(0.8)
        var held = 0
        for _ in 0..<2_000 {
            let sample = try Sample((0..<60).map { _ in Double.random(in: 0...1, using: &random) })
            if try quantile.interval(of: sample, confidence: 0.9).contains(0.8) { held += 1 }
        }
        #expect(held > 1_746, "seed \(random.seed): \(held) of 2000")
    }

    @Test func properties() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 {
            let x = random.observations()
            let probability = Double.random(in: 0...1, using: &random)
            let sample = try Sample(x)
            let value = try Quantile(probability).value(of: sample)
            let note: Comment = "seed \(random.seed): \(x) \(probability)"
            #expect(value >= sample.least && value <= sample.greatest, note)
            let mirrored = try Quantile(1 - probability).value(of: Sample(x.map { -$0 }))
            #expect((value + mirrored).magnitude < 1e-9, note)
            let doubled = try Quantile(probability).value(of: Sample(x.map { $0 * 2 }))
            #expect(doubled == value * 2, note)
        }
    }
}
