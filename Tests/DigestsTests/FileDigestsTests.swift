import Crypto
import Digests
import POSIX
import TestSupport
import Testing

/// Digests are those of the bytes that are there, and are computed no oftener than that takes.
@Suite struct FileDigestsTests {
    private let scratch: Scratch
    private var path: String { scratch.at("program") }
    private var keeping: String { scratch.at("digests") }

    init() throws { scratch = try Scratch() }

    /// Sets the time of the last change to the contents to one that is always the same.
    private func write(_ text: String, at time: String = "2020-01-01T00:00:00Z") throws {
        if try FileSystem.kind(of: path) == nil { try FileSystem.make(path, holding: [], mode: 0o600) }
        try FileSystem.overwrite(path, with: Array(text.utf8))
        let command = Command("/usr/bin/touch", ["-d", time, path])
        #expect(try Subprocess.run(command, timeout: .seconds(5)).status.isSuccess)
    }

    private func digest(
        _ digests: FileDigests, _ change: FileVersion.Change = .contents, keptIn keeping: String? = nil
    ) throws -> String {
        let digest = try digests.digest(of: path, limit: 100, change: change, keptIn: keeping)
        if let keeping { digests.keep(path, change: change, in: keeping) }
        return digest
    }

    private static func digest(_ text: String) -> String { SHA256.hex(of: Array(text.utf8)) }

    private func kept() throws -> [Substring] {
        String(decoding: try FileSystem.read(keeping, limit: 1 << 20), as: UTF8.self).split(separator: "\n")
    }

    @Test func aDigestIsComputedOnceForEachVersion() throws {
        let digests = FileDigests()
        try write("one")
        #expect(try digest(digests) == Self.digest("one"))
        // The same size and time: only whoever remembers does not see it.
        try write("two")
        #expect(try digest(digests) == Self.digest("one"))
        #expect(try digest(FileDigests()) == Self.digest("two"))
        try FileSystem.append(Array("!".utf8), to: path)
        #expect(try digest(digests) == Self.digest("two!"))
    }

    /// A build that gives all files the same time, and makes one of the same size in the same place.
    @Test func aTimeThatWasSetBackDeceivesNobodyWhoAsksForAnyChange() throws {
        let digests = FileDigests()
        for text in ["one", "two", "six"] {
            try write(text)
            #expect(try digest(digests, .anything, keptIn: keeping) == Self.digest(text))
            #expect(try digest(FileDigests(), .anything, keptIn: keeping) == Self.digest(text))
        }
    }

    /// The clock of the file system has not gone on since the change, and a second change has the same time.
    @Test func whatMayChangeWithoutASignIsReadAgain() throws {
        let digests = FileDigests()
        for text in ["one", "two", "six"] {
            try write(text, at: "2100-01-01T00:00:00Z")
            #expect(try digest(digests, keptIn: keeping) == Self.digest(text))
        }
        #expect(try FileSystem.kind(of: keeping) == nil)
    }

    @Test(arguments: [FileVersion.Change.contents, .anything])
    func whatWasChangedAMomentAgoIsReadAgain(_ change: FileVersion.Change) throws {
        let digests = FileDigests()
        try FileSystem.make(path, holding: [0], mode: 0o600)
        for byte in UInt8.min...UInt8.max {
            try FileSystem.overwrite(path, with: [byte])
            #expect(try digest(digests, change, keptIn: keeping) == SHA256.hex(of: [byte]))
        }
    }

    @Test func laterProcessesReadWhatWasKept() throws {
        try write("one")
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("one"))
        #expect(try FileSystem.mode(of: keeping) == 0o600)
        try write("two")
        // It was kept, so it is not computed; nor is it by those who keep nothing.
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("one"))
        #expect(try digest(FileDigests()) == Self.digest("two"))
        #expect(try kept().count == 1)
        try FileSystem.remove(keeping)
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("two"))
    }

    @Test func toAskWritesNothing() throws {
        try write("one")
        let digests = FileDigests()
        #expect(try digests.digest(of: path, limit: 100, change: .contents, keptIn: keeping) == Self.digest("one"))
        #expect(try FileSystem.kind(of: keeping) == nil)
        digests.keep(path, change: .contents, in: keeping)
        let kept = try FileSystem.version(of: keeping, by: .anything)
        digests.keep(path, change: .contents, in: keeping)
        #expect(try FileSystem.version(of: keeping, by: .anything) == kept)
        // What nobody asked for is not known.
        FileDigests().keep(path, change: .anything, in: scratch.at("other"))
        #expect(try FileSystem.kind(of: scratch.at("other")) == nil)
    }

    @Test func whoMadeAFileKnowsItsDigest() throws {
        try write("one", at: "2100-01-01T00:00:00Z")
        let digests = FileDigests()
        try digests.remember(Self.digest("two"), of: path, change: .contents)
        #expect(try digest(digests, keptIn: keeping) == Self.digest("two"))
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("two"))
        #expect(try digest(FileDigests()) == Self.digest("one"))
    }

    @Test func linesThatAreNoneAreDropped() throws {
        try write("one")
        _ = try digest(FileDigests(), keptIn: keeping)
        let line = String(try kept()[0]), version = line.split(separator: " ")[0]
        let damaged = [
            "", " ", "\(version)", "\(version) 12ab", "\(version)  \(Self.digest("two"))",
            "1:2:3 \(Self.digest("two"))",
            "\(version) \(String(repeating: "g", count: 64))", "\(version):7 \(Self.digest("two"))", "\0\u{FFFD}",
            "\(version) \(Self.digest("two")) 1", "\(version) \(Self.digest("two"))0",
        ]
        try FileSystem.writeAtomically(Array(damaged.joined(separator: "\n").utf8), to: keeping)
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("one"))
        #expect(try kept() == [line[...]])
    }

    @Test func onlyTheNewestAreKept() throws {
        let digests = FileDigests()
        for number in 1...70 {
            try write(String(repeating: "x", count: number))
            _ = try digest(digests, keptIn: keeping)
        }
        let sizes = try kept().map { $0.split(separator: ":")[2] }
        #expect(sizes == (7...70).map { "\($0)" })
    }

    @Test func whereNothingCanBeKeptTheDigestIsToldAllTheSame() throws {
        try write("one")
        let missing = scratch.at("missing/digests")
        #expect(try digest(FileDigests(), keptIn: missing) == Self.digest("one"))
        #expect(try FileSystem.kind(of: scratch.at("missing")) == nil)
        try FileSystem.createDirectory(keeping)
        #expect(try digest(FileDigests(), keptIn: keeping) == Self.digest("one"))
        #expect(try FileSystem.list(scratch.path).sorted() == ["digests", "program"])
        #expect(throws: SystemError.self) {
            try FileDigests().digest(of: scratch.at("none"), limit: 100, change: .contents, keptIn: keeping)
        }
    }
}
