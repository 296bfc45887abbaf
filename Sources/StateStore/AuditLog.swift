package import Diagnostics
package import JSON
package import POSIX

/// What happened to an environment: an append-only chain of entries, each holding the digest of the one before.
package struct AuditLog: Sendable {
    package struct Entry: Sendable, Hashable {
        package let time: WallTime
        /// Who, as `user@host`.
        package let actor: String
        /// What, as a fixed name such as `lock.taken-over`.
        package let event: String
        package let details: [JSONValue.Member]

        var json: JSONValue {
            [
                "time": .string(time.precise), "actor": .string(actor), "event": .string(event),
                "details": .object(details),
            ]
        }

        init(time: WallTime, actor: String, event: String, details: [JSONValue.Member]) {
            self.time = time
            self.actor = actor
            self.event = event
            self.details = details
        }

        init?(json: JSONValue) {
            guard let time = json["time"]?.string.flatMap(WallTime.init), let actor = json["actor"]?.string,
                let event = json["event"]?.string, let details = json["details"]?.object
            else { return nil }
            self.init(time: time, actor: actor, event: event, details: details)
        }
    }

    /// What the chain says about itself.
    package struct Verification: Sendable, Hashable {
        package let entries: [Entry]
        /// The digest of the last entry, to be signed or kept elsewhere: without it a cut-off end cannot be noticed.
        package let head: String
        /// Whether a crash left an unfinished entry at the end, which does not count.
        package let isTorn: Bool
    }

    package let path: String
    private static let log = ChainedLog(kind: "slipway-audit/1")

    package init(_ path: String) { self.path = path }

    /// Adds an entry and flushes it; returns the new head. Several processes may add at the same time.
    @discardableResult
    package func append(
        actor: String, event: String, details: [JSONValue.Member] = [], at time: WallTime = .now
    ) throws(Failure) -> String {
        let taken = try waitForGuard()
        defer { withExtendedLifetime(taken) {} }
        let content = try content()
        let entry = Entry(time: time, actor: actor, event: event, details: details)
        let line = Self.log.line(entry.json, after: content.head)
        try telling(StateCodes.auditNotWritten) { () throws(SystemError) in
            if content.isTorn { try FileSystem.truncate(path, to: content.length) }
            try Seams.reach(.auditAppend)
            try FileSystem.append(line.bytes, to: path)
        }
        return line.hash
    }

    /// All entries; throws and names the first bad one where the chain is broken.
    package func verify() throws(Failure) -> Verification {
        let content = try content()
        var entries: [Entry] = []
        for (index, record) in content.records.enumerated() {
            guard let entry = Entry(json: record) else {
                throw Failure(StateCodes.auditCorrupt, "Entry \(index + 1) of \(path) is no audit entry.")
            }
            entries.append(entry)
        }
        return Verification(entries: entries, head: content.head, isTorn: content.isTorn)
    }

    private func content() throws(Failure) -> ChainedLog.Content {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path, limit: StateLimits.file)
        } catch {
            guard error.isNotFound else { throw error.failure(code: StateCodes.auditNotWritten) }
            bytes = []
        }
        do throws(ChainedLog.Refusal) {
            return try Self.log.read(bytes)
        } catch {
            throw Failure(
                StateCodes.auditCorrupt, "Entry \(error.line) of \(path) is damaged: \(error.reason).",
                help: "keep the file as evidence, move it away, and find out who changed it")
        }
    }

    private func waitForGuard() throws(Failure) -> FileLock {
        let taken = try telling(StateCodes.auditNotWritten) { () throws(SystemError) -> FileLock? in
            try FileLock.acquire("\(path).guard", by: .after(.seconds(10)))
        }
        guard let taken else {
            throw Failure(
                StateCodes.auditNotWritten, "Another process has been writing \(path) for more than 10 s.")
        }
        return taken
    }
}
