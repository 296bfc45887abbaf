package import Diagnostics
package import JSON
internal import POSIX
package import Planning
internal import Synchronization

/// The write-ahead journal of the operation under way: what is about to be done is on disk before it is done.
///
/// Each method returns after the record is flushed. After a failure nothing more can be written through the same
/// value; ``resume(in:under:)`` reads what is there. All methods make sure first that the lock is still ours.
package final class Journal: Sendable {
    package let operation: JournalOperation
    private let directory: StateDirectory
    private let lock: HeldLock
    private let position: Mutex<Position>
    /// Held while a record is added: each hangs on the one before, and the lanes of a rollout write beside its loop.
    private let turn = Mutex(())

    private struct Position {
        var replay: JournalReplay
        var head: String
        var isBroken = false
    }

    /// Finished journals kept in the archive.
    package static let archived = 20
    /// Finished journals of rollouts kept: they are the records of what was decided, and by what.
    package static let rollouts = 50
    static let log = ChainedLog(kind: "slipway-journal/1")

    private init(_ directory: StateDirectory, _ lock: HeldLock, _ replay: JournalReplay, head: String) {
        self.directory = directory
        self.lock = lock
        operation = replay.operation
        position = Mutex(Position(replay: replay, head: head))
    }

    /// What the journal tells; nil where no operation is under way. Changes nothing.
    package static func replay(in directory: StateDirectory) throws(Failure) -> JournalReplay? {
        try read(directory)?.replay
    }

    /// Begins an operation; throws ``StateCodes/operationInterrupted`` where another is unfinished.
    package static func begin(
        _ operation: JournalOperation, in directory: StateDirectory, under lock: HeldLock
    ) throws(Failure) -> Journal {
        try lock.requireFencing()
        if let content = try read(directory) {
            if let earlier = content.replay {
                guard earlier.isFinished else { throw unfinished(earlier) }
                try archive(earlier.operation, in: directory)
            } else {
                // Only an unfinished first line: its operation never began.
                try telling(StateCodes.journalNotWritten) { () throws(SystemError) in
                    try FileSystem.remove(directory.journalPath)
                }
            }
        }
        let journal = Journal(directory, lock, JournalReplay(operation), head: log.genesis)
        try journal.write(JournalRecord.begin(operation).json, seam: .journalOpen)
        return journal
    }

    /// Goes on with an interrupted operation; nil where there is none. An unfinished last line is cut off.
    package static func resume(
        in directory: StateDirectory, under lock: HeldLock
    ) throws(Failure) -> (journal: Journal, replay: JournalReplay)? {
        try lock.requireFencing()
        guard let content = try read(directory) else { return nil }
        if content.isTorn {
            try telling(StateCodes.journalNotWritten) { () throws(SystemError) in
                try FileSystem.truncate(directory.journalPath, to: content.length)
            }
        }
        guard let replay = content.replay else { return nil }
        guard !replay.isFinished else {
            try archive(replay.operation, in: directory)
            return nil
        }
        return (Journal(directory, lock, replay, head: content.head), replay)
    }

    /// How far the operation is.
    package var replay: JournalReplay { position.withLock { $0.replay } }

    /// Tells that change `index` is about to be made. Must return before its effect begins.
    package func intend(_ index: Int) throws(Failure) {
        guard operation.changes.indices.contains(index) else {
            throw Failure(StateCodes.journalNotWritten, "Change \(index) is not of the operation \(operation.id).")
        }
        try append(.intent(index: index, change: operation.changes[index], at: .now))
    }

    /// Tells that change `index` is in effect, with the resource as it is now, or nil after a delete.
    package func complete(_ index: Int, _ resource: Resource?) throws(Failure) {
        try append(.done(index: index, resource: resource, at: .now))
    }

    package func fail(_ index: Int, reason: String) throws(Failure) {
        try append(.failed(index: index, reason: reason, at: .now))
    }

    /// Records a step that is no single change, such as a transition of a rollout.
    package func note(_ name: String, _ value: JSONValue) throws(Failure) {
        try append(.note(name: name, value: value, at: .now))
    }

    /// Ends the operation and moves its journal to the archive, of which the newest ``archived`` are kept.
    ///
    /// Comes after the state that holds its results is committed.
    package func finish(_ outcome: String) throws(Failure) {
        try append(.finished(outcome: outcome, at: .now))
        try Self.archive(operation, in: directory)
    }

    private func append(_ record: JournalRecord) throws(Failure) {
        try turn.withLock { (_) throws(Failure) in
            try lock.requireFencing()
            var replay = position.withLock { $0.replay }
            if let problem = replay.apply(record) {
                throw Failure(StateCodes.journalNotWritten, "The journal refuses a record: \(problem).")
            }
            try write(record.json, seam: .journalAppend)
            position.withLock { $0.replay = replay }
        }
    }

    private func write(_ record: JSONValue, seam: Seam) throws(Failure) {
        let (head, isBroken) = position.withLock { ($0.head, $0.isBroken) }
        guard !isBroken else {
            throw Failure(
                StateCodes.journalNotWritten,
                "An earlier record of the operation \(operation.id) could not be written.",
                help: "run `slipway resume ENV`")
        }
        let line = Self.log.line(record, after: head)
        // Set before the write: whatever stops it, the file must be read again before anything follows.
        position.withLock { $0.isBroken = true }
        try telling(StateCodes.journalNotWritten) { () throws(SystemError) in
            try Seams.reach(seam)
            try FileSystem.append(line.bytes, to: directory.journalPath, flush: .journalFsync)
        }
        position.withLock { position in
            position.head = line.hash
            position.isBroken = false
        }
    }
}

extension Journal {
    private struct Content {
        let replay: JournalReplay?
        let head: String
        let length: Int
        let isTorn: Bool
    }

    private static func read(_ directory: StateDirectory) throws(Failure) -> Content? {
        try read(directory, directory.journalPath)
    }

    /// What the finished rollouts tell, the newest first.
    package static func finishedRollouts(in directory: StateDirectory) throws(Failure) -> [JournalReplay] {
        let names = try telling(StateCodes.unreadable) { () throws(SystemError) in
            guard try FileSystem.kind(of: directory.rolloutsPath) != nil else { return [String]() }
            return try FileSystem.list(directory.rolloutsPath).filter { $0.hasSuffix(".jsonl") }.sorted()
        }
        var replays: [JournalReplay] = []
        for name in names.reversed() {
            if let replay = try read(directory, "\(directory.rolloutsPath)/\(name)")?.replay { replays.append(replay) }
        }
        return replays
    }

    private static func read(_ directory: StateDirectory, _ path: String) throws(Failure) -> Content? {
        guard let bytes = try directory.contents(path, or: StateCodes.journalNotWritten) else { return nil }
        let content: ChainedLog.Content
        do throws(ChainedLog.Refusal) {
            content = try log.read(bytes)
        } catch {
            throw corrupt(path, error.line, error.reason)
        }
        var replay: JournalReplay?
        for (index, json) in content.records.enumerated() {
            let record: JournalRecord
            do throws(Failure) {
                record = try JournalRecord(json: json)
            } catch {
                throw Failure(
                    StateCodes.journalNewer,
                    "Line \(index + 1) of \(path): \(error.diagnostics.first?.detail ?? "not understood")",
                    help: "finish the operation with the version of Slipway that began it")
            }
            if case .begin(let operation) = record, index == 0 {
                replay = JournalReplay(operation)
            } else if let problem = replay == nil ? "it does not begin an operation" : replay?.apply(record) {
                throw corrupt(path, index + 1, problem)
            }
        }
        return Content(replay: replay, head: content.head, length: content.length, isTorn: content.isTorn)
    }

    private static func corrupt(_ path: String, _ line: Int, _ reason: String) -> Failure {
        Failure(
            StateCodes.journalCorrupt, "Line \(line) of the journal \(path) is damaged: \(reason).",
            help: "keep a copy of it, move it away, and run `slipway plan ENV` to see what is really there")
    }

    /// Why nothing else can begin while this has not ended.
    package static func unfinished(_ replay: JournalReplay) -> Failure {
        guard replay.operation.verb != "rollout" else {
            return Failure(
                StateCodes.operationInterrupted,
                """
                Rollout \(replay.operation.id), begun by \(replay.operation.actor) at \
                \(replay.operation.startedAt), has not ended.
                """,
                help: """
                    where nobody runs it any more, `slipway resume ENV` goes on with it, and `slipway rollout abort \
                    ENV` puts it back
                    """)
        }
        let operation = replay.operation
        return Failure(
            StateCodes.operationInterrupted,
            """
            \(operation.verb) \(operation.id), begun by \(operation.actor) at \(operation.startedAt), made \
            \(replay.done.count) of \(operation.changes.count) changes and did not end.
            """,
            help: "run `slipway resume ENV` to finish it")
    }

    private static func archive(_ operation: JournalOperation, in directory: StateDirectory) throws(Failure) {
        try telling(StateCodes.journalNotWritten) { () throws(SystemError) in
            try Seams.reach(.journalArchive)
            let (archive, most) =
                operation.verb == "rollout"
                ? (directory.rolloutsPath, rollouts) : (directory.archivePath, archived)
            if try FileSystem.kind(of: archive) == nil { try FileSystem.createDirectory(archive) }
            // The time first, so that the names are in order; without colons, which some tools refuse.
            let time = operation.startedAt.description.replacing(":", with: "")
            let target = "\(archive)/\(time)-\(operation.id).jsonl"
            try FileSystem.rename(directory.journalPath, to: target)
            for name in try FileSystem.list(archive).filter({ $0.hasSuffix(".jsonl") }).dropLast(most) {
                try FileSystem.remove("\(archive)/\(name)")
            }
        }
    }
}
