import Diagnostics
import JSON
import POSIX
import Planning
import StateStore

/// A miniature of an apply: three changes, each an effect on a file of `world/`, journalled, committed, finished.
///
/// Everything that does not depend on the run is fixed, so that two runs can be compared byte by byte.
struct Operation {
    let directory: StateDirectory
    private var world: String { "\(directory.path)/world" }

    init(_ directory: StateDirectory) { self.directory = directory }

    private static func resource(_ index: Int) -> Resource {
        Resource(ResourceAddress(kind: "file", name: "\(index)"), attributes: ["content": .plain(.integer(index))])
    }

    private static let changes = (0..<3).map { index in
        Change(
            address: resource(index).address, action: .create, reasons: ["new"], before: nil, after: resource(index),
            differences: [])
    }

    func run() throws(Failure) {
        // Waits a little: the lock of one that was just killed is free at once, that of a live one never.
        let lease = EnvironmentVariables.value(of: "SLIPWAY_PROBE_LEASE_MS").flatMap(Int.init)
        let request = LockRequest(
            operation: "apply", user: "ann", lease: lease.map { .milliseconds($0) } ?? .seconds(30))
        let lock = try directory.lock(request, timeout: .milliseconds(200))
        defer { try? lock.release() }
        if lease != nil {
            // Long enough for a beat to be seen.
            _ = Pause.until(.after(.seconds(10))) {
                (try? directory.lockHolder())??.heartbeat ?? lock.holder.heartbeat > lock.holder.heartbeat
            }
        }
        if let (journal, _) = try Journal.resume(in: directory, under: lock) {
            try finish(journal, lock)
        } else if try directory.read() == nil {
            let operation = JournalOperation(
                id: "op", verb: "apply", planDigest: "digest", actor: "ann@here",
                startedAt: WallTime(seconds: 1_700_000_000), token: lock.token, changes: Self.changes)
            let ledger = PlanLedger(directory)
            if try !ledger.isConsumed(nonce: "nonce") {
                try ledger.consume(nonce: "nonce", operation: operation.id, under: lock)
            }
            try finish(try Journal.begin(operation, in: directory, under: lock), lock)
        }
        try lock.release()
    }

    private func finish(_ journal: Journal, _ lock: HeldLock) throws(Failure) {
        for index in journal.operation.changes.indices {
            if case .done = journal.replay.progress[index] { continue }
            try journal.intend(index)
            try effect(index)
            try journal.complete(index, Self.resource(index))
        }
        if try directory.read() == nil {
            try directory.commit(state(1), under: lock)
        }
        if try directory.read()?.serial == 1 {
            try directory.commit(state(2), under: lock)
        }
        try directory.audit.append(actor: "ann@here", event: "applied")
        try journal.finish("succeeded")
    }

    private func state(_ serial: Int) -> StateSnapshot {
        StateSnapshot(
            lineage: "lineage", serial: serial, environment: "dev", resources: Self.changes.compactMap(\.after),
            facts: ["port": 8080], toolVersion: "1.0.0", writtenAt: WallTime(seconds: 1_700_000_000))
    }

    /// Idempotent, as every provider's effects are.
    private func effect(_ index: Int) throws(Failure) {
        do throws(SystemError) {
            try Seams.reach(.operationBeforeSend)
            try FileSystem.createDirectory(world)
            try FileSystem.writeAtomically(Array("\(index)".utf8), to: "\(world)/\(index)")
            try Seams.reach(.operationAfterResponse)
        } catch {
            throw error.failure(code: StateCodes.notStored)
        }
    }
}
