package import Diagnostics
internal import POSIX
internal import Synchronization

/// The lock of an environment in our hands, kept alive by a heartbeat in the background.
///
/// It ends with ``release()``, at the latest when it is no longer referenced.
package final class HeldLock: Sendable {
    package let holder: LockHolder
    /// Larger than that of every earlier holding.
    package let token: Int
    private let directory: StateDirectory
    private let heartbeat: RepeatingThread
    private let isReleased = Mutex(false)

    init(directory: StateDirectory, holder: LockHolder, token: Int) throws(Failure) {
        self.directory = directory
        self.holder = holder
        self.token = token
        let heartbeat = RepeatingThread(every: holder.lease / 3) { HeldLock.beat(directory, holder, token) }
        guard let heartbeat else {
            throw Failure(StateCodes.lockUnavailable, "The system has no thread left for the heartbeat of the lock.")
        }
        self.heartbeat = heartbeat
    }

    deinit { try? release() }

    /// Whether the lock is still ours; throws ``StateCodes/lockLost`` where another took it over.
    package func requireFencing() throws(Failure) { try requireFencing(directory.lockRecord()) }

    /// Calls `body` while nobody can take the lock over, after making sure that it is still ours.
    package func whileFenced<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let taken = try Self.takeGuard(of: directory)
        defer { withExtendedLifetime(taken) {} }
        try requireFencing()
        return try body()
    }

    /// Gives the lock back; again is fine. A lock that another took over meanwhile is left alone.
    package func release() throws(Failure) {
        let wasReleased = isReleased.withLock { released in
            defer { released = true }
            return released
        }
        guard !wasReleased else { return }
        heartbeat.stop()
        let taken = try Self.takeGuard(of: directory)
        defer { withExtendedLifetime(taken) {} }
        guard try directory.lockRecord().holder?.id == holder.id else { return }
        try telling(StateCodes.lockUnavailable) { () throws(SystemError) in
            try Seams.reach(.lockRelease)
            try directory.write(LockRecord(token: token, holder: nil))
        }
    }

    /// Gives the lock back by removing the whole directory: its environment is no more.
    ///
    /// Whoever waits for the lock gets it on a new directory.
    package func retire() throws(Failure) {
        try requireFencing()
        isReleased.withLock { $0 = true }
        heartbeat.stop()
        let taken = try Self.takeGuard(of: directory)
        defer { withExtendedLifetime(taken) {} }
        try telling(StateCodes.lockUnavailable) { () throws(SystemError) in
            // The state goes after its backup, which alone would look like a loss. The lock file goes after all else:
            // until then nobody takes what is half removed for something new.
            let last = [directory.statePath, directory.lockPath, directory.guardPath]
            let names = try FileSystem.list(directory.path).map { "\(directory.path)/\($0)" }
            for path in names.filter({ !last.contains($0) }) + last {
                try Seams.reach(.stateRetire)
                try FileSystem.removeTree(path)
            }
            try Seams.reach(.stateRetire)
            // Whoever waited has the new guard file in here already, or makes the directory anew.
            do throws(SystemError) { try FileSystem.remove(directory.path) } catch {
                guard error.isNotEmpty else { throw error }
            }
        }
    }

    private func requireFencing(_ record: LockRecord) throws(Failure) {
        guard record.token == token, record.holder?.id == holder.id else {
            let now = record.holder.map { "it is held now: \($0.description)" } ?? "it is free now"
            throw Failure(
                StateCodes.lockLost,
                "The lock of \(directory.path), taken at \(holder.since), is no longer ours; \(now).",
                help: "run `slipway resume ENV` once the other operation has ended")
        }
    }

    /// False where there is nothing left to keep alive. A beat that cannot be written is tried again at the next.
    private static func beat(_ directory: StateDirectory, _ holder: LockHolder, _ token: Int) -> Bool {
        guard let taken = try? FileLock.tryAcquire(directory.guardPath) else { return true }
        defer { withExtendedLifetime(taken) {} }
        guard let record = try? directory.lockRecord() else { return true }
        guard record.token == token, record.holder?.id == holder.id else { return false }
        do throws(SystemError) {
            try Seams.reach(.lockHeartbeat)
            try directory.write(LockRecord(token: token, holder: holder.beating(at: .now)))
        } catch {
            // The lease has room for two failed beats; whoever writes state checks the token, not the heartbeat.
        }
        return true
    }

    private static func takeGuard(of directory: StateDirectory) throws(Failure) -> FileLock {
        let taken = try telling(StateCodes.lockUnavailable) { () throws(SystemError) -> FileLock? in
            try FileLock.acquire(directory.guardPath, by: .after(.seconds(10)))
        }
        guard let taken else {
            throw Failure(
                StateCodes.lockUnavailable,
                "Another process has kept \(directory.guardPath) for more than 10 s; it needs it for an instant.",
                help: "look for a stopped Slipway process: `ps -C slipway -o pid,stat,args`")
        }
        return taken
    }
}
