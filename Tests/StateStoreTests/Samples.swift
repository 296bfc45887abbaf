import Diagnostics
import JSON
import POSIX
import Planning
import StateStore

/// Values the tests of this target share.
enum Samples {
    static func resource(_ name: String, port: Int = 80) -> Resource {
        Resource(
            ResourceAddress(kind: "process", name: name),
            attributes: ["port": .plain(.integer(port)), "key": .sensitive(fingerprint: "9f86d081884c7d65")],
            dependencies: [ResourceAddress(kind: "file", name: "binary")], immutable: ["port"])
    }

    static func state(_ serial: Int, lineage: String = "0123456789abcdef", resources: Int = 2) -> StateSnapshot {
        StateSnapshot(
            lineage: lineage, serial: serial, environment: "dev",
            resources: (0..<resources).map { resource("api-\($0)", port: 8000 + $0) },
            facts: ["ports": ["proxy": 8080], "name": "é \" \\"], toolVersion: "1.2.3",
            writtenAt: WallTime(seconds: 1_769_817_600, nanoseconds: 5))
    }

    static func changes(_ count: Int) -> [Change] {
        (0..<count).map { index in
            Change(
                address: resource("api-\(index)").address, action: .create, reasons: ["new in the spec"], before: nil,
                after: resource("api-\(index)"), differences: [])
        }
    }

    static func operation(_ lock: HeldLock, id: String = "op", changes count: Int = 3) -> JournalOperation {
        JournalOperation(
            id: id, verb: "apply", planDigest: "sha256:1", actor: "ann@here",
            startedAt: WallTime(seconds: 1_769_817_600), token: lock.token, changes: changes(count),
            context: ["environment": "dev"])
    }

    static let request = LockRequest(operation: "apply dev", user: "ann", host: "build-7")
}

extension Failure {
    var code: DiagnosticCode? { diagnostics.first?.code }
    var detail: String { diagnostics.first?.detail ?? "" }
    var help: String { diagnostics.first?.help ?? "" }
}
