import Diagnostics
import POSIX
import Planning
import StateStore
import Testing

/// A store the contract is run against: makes a fresh one in a scratch directory.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (Scratch) -> any SnapshotStore

    static let all = [
        StoreUnderTest(testDescription: "directory") { StateDirectory($0.at("state")) }
    ]
}

/// What every store of states promises.
@Suite struct SnapshotStoreContract {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: StoreUnderTest.all)
    func startsEmptyAndKeepsWhatIsCommitted(store: StoreUnderTest) throws {
        let store = store.make(scratch)
        #expect(try store.read() == nil)
        let lock = try store.lock(Samples.request, timeout: .zero)
        for serial in 1...3 {
            try store.commit(Samples.state(serial), under: lock)
            #expect(try store.read() == Samples.state(serial))
        }
        try lock.release()
        #expect(try store.read() == Samples.state(3))
    }

    /// Everything that is not the one successor of what is there.
    @Test(
        arguments: StoreUnderTest.all,
        [
            (Samples.state(1), "has serial 1; the one in"), (Samples.state(2), "has serial 2; the one in"),
            (Samples.state(4), "has serial 4; the one in"),
            (Samples.state(3, lineage: "other"), "belongs to another history"),
        ])
    func refusesWhatIsNoSuccessor(store: StoreUnderTest, state: (StateSnapshot, String)) throws {
        let store = store.make(scratch)
        let lock = try store.lock(Samples.request, timeout: .zero)
        let early = #expect(throws: Failure.self) { try store.commit(Samples.state(2), under: lock) }
        #expect(early?.detail.contains("has serial 2, but") == true)
        try store.commit(Samples.state(1), under: lock)
        try store.commit(Samples.state(2), under: lock)
        let failure = #expect(throws: Failure.self) { try store.commit(state.0, under: lock) }
        #expect(failure?.code == StateCodes.conflict)
        #expect(failure?.exit == .stateUnusable)
        #expect(failure?.detail.contains(state.1) == true)
        #expect(try store.read() == Samples.state(2))
    }

    @Test(arguments: StoreUnderTest.all)
    func oneHolderAtATimeWithAGrowingToken(store: StoreUnderTest) throws {
        let store = store.make(scratch)
        let first = try store.lock(Samples.request, timeout: .zero)
        let start = Instant.now
        let failure = #expect(throws: Failure.self) {
            try store.lock(Samples.request, timeout: .milliseconds(200)).release()
        }
        let waited = Instant.now.since(start)
        #expect(waited >= .milliseconds(200) && waited < .milliseconds(1200))
        #expect(failure?.exit == .lockHeld)
        try first.release()
        try first.release()
        let second = try store.lock(Samples.request, timeout: .zero)
        #expect(second.token == first.token + 1)
        try second.release()
    }

    @Test(arguments: StoreUnderTest.all)
    func nothingIsCommittedUnderALockThatIsGone(store: StoreUnderTest) throws {
        let store = store.make(scratch)
        let first = try store.lock(Samples.request, timeout: .zero)
        try first.release()
        let failure = #expect(throws: Failure.self) { try store.commit(Samples.state(1), under: first) }
        #expect(failure?.code == StateCodes.lockLost)
        let second = try store.lock(Samples.request, timeout: .zero)
        let again = #expect(throws: Failure.self) { try store.commit(Samples.state(1), under: first) }
        #expect(again?.detail.contains("it is held now: apply dev by ann@build-7") == true)
        #expect(try store.read() == nil)
        try store.commit(Samples.state(1), under: second)
        try second.release()
    }

    /// The lock goes with its last reference, also when an error unwinds past the release.
    @Test(arguments: StoreUnderTest.all)
    func aForgottenLockIsFree(store: StoreUnderTest) throws {
        let store = store.make(scratch)
        do { _ = try store.lock(Samples.request, timeout: .zero) }
        try store.lock(Samples.request, timeout: .seconds(1)).release()
    }
}
