import Rollouts
import TestSupport
import Testing

@Suite struct HodgesLehmannTests {
    /// Hollander and Wolfe, example 4.3: 0.305, and -0.15 to 0.76.
    @Test func fromTheTextbook() throws {
        let shift = try HodgesLehmann(
            Sample(Permeability.atTerm), minus: Sample(Permeability.earlier), confidence: 0.95)
        #expect(isClose(shift.estimate, 0.305))
        #expect(isClose(shift.interval.lower, -0.15) && isClose(shift.interval.upper, 0.76))
    }

    /// By hand: the differences are 1 3 4 5 5 6 7 8 9, and 5 + 2.33 √(9/12 · 7) = 10.3 is more than there are.
    @Test func allDifferencesForFewObservations() throws {
        let shift = try HodgesLehmann(Sample([6, 8, 10]), minus: Sample([1, 2, 5]), confidence: 0.98)
        #expect(shift.estimate == 5)
        #expect(shift.interval == Interval(lower: 1, upper: 9))
    }

    /// n = m = 10 without ties: 50.5 + 1.96 √(100 · 21/12) = 76.4, so the 77th difference from each end.
    @Test func rankOfTheEnds() throws {
        let x = (0..<10).map { Double($0) * 10 }
        let y = (0..<10).map { Double($0) }
        let every = x.flatMap { one in y.map { one - $0 } }.sorted()
        let shift = try HodgesLehmann(Sample(x), minus: Sample(y), confidence: 0.95)
        #expect(shift.interval == Interval(lower: every[100 - 77], upper: every[76]))
        #expect(shift.estimate == (every[49] + every[50]) / 2)
    }

    @Test func constants() throws {
        let same = try HodgesLehmann(Sample([5, 5, 5]), minus: Sample([5, 5]), confidence: 0.98)
        #expect(same.estimate == 0 && same.interval == Interval(lower: 0, upper: 0))
        #expect(try same.reading(tolerance: 0.25) == .notDifferent)
        let apart = try HodgesLehmann(Sample([5, 5, 5]), minus: Sample([4, 4]), confidence: 0.98)
        #expect(apart.estimate == 1 && apart.interval == Interval(lower: 1, upper: 1))
        #expect(try apart.reading(tolerance: 0.25) == .higher)
        #expect(try apart.reading(tolerance: 1) == .notDifferent)
        let below = try HodgesLehmann(Sample([3]), minus: Sample([4, 4]), confidence: 0.98)
        #expect(try below.reading(tolerance: 0.25) == .lower)
    }

    @Test func refusals() throws {
        let sample = try Sample([1, 2])
        for confidence in [0, 1, -1, 2, .nan] {
            #expect(throws: CannotSay.outOfRange(.confidence)) {
                try HodgesLehmann(sample, minus: sample, confidence: confidence)
            }
        }
        let shift = try HodgesLehmann(sample, minus: sample, confidence: 0.9)
        for tolerance in [-0.1, .nan, .infinity] {
            #expect(throws: CannotSay.outOfRange(.tolerance)) { try shift.reading(tolerance: tolerance) }
        }
        // The nearest to certainty that there is.
        #expect(throws: Never.self) { try HodgesLehmann(sample, minus: sample, confidence: 1 - .ulpOfOne / 2) }
        #expect(throws: Never.self) { try HodgesLehmann(sample, minus: sample, confidence: .leastNonzeroMagnitude) }
    }

    @Test func properties() throws {
        var random = SplitMix.seeded()
        for _ in 0..<300 {
            let (x, y) = (random.observations(), random.observations())
            let confidence = Double.random(in: 0.5...0.999, using: &random)
            let shift = try HodgesLehmann(Sample(x), minus: Sample(y), confidence: confidence)
            let swapped = try HodgesLehmann(Sample(y), minus: Sample(x), confidence: confidence)
            let wider = try HodgesLehmann(Sample(x), minus: Sample(y), confidence: (1 + confidence) / 2)
            let moved = try HodgesLehmann(
                Sample(x.map { $0 * 4 + 2 }), minus: Sample(y.map { $0 * 4 }), confidence: confidence)
            let note: Comment = "seed \(random.seed): \(x) \(y) \(confidence)"
            #expect(shift.interval.contains(shift.estimate), note)
            #expect(swapped.estimate == -shift.estimate && swapped.interval.lower == -shift.interval.upper, note)
            #expect(wider.interval.lower <= shift.interval.lower && wider.interval.upper >= shift.interval.upper, note)
            #expect(
                isClose(moved.estimate - 2, shift.estimate * 4, within: 1e-9) || shift.estimate.magnitude < 1e-6, note)
            let every = x.flatMap { one in y.map { one - $0 } }.sorted()
            #expect(shift.estimate == (every[(every.count - 1) / 2] + every[every.count / 2]) / 2, note)
            #expect(every.contains(shift.interval.lower) && every.contains(shift.interval.upper), note)
        }
    }

    /// A hundred million differences, none of them written down.
    @Test func atTheLimitOfSamples() throws {
        let x = (0..<Sample.limit).map { Double($0) }
        let shift = try HodgesLehmann(Sample(x.map { $0 + 100 }), minus: Sample(x), confidence: 0.98)
        #expect(shift.estimate == 100)
        #expect(shift.interval.contains(100) && shift.interval.upper - shift.interval.lower < 300)
    }
}
