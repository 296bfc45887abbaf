import Rollouts
import Testing

@Suite struct SampleTests {
    @Test func ascends() throws {
        let sample = try Sample([3, -1, 2])
        #expect(sample.sorted == [-1, 2, 3])
        #expect(sample.least == -1 && sample.greatest == 3 && sample.count == 3)
        #expect(!sample.isConstant)
        #expect(try Sample([0, -0.0]).isConstant)
    }

    @Test func refusals() {
        #expect(throws: CannotSay.noObservations) { try Sample([]) }
        for bad in [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
            #expect(throws: CannotSay.notFinite) { try Sample([1, bad, 2]) }
        }
        #expect(throws: CannotSay.tooMany(limit: 10_000)) { try Sample([Double](repeating: 1, count: 10_001)) }
    }

    @Test func theLimitsAreIncluded() throws {
        #expect(try Sample([Double](repeating: 1, count: 10_000)).count == 10_000)
        let most = Sample.magnitudeLimit
        let widest = try HodgesLehmann(Sample([most, most]), minus: Sample([-most]), confidence: 0.9)
        #expect(widest.estimate == most * 2)
    }
}
