internal import Diagnostics
internal import JSON
package import POSIX
internal import Planning

/// Who asks for a lock, and what for.
package struct LockRequest: Sendable {
    /// What the holder does, as in `apply dev`.
    package let operation: String
    package let user: String
    package let host: String
    /// How long a holder on another machine may be silent before it counts as dead.
    package let lease: Duration

    package init(
        operation: String, user: String = Host.userName, host: String = Host.name, lease: Duration = .seconds(30)
    ) {
        self.operation = operation
        self.user = user
        self.host = host
        self.lease = max(.milliseconds(30), lease)
    }

    package var actor: String { "\(user)@\(host)" }
}

/// The holder of a lock.
package struct LockHolder: Sendable, Hashable {
    /// Random identity of this one holding.
    package let id: String
    package let user: String
    package let host: String
    package let process: ProcessIdentity
    package let operation: String
    package let since: WallTime
    package let heartbeat: WallTime
    package let lease: Duration

    func beating(at time: WallTime) -> LockHolder {
        LockHolder(
            id: id, user: user, host: host, process: process, operation: operation, since: since, heartbeat: time,
            lease: lease)
    }

    /// `apply dev by ann@build-7, process 4711, since 2026-01-31T10:00:00Z`.
    package var description: String {
        "\(operation) by \(user)@\(host), process \(process.pid), since \(since) (lock \(id))"
    }
}

/// The content of the lock file: it stays after a release, so that the token never goes back.
struct LockRecord: Hashable {
    /// Grows by one with each holding; what is written under an older one is refused.
    let token: Int
    let holder: LockHolder?

    static let file = SealedFile(kind: "slipway-lock", format: 1)

    var fileBytes: [UInt8] {
        Self.file.encode(["token": .integer(token), "holder": holder?.json ?? .null])
    }

    init(token: Int, holder: LockHolder?) {
        self.token = token
        self.holder = holder
    }

    init(fileBytes: [UInt8], path: String) throws(Failure) {
        let help = "make sure that no Slipway runs on this environment, then remove \(path)"
        do throws(SealedFile.Refusal) {
            let content = try Self.file.decode(fileBytes).content
            var reader = try Self.refusing { () throws(Failure) in try MemberReader(content, "the lock") }
            token = try Self.refusing { () throws(Failure) in try reader.integer("token") }
            let holder = try Self.refusing { () throws(Failure) in try reader.nullable("holder") }
            self.holder = try Self.refusing { () throws(Failure) in
                if let holder { try LockHolder(json: holder) } else { nil }
            }
        } catch {
            switch error {
            case .damaged(let reason):
                throw Failure(StateCodes.lockCorrupt, "The lock file \(path) is damaged: \(reason).", help: help)
            case .newer(let format):
                throw Failure(
                    StateCodes.lockCorrupt, "The lock file \(path) has format \(format), of a newer Slipway.",
                    help: "use the version of Slipway that wrote it, or a later one")
            }
        }
    }

    private static func refusing<Value>(
        _ body: () throws(Failure) -> Value
    ) throws(SealedFile.Refusal) -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            throw .damaged(error.diagnostics.first?.detail ?? "it is not understood")
        }
    }
}

extension LockHolder {
    var json: JSONValue {
        [
            "id": .string(id), "user": .string(user), "host": .string(host), "pid": .integer(Int(process.pid)),
            "bootID": .string(process.bootID), "pidNamespace": .string(process.namespace),
            "startTime": .string(String(process.startTime)), "operation": .string(operation),
            "since": .string(since.precise), "heartbeat": .string(heartbeat.precise),
            "leaseNanoseconds": .number(JSONNumber(lease.wholeNanoseconds)),
        ]
    }

    init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the holder of the lock")
        id = try reader.string("id")
        user = try reader.string("user")
        host = try reader.string("host")
        let pid = try reader.integer("pid")
        let bootID = try reader.string("bootID")
        let namespace = try reader.string("pidNamespace")
        guard let startTime = UInt64(try reader.string("startTime")), let number = Int32(exactly: pid) else {
            throw MemberReader.failure("the holder of the lock is no process")
        }
        process = ProcessIdentity(pid: number, bootID: bootID, namespace: namespace, startTime: startTime)
        operation = try reader.string("operation")
        since = try reader.time("since")
        heartbeat = try reader.time("heartbeat")
        lease = .nanoseconds(Int64(try reader.integer("leaseNanoseconds")))
        try reader.finish()
    }
}
