import Diagnostics
import JSON
import POSIX
import Planning
import StateStore
import Testing

@Suite struct JournalTests {
    let scratch: Scratch
    let directory: StateDirectory
    let lock: HeldLock

    init() throws {
        scratch = try Scratch()
        directory = StateDirectory(scratch.at("state"))
        lock = try directory.lock(Samples.request, timeout: .zero)
    }

    /// begin, 0 done, 1 failed, 2 in flight, 3 not started, one note.
    func interrupted() throws -> JournalOperation {
        let operation = Samples.operation(lock, changes: 4)
        let journal = try Journal.begin(operation, in: directory, under: lock)
        try journal.intend(0)
        try journal.complete(0, Samples.resource("api-0", port: 9))
        try journal.intend(1)
        try journal.fail(1, reason: "port is taken")
        try journal.note("rollout.step", ["weight": 5])
        try journal.intend(2)
        return operation
    }

    @Test func replayTellsHowFarItCame() throws {
        #expect(try Journal.replay(in: directory) == nil)
        let operation = try interrupted()
        let replay = try #require(try Journal.replay(in: directory))
        #expect(replay.operation == operation)
        #expect(
            replay.progress == [
                .done(Samples.resource("api-0", port: 9)), .failed(reason: "port is taken"), .inFlight, .notStarted,
            ])
        #expect(replay.inFlight == [2])
        #expect(replay.notStarted == [3])
        #expect(replay.done.map(\.index) == [0])
        #expect(replay.notes.map(\.name) == ["rollout.step"])
        #expect(replay.notes.first?.value == ["weight": 5])
        #expect(!replay.isFinished)
    }

    @Test func anInterruptedOperationComesFirst() throws {
        _ = try interrupted()
        let failure = #expect(throws: Failure.self) {
            try Journal.begin(Samples.operation(lock, id: "next"), in: directory, under: lock)
        }
        #expect(failure?.code == StateCodes.operationInterrupted)
        #expect(
            failure?.detail
                == "apply op, begun by ann@here at 2026-01-31T00:00:00Z, made 1 of 4 changes and did not end.")
        #expect(failure?.help == "run `slipway resume ENV` to finish it")
    }

    @Test func resumesAndArchives() throws {
        _ = try interrupted()
        let (journal, before) = try #require(try Journal.resume(in: directory, under: lock))
        #expect(before.inFlight == [2])
        for index in [1, 2, 3] {
            try journal.intend(index)
            try journal.complete(index, nil)
        }
        #expect(journal.replay.done.count == 4)
        try journal.finish("succeeded")
        #expect(try Journal.replay(in: directory) == nil)
        #expect(try Journal.resume(in: directory, under: lock) == nil)
        #expect(try FileSystem.list(directory.archivePath) == ["2026-01-31T000000Z-op.jsonl"])
    }

    @Test func keepsABoundedArchive() throws {
        for number in 0..<Journal.archived + 3 {
            let journal = try Journal.begin(
                Samples.operation(lock, id: "op-\(100 + number)", changes: 0), in: directory, under: lock)
            try journal.finish("succeeded")
        }
        let names = try FileSystem.list(directory.archivePath)
        #expect(names.count == Journal.archived)
        #expect(names.first?.hasSuffix("op-103.jsonl") == true)
    }

    @Test func refusesRecordsThatDoNotFollow() throws {
        let journal = try Journal.begin(Samples.operation(lock), in: directory, under: lock)
        let refusals: [Failure?] = [
            #expect(throws: Failure.self) { try journal.intend(3) },
            #expect(throws: Failure.self) { try journal.intend(-1) },
            #expect(throws: Failure.self) { try journal.complete(0, nil) },
            #expect(throws: Failure.self) { try journal.fail(0, reason: "") },
        ]
        #expect(refusals.allSatisfy { $0?.code == StateCodes.journalNotWritten })
        try journal.intend(0)
        try journal.complete(0, nil)
        let again = #expect(throws: Failure.self) { try journal.intend(0) }
        #expect(again?.detail == "The journal refuses a record: change 0 begins although it is done.")
    }

    /// A power cut can end the file anywhere: whole records count, an unfinished last one does not.
    @Test func aTornEndIsDroppedAtEveryLength() throws {
        _ = try interrupted()
        let bytes = try FileSystem.read(directory.journalPath, limit: 1 << 20)
        let lines = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        for length in 0...bytes.count {
            try FileSystem.truncate(directory.journalPath, to: 0)
            try FileSystem.append(Array(bytes[..<length]), to: directory.journalPath)
            let whole = lines.count { $0 < length }
            let replay = try Journal.replay(in: directory)
            #expect((replay == nil) == (whole == 0), "length \(length)")
            let (done, flight, notes) = (replay?.done.count ?? 0, replay?.inFlight ?? [], replay?.notes.count ?? 0)
            #expect(done == (whole >= 3 ? 1 : 0), "length \(length)")
            #expect(flight == (whole == 2 ? [0] : whole == 4 ? [1] : whole == 7 ? [2] : []), "length \(length)")
            #expect(notes == (whole >= 6 ? 1 : 0), "length \(length)")
        }
        print(
            "R4: a journal of \(bytes.count) bytes truncated at every length: all right"
        )
    }

    @Test func afterATornEndTheJournalGoesOn() throws {
        _ = try interrupted()
        let size = try FileSystem.size(of: directory.journalPath)
        try FileSystem.truncate(directory.journalPath, to: size - 5)
        let (journal, replay) = try #require(try Journal.resume(in: directory, under: lock))
        #expect(replay.inFlight.isEmpty)
        try journal.intend(2)
        #expect(try Journal.replay(in: directory)?.inFlight == [2])
    }

    @Test func everyFlippedBitIsRefused() async throws {
        let journal = try Journal.begin(Samples.operation(lock, changes: 1), in: directory, under: lock)
        try journal.intend(0)
        try journal.complete(0, Samples.resource("api-0"))
        let bytes = try FileSystem.read(directory.journalPath, limit: 1 << 20)
        let base = scratch.path
        let refused = await count(bytes.count) { index in
            let copy = StateDirectory("\(base)/copy-\(index % 4)")
            return (0..<8).count { bit in
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                return Self.isRefused(damaged, in: copy)
            }
        }
        #expect(refused == bytes.count * 8)
        print("R4: \(refused) of \(bytes.count * 8) flipped bits of a journal of \(bytes.count) bytes refused")
    }

    private static func isRefused(_ bytes: [UInt8], in directory: StateDirectory) -> Bool {
        do {
            try FileSystem.createDirectory(directory.path)
            // Plain appends to a fresh file: 10,000 of them need no rename each.
            try FileSystem.remove(directory.journalPath)
            try FileSystem.append(bytes, to: directory.journalPath)
            _ = try Journal.replay(in: directory)
            return false
        } catch let failure as Failure {
            return failure.exit == .stateUnusable && failure.detail.hasPrefix("Line ")
        } catch {
            return false
        }
    }

    @Test func aRemovedOrMovedLineIsNamed() throws {
        _ = try interrupted()
        let lines = try text(directory.journalPath).split(separator: "\n")
        for (order, line) in [([0, 2, 3], 2), ([1, 2], 1), ([0, 2, 1], 2), ([0, 1, 1], 3)] {
            let content = order.map { "\(lines[$0])\n" }.joined()
            try FileSystem.writeAtomically(Array(content.utf8), to: directory.journalPath)
            let failure = #expect(throws: Failure.self) { try Journal.replay(in: directory) }
            #expect(
                failure?.detail
                    == "Line \(line) of the journal \(directory.journalPath) is damaged: "
                    + "it does not follow the line before."
            )
            #expect(failure?.code == StateCodes.journalCorrupt)
        }
    }
}
