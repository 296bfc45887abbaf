package import Diagnostics
internal import JSON
internal import POSIX

/// Taking the lock of a state directory.
///
/// `lock.json` names the holder. It is read and replaced only while the guard file is flocked, for a few milliseconds
/// each time; the kernel frees the guard of a killed process, so that no step can be left half done.
extension StateDirectory {
    package func lock(_ request: LockRequest, timeout: Duration) throws(Failure) -> HeldLock {
        try prepare(StateCodes.lockUnavailable)
        var contest = try LockContest(directory: self, request: request, deadline: .after(timeout))
        return try contest.run()
    }

    /// The present holder; nil where the lock is free. Says nothing about whether the holder lives.
    package func lockHolder() throws(Failure) -> LockHolder? { try lockRecord().holder }

    func lockRecord() throws(Failure) -> LockRecord {
        guard let bytes = try contents(lockPath, or: StateCodes.lockUnavailable) else {
            return LockRecord(token: 0, holder: nil)
        }
        return try LockRecord(fileBytes: bytes, path: lockPath)
    }

    func write(_ record: LockRecord) throws(SystemError) {
        try FileSystem.writeAtomically(record.fileBytes, to: lockPath, seams: Self.lockSeams)
    }

    private static let lockSeams = FileSystem.WriteSeams(write: .lockWrite, flush: .lockFsync)
}

/// One process's attempt to get the lock.
struct LockContest {
    private let directory: StateDirectory
    private let request: LockRequest
    private let deadline: Deadline
    private let process: ProcessIdentity
    /// The holder as last seen, and since when it has looked exactly like that.
    private var observed: (holder: LockHolder, since: Instant)?

    init(directory: StateDirectory, request: LockRequest, deadline: Deadline) throws(Failure) {
        self.directory = directory
        self.request = request
        self.deadline = deadline
        process = try telling(StateCodes.lockUnavailable) { () throws(SystemError) in try .current() }
    }

    mutating func run() throws(Failure) -> HeldLock {
        // Contenders that poll in step would all meet the same busy guard again and again; many that wait long must
        // not keep the machine from the one that works.
        let spread = Int(RandomBytes.make(1)[0])
        var pause = Duration.microseconds(5000 + spread * 40)
        let patience = Deadline.after(.seconds(1))
        while true {
            if let held = try attempt() { return held }
            guard Signals.pending == .none else { throw interruption() }
            if deadline.hasPassed {
                // Where nobody holds it, another is just looking or taking it: an instant later there is an answer.
                guard !patience.hasPassed, try directory.lockRecord().holder == nil else { throw try refusal() }
            }
            Pause.sleep(for: deadline.hasPassed ? pause : min(pause, deadline.remaining), knowing: .none)
            pause = min(pause * 1.25, .microseconds(100_000 + spread * 400))
        }
    }

    private mutating func attempt() throws(Failure) -> HeldLock? {
        let taken = try telling(StateCodes.lockUnavailable) { () throws(SystemError) -> FileLock? in
            try Seams.reach(.lockOpen)
            do throws(SystemError) { return try FileLock.tryAcquire(directory.guardPath) } catch {
                guard error.isNotFound else { throw error }
                // The environment was taken away while we waited; what comes now begins anew.
                try FileSystem.createDirectory(directory.path, withParents: true)
                return try FileLock.tryAcquire(directory.guardPath)
            }
        }
        guard let taken else { return nil }
        defer { withExtendedLifetime(taken) {} }
        let record = try directory.lockRecord()
        if let holder = record.holder {
            guard isDead(holder) else { return nil }
            try recordTakeover(of: holder, token: record.token)
        }
        let now = WallTime.now
        let holder = LockHolder(
            id: RandomBytes.hexadecimal(8), user: request.user, host: request.host, process: process,
            operation: request.operation, since: now, heartbeat: now, lease: request.lease)
        let next = LockRecord(token: record.token + 1, holder: holder)
        try telling(StateCodes.lockUnavailable) { () throws(SystemError) in
            try directory.sweep()
            try directory.write(next)
        }
        return try HeldLock(directory: directory, holder: holder, token: next.token)
    }

    /// A process of this machine is dead when the kernel says so. One of another machine (or of another start of this
    /// one, or in another container) counts as dead when its lease has run out by the calendar *and* it gave no sign
    /// of life while we watched for half a lease: a wrong clock alone takes no lock away.
    private mutating func isDead(_ holder: LockHolder) -> Bool {
        if holder.process.isLocal { return !holder.process.isAlive }
        guard let observed, observed.holder == holder else {
            observed = (holder, .now)
            return false
        }
        return WallTime.now.since(holder.heartbeat) > holder.lease
            && Instant.now.since(observed.since) > holder.lease / 2
    }

    private func recordTakeover(of holder: LockHolder, token: Int) throws(Failure) {
        try telling(StateCodes.lockUnavailable) { () throws(SystemError) in try Seams.reach(.lockTakeover) }
        try directory.audit.append(
            actor: request.actor, event: "lock.taken-over",
            details: [
                .init("holder", holder.json), .init("token", .integer(token)),
                .init("operation", .string(request.operation)),
            ])
    }

    private func refusal() throws(Failure) -> Failure {
        guard let holder = try directory.lockRecord().holder else {
            return Failure(
                StateCodes.lockHeld, "The lock of \(directory.path) was busy all the time; nobody holds it now.",
                help: "try again, with --lock-timeout 60s to wait")
        }
        let silence = WallTime.now.since(holder.heartbeat)
        if !holder.process.isLocal, silence > holder.lease {
            let wait = max(1, Int((holder.lease * 0.5).inSeconds.rounded(.up)) + 1)
            return Failure(
                StateCodes.lockHeld,
                """
                The lock of \(directory.path) is held: \(holder.description). It runs on another machine, which has \
                been silent for \(Int(silence.inSeconds)) s.
                """,
                help:
                    "see that it runs there no longer, then use --lock-timeout \(wait)s: a dead lock is taken over"
            )
        }
        return Failure(
            StateCodes.lockHeld, "The lock of \(directory.path) is held: \(holder.description).",
            help: "wait for it with --lock-timeout 60s, or ask \(holder.user) on \(holder.host) to stop it")
    }

    private func interruption() -> Failure {
        let detail = "Stopped while waiting for the lock of \(directory.path)."
        return switch Signals.pending {
        case .drain(Signals.terminate), .stop(Signals.terminate): Failure(StateCodes.terminated, detail)
        default: Failure(StateCodes.interrupted, detail)
        }
    }
}
