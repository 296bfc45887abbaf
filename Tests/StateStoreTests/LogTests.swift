import Diagnostics
import JSON
import POSIX
import StateStore
import Testing

@Suite struct LogTests {
    let scratch: Scratch
    let directory: StateDirectory

    init() throws {
        scratch = try Scratch()
        directory = StateDirectory(scratch.at("state"))
        try FileSystem.createDirectory(directory.path)
    }

    @Test func aPlanIsUsedOnce() throws {
        let ledger = PlanLedger(directory)
        let lock = try directory.lock(Samples.request, timeout: .zero)
        let time = WallTime(seconds: 1_769_817_600)
        #expect(try !ledger.isConsumed(nonce: "a"))
        try ledger.consume(nonce: "a", operation: "op-1", under: lock, at: time)
        try ledger.consume(nonce: "b", operation: "op-2", under: lock)
        #expect(try ledger.isConsumed(nonce: "a"))
        let failure = #expect(throws: Failure.self) {
            try ledger.consume(nonce: "a", operation: "op-3", under: lock)
        }
        #expect(failure?.exit == .planUsed)
        #expect(
            failure?.detail == "This plan was applied before at 2026-01-31T00:00:00Z, by operation op-1.")
        // An unfinished entry was never acknowledged, and makes way for the next.
        try FileSystem.append(Array(#"{"previous":"#.utf8), to: directory.ledgerPath)
        try ledger.consume(nonce: "c", operation: "op-4", under: lock)
        #expect(try ledger.isConsumed(nonce: "c"))
        var bytes = try FileSystem.read(directory.ledgerPath, limit: 1 << 20)
        bytes[bytes.count - 20] ^= 1
        try FileSystem.writeAtomically(bytes, to: directory.ledgerPath)
        let damaged = #expect(throws: Failure.self) { try ledger.isConsumed(nonce: "a") }
        #expect(damaged?.code == StateCodes.ledgerCorrupt)
        #expect(damaged?.detail.hasPrefix("Line 3 of ") == true)
    }

    func log(_ entries: Int) throws -> AuditLog {
        for number in 0..<entries {
            try directory.audit.append(
                actor: "ann@here", event: "applied", details: [.init("number", .integer(number))],
                at: WallTime(seconds: Int64(number)))
        }
        return directory.audit
    }

    @Test func theAuditLogTellsEverythingInOrder() throws {
        let log = try log(3)
        let verification = try log.verify()
        #expect(verification.entries.map { $0.details[0].value } == [0, 1, 2])
        #expect(verification.entries[2].time == WallTime(seconds: 2))
        #expect(try log.append(actor: "a", event: "e") != verification.head)
        #expect(try AuditLog(scratch.at("none")).verify().entries.isEmpty)
    }

    /// Edit, removal, insertion and exchange of entries; the first bad one is named.
    @Test func theFirstBadEntryIsNamed() throws {
        let log = try log(6)
        let lines = try text(log.path).split(separator: "\n").map(String.init)
        let foreign = lines[1].replacing("applied", with: "applieD")
        let cases: [([String], Int)] = [
            ([lines[0], foreign] + lines[2...], 2), (Array(lines[1...]), 1), ([lines[0]] + lines[2...], 2),
            ([lines[0], lines[2], lines[1]] + lines[3...], 2), ([lines[0], lines[0]] + lines[1...], 2),
            (lines[..<3] + ["", ""] + lines[3...], 4),
        ]
        for (content, bad) in cases {
            try FileSystem.writeAtomically(Array(content.map { "\($0)\n" }.joined().utf8), to: log.path)
            let failure = #expect(throws: Failure.self) { try log.verify() }
            #expect(failure?.code == StateCodes.auditCorrupt)
            #expect(failure?.detail.hasPrefix("Entry \(bad) of \(log.path) is damaged: ") == true)
            // Nothing is added to a log that cannot be trusted.
            #expect(throws: Failure.self) { try log.append(actor: "a", event: "e") }
        }
    }

    @Test func aTornEntryMakesWay() throws {
        let log = try log(2)
        let size = try FileSystem.size(of: log.path)
        try FileSystem.truncate(log.path, to: size - 1)
        #expect(try log.verify().isTorn)
        #expect(try log.verify().entries.count == 1)
        try log.append(actor: "a", event: "e")
        #expect(try log.verify().entries.map(\.event) == ["applied", "e"])
        #expect(try !log.verify().isTorn)
    }

    @Test func codesAreDistinctAndInRange() {
        let ids = StateCodes.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { ("E0501"..."E0549").contains($0) })
        let system = POSIXCodes.all.map(\.id)
        #expect(Set(system).count == system.count)
        #expect(system.allSatisfy { ("E0680"..."E0699").contains($0) })
    }
}
