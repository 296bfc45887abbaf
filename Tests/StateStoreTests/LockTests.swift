import Diagnostics
import JSON
import POSIX
import Synchronization
import Testing

@testable import StateStore

@Suite struct LockTests {
    let scratch: Scratch
    let directory: StateDirectory

    init() throws {
        scratch = try Scratch()
        directory = StateDirectory(scratch.at("state"))
        try FileSystem.createDirectory(directory.path)
    }

    /// A holder on another machine: same pid as a process that lives here, another boot.
    func foreign(heartbeat: WallTime, lease: Duration, bootID: String = "another-machine") throws -> LockHolder {
        let own = try ProcessIdentity.current()
        let process = ProcessIdentity(
            pid: own.pid, bootID: bootID, namespace: own.namespace, startTime: own.startTime)
        return LockHolder(
            id: "abc", user: "bob", host: "far-away", process: process, operation: "apply prod",
            since: WallTime(seconds: 1_769_817_600), heartbeat: heartbeat, lease: lease)
    }

    func put(_ holder: LockHolder?, token: Int = 41) throws {
        try FileSystem.writeAtomically(LockRecord(token: token, holder: holder).fileBytes, to: directory.lockPath)
    }

    @Test func aSilentHolderElsewhereIsTakenOverAfterItsLease() throws {
        try put(foreign(heartbeat: WallTime.now.advanced(by: .seconds(-10)), lease: .milliseconds(400)))
        let start = Instant.now
        let lock = try directory.lock(Samples.request, timeout: .seconds(10))
        #expect(Instant.now.since(start) > .milliseconds(200))
        #expect(lock.token == 42)
        try lock.release()
        let entry = try #require(try directory.audit.verify().entries.first)
        #expect(entry.event == "lock.taken-over")
        #expect(entry.details.first { $0.name == "holder" }?.value["host"]?.string == "far-away")
    }

    /// Its clock is an hour behind ours, but it beats: it lives.
    @Test func aWrongClockTakesNoLockAway() throws {
        let far = WallTime.now.advanced(by: .seconds(-3600))
        let records = try (0..<1000).map { beat in
            let heartbeat = far.advanced(by: .milliseconds(beat * 50))
            return LockRecord(token: 41, holder: try foreign(heartbeat: heartbeat, lease: .milliseconds(400))).fileBytes
        }
        let path = directory.lockPath
        try FileSystem.writeAtomically(records[0], to: path)
        let count = Counter()
        let thread = RepeatingThread(every: .milliseconds(20)) {
            let beat = count.next()
            return beat < records.count && (try? FileSystem.writeAtomically(records[beat], to: path)) != nil
        }
        let failure = #expect(throws: Failure.self) {
            try directory.lock(Samples.request, timeout: .seconds(1)).release()
        }
        thread?.stop()
        #expect(failure?.exit == .lockHeld)
        #expect(failure?.detail.contains("apply prod by bob@far-away, process ") == true)
        #expect(failure?.detail.contains("It runs on another machine, which has been silent for 3") == true)
        #expect(failure?.help.contains("use --lock-timeout 2s: a dead lock is taken over") == true)
    }

    @Test func aDeadProcessHereIsTakenOverAtOnce() throws {
        let own = try ProcessIdentity.current()
        let reused = ProcessIdentity(
            pid: own.pid, bootID: own.bootID, namespace: own.namespace, startTime: own.startTime - 1)
        try put(
            LockHolder(
                id: "abc", user: "bob", host: Host.name, process: reused, operation: "apply", since: .now,
                heartbeat: .now, lease: .seconds(30)))
        let lock = try directory.lock(Samples.request, timeout: .zero)
        #expect(lock.token == 42)
        try lock.release()
    }

    @Test func theHeartbeatKeepsTheLockFresh() throws {
        let lock = try directory.lock(
            LockRequest(operation: "apply", user: "ann", lease: .milliseconds(60)), timeout: .zero)
        let first = try #require(try directory.lockHolder()).heartbeat
        #expect(Pause.until(.after(.seconds(20))) { ((try? directory.lockHolder())??.heartbeat ?? first) > first })
        #expect(try directory.lockHolder()?.id == lock.holder.id)
        try lock.requireFencing()
        try lock.release()
        let holder = try directory.lockHolder()
        #expect(holder == nil)
    }

    /// We stood still, another took over: nothing more is written, and its lock is not released.
    @Test func aStolenLockIsNoticedAndLeftAlone() throws {
        let lock = try directory.lock(Samples.request, timeout: .zero)
        let thief = try foreign(heartbeat: .now, lease: .seconds(30))
        try put(thief, token: lock.token + 1)
        let failure = #expect(throws: Failure.self) { try lock.requireFencing() }
        #expect(failure?.code == StateCodes.lockLost)
        #expect(failure?.detail.contains("it is held now: apply prod by bob@far-away") == true)
        let consumed = #expect(throws: Failure.self) {
            try PlanLedger(directory).consume(nonce: "n", operation: "o", under: lock)
        }
        #expect(consumed?.code == StateCodes.lockLost)
        try lock.release()
        #expect(try directory.lockHolder() == thief)
    }

    @Test func temporaryFilesOfTheDeadAreSweptAway() throws {
        try FileSystem.writeAtomically([1], to: "\(directory.path)/.state.json.0123.slipway-tmp")
        try directory.lock(Samples.request, timeout: .zero).release()
        #expect(try leftovers(in: directory.path).isEmpty)
    }

    @Test(arguments: [(Signals.interrupt, "E0514"), (Signals.terminate, "E0515")])
    func aSignalEndsTheWait(signal: Int32, code: String) throws {
        let lock = try directory.lock(Samples.request, timeout: .zero)
        let out = scratch.at("out")
        let waiter = try Subprocess.spawnDetached(
            Command(try Scratch.probe("state-probe"), ["wait", directory.path]), standardOutput: out)
        defer { waiter.kill() }
        #expect(Pause.until(.after(.seconds(20))) { (try? text(out)) == "waiting\n" })
        waiter.send(signal)
        #expect(waiter.waitUntilGone(.after(.seconds(10))))
        #expect(try text(out) == "waiting\n\(code) Stopped while waiting for the lock of \(directory.path).\n")
        try lock.release()
    }

    @Test func damageIsRefusedByName() throws {
        try FileSystem.writeAtomically(Array("{}".utf8), to: directory.lockPath)
        let failure = #expect(throws: Failure.self) {
            try directory.lock(Samples.request, timeout: .zero).release()
        }
        #expect(failure?.code == StateCodes.lockCorrupt)
        #expect(failure?.help.hasSuffix("then remove \(directory.lockPath)") == true)
    }
}

/// Counts calls from another thread.
final class Counter: Sendable {
    private let value = Mutex(-1)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
