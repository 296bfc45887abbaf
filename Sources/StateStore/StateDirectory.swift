package import Diagnostics
internal import POSIX

/// Something that keeps the states of one environment.
///
/// Every implementation passes the contract suite in `Tests/StateStoreTests`.
package protocol SnapshotStore: Sendable {
    /// The current state; nil where nothing was ever applied. A damaged or newer state is refused, never passed over.
    func read() throws(Failure) -> StateSnapshot?

    /// Takes the lock of the environment, waiting at most `timeout` for it.
    func lock(_ request: LockRequest, timeout: Duration) throws(Failure) -> HeldLock

    /// Replaces the state by its successor: same lineage, next serial. After success it survives a power cut; after a
    /// failure or a kill the old or the new state is there whole.
    func commit(_ snapshot: StateSnapshot, under lock: HeldLock) throws(Failure)
}

/// The states of one environment in a directory of this machine, such as `.slipway/dev/state`.
///
/// It holds `state.json` and its predecessor `state.json.backup`, `journal.jsonl` and `journal/`, `rollouts/`,
/// `requests/`, `lock.json`, `audit.jsonl` and `used-plans.jsonl`. Directories are 0700, files 0600.
package struct StateDirectory: SnapshotStore {
    package let path: String

    /// Names the directory; nothing is touched yet.
    package init(_ path: String) { self.path = path }

    package var statePath: String { "\(path)/state.json" }
    package var backupPath: String { "\(path)/state.json.backup" }
    package var lockPath: String { "\(path)/lock.json" }
    var guardPath: String { "\(path)/lock.guard" }
    package var journalPath: String { "\(path)/journal.jsonl" }
    package var archivePath: String { "\(path)/journal" }
    package var rolloutsPath: String { "\(path)/rollouts" }
    package var ledgerPath: String { "\(path)/used-plans.jsonl" }
    /// The log of everything done to this environment.
    package var audit: AuditLog { AuditLog("\(path)/audit.jsonl") }

    /// Whether anything was ever kept here.
    package var exists: Bool {
        get throws(Failure) {
            try telling(StateCodes.unreadable) { () throws(SystemError) in try FileSystem.kind(of: path) != nil }
        }
    }

    package func read() throws(Failure) -> StateSnapshot? {
        try telling(StateCodes.unreadable) { () throws(SystemError) in try Seams.reach(.stateRead) }
        guard let bytes = try contents(statePath) else {
            guard let backup = try contents(backupPath) else { return nil }
            let serial = try? StateSnapshot(fileBytes: backup, path: backupPath).serial
            throw Failure(
                StateCodes.missing,
                "There is no \(statePath), but \(backupPath)\(serial.map { " with serial \($0)" } ?? "").",
                help: restoring)
        }
        do throws(Failure) {
            return try StateSnapshot(fileBytes: bytes, path: statePath)
        } catch {
            guard let first = error.diagnostics.first, first.code != StateCodes.newer,
                let backup = try contents(backupPath),
                let previous = try? StateSnapshot(fileBytes: backup, path: backupPath)
            else { throw error }
            throw Failure(
                first.code, "\(first.detail) The backup beside it is whole and has serial \(previous.serial).",
                help: restoring)
        }
    }

    private var restoring: String {
        "put the last good state back with `cp \(backupPath) \(statePath)`, then run `slipway plan ENV` to see what differs"
    }

    /// The bytes of a file of ours; nil where it is not there.
    func contents(
        _ path: String, or code: DiagnosticCode = StateCodes.unreadable
    ) throws(Failure) -> [UInt8]? {
        do throws(SystemError) {
            return try FileSystem.read(path, limit: StateLimits.file)
        } catch {
            if error.isNotFound { return nil }
            throw error.failure(code: code)
        }
    }

    package func commit(_ snapshot: StateSnapshot, under lock: HeldLock) throws(Failure) {
        try lock.whileFenced { () throws(Failure) in
            let current = try read()
            try requireSuccessor(snapshot, of: current)
            try telling(StateCodes.notStored) { () throws(SystemError) in
                if let current {
                    try Seams.reach(.stateBackupRotate)
                    try FileSystem.writeAtomically(current.fileBytes, to: backupPath)
                }
                try FileSystem.writeAtomically(snapshot.fileBytes, to: statePath, seams: Self.seams)
            }
        }
    }

    private static let seams = FileSystem.WriteSeams(
        write: .stateTemporaryWrite, flush: .stateTemporaryFsync, rename: .stateRename,
        directoryFlush: .stateDirectoryFsync)

    private func requireSuccessor(_ next: StateSnapshot, of current: StateSnapshot?) throws(Failure) {
        func conflict(_ detail: String) -> Failure {
            Failure(StateCodes.conflict, detail, help: "make a new plan: run `slipway plan ENV` again")
        }
        guard let current else {
            guard next.serial == 1 else {
                throw conflict("The state to store has serial \(next.serial), but \(path) holds no state yet.")
            }
            return
        }
        guard next.lineage == current.lineage, next.environment == current.environment else {
            throw conflict("The state to store belongs to another history than the one in \(path).")
        }
        guard next.serial == current.serial + 1 else {
            throw conflict(
                "The state to store has serial \(next.serial); the one in \(path) has \(current.serial).")
        }
    }

    /// Makes the directory where it is not there.
    func prepare(_ code: DiagnosticCode) throws(Failure) {
        try telling(code) { () throws(SystemError) in
            if try FileSystem.kind(of: path) == nil { try FileSystem.createDirectory(path, withParents: true) }
        }
    }

    /// Removes temporary files a killed process left; the caller holds the guard, so that none is in use.
    func sweep() throws(SystemError) {
        for name in try FileSystem.list(path) where FileSystem.isTemporary(name) {
            try FileSystem.remove("\(path)/\(name)")
        }
    }
}
