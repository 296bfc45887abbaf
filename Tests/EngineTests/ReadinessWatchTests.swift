import Planning
import Testing

@testable import Engine

@Suite struct ReadinessWatchTests {
    private static let one = ResourceAddress(kind: "replica", name: "1")
    private static let two = ResourceAddress(kind: "replica", name: "2")
    private static let both: Set<ResourceAddress> = [one, two]

    @Test func oneMissIsForgiven() {
        var watch = ReadinessWatch()
        watch.take([Self.one: true, Self.two: true], wanted: Self.both)
        watch.take([Self.one: true, Self.two: false], wanted: Self.both)
        #expect(watch.ready == Self.both)
        watch.take([Self.one: true, Self.two: false], wanted: Self.both)
        #expect(watch.ready == [Self.one])
    }

    /// What was told to go and comes back has to show itself ready anew, at once and without a miss to forgive.
    @Test func whoComesBackIsNotReadyYet() {
        var watch = ReadinessWatch()
        watch.take([Self.one: true, Self.two: true], wanted: Self.both)
        watch.keep(only: [Self.one])
        watch.take([Self.one: true, Self.two: false], wanted: Self.both)
        #expect(watch.ready == [Self.one])
    }

    /// A round that was under way when its replica was told to go says nothing.
    @Test func lateAnswersDoNotCount() {
        var watch = ReadinessWatch()
        watch.take([Self.one: true, Self.two: true], wanted: [Self.one])
        #expect(watch.ready == [Self.one] && watch.isAsked)
    }

    /// Whoever takes a rollout up has as much patience with what was ready as whoever ran it before.
    @Test func whatWasReadyIsForgivenToo() {
        var watch = ReadinessWatch()
        watch.assume([Self.one, Self.two])
        #expect(!watch.isAsked)
        watch.take([Self.one: true, Self.two: false], wanted: Self.both)
        #expect(watch.ready == Self.both)
        watch.take([Self.one: true, Self.two: false], wanted: Self.both)
        #expect(watch.ready == [Self.one])
    }
}
