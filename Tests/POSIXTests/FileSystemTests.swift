import Diagnostics
import POSIX
import Testing

@Suite struct FileSystemTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func writesAndReadsBack() throws {
        let path = scratch.at("file")
        try FileSystem.writeAtomically(Array("one".utf8), to: path)
        try FileSystem.writeAtomically(Array("two".utf8), to: path, mode: 0o640)
        #expect(try text(path) == "two")
        #expect(try FileSystem.mode(of: path) == 0o640)
        #expect(try FileSystem.size(of: path) == 3)
        #expect(try scratch.names() == ["file"])
    }

    @Test func makesOnlyWhatIsNotThere() throws {
        try FileSystem.make(scratch.at("new"), holding: Array("one".utf8), mode: 0o777)
        #expect(try text(scratch.at("new")) == "one")
        #expect(try FileSystem.mode(of: scratch.at("new")) == 0o777)
        #expect(throws: SystemError.self) { try FileSystem.make(scratch.at("new"), holding: [], mode: 0o600) }
        #expect(throws: SystemError.self) { try FileSystem.make(scratch.at("no/new"), holding: [], mode: 0o600) }
        #expect(try text(scratch.at("new")) == "one")
        #expect(try scratch.names() == ["new"])
    }

    @Test func copiesInPiecesAndShowsThem() throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try FileSystem.writeAtomically(bytes, to: scratch.at("source"), mode: 0o640)
        var seen: [UInt8] = []
        var pieces = 0
        try FileSystem.copyFile(scratch.at("source"), to: scratch.at("copy")) { piece in
            seen += piece
            pieces += 1
        }
        #expect(seen == bytes && pieces > 1)
        #expect(try FileSystem.read(scratch.at("copy"), limit: 1 << 20) == bytes)
        #expect(try FileSystem.mode(of: scratch.at("copy")) == 0o640)
        // What is too large, or not there, leaves the former copy and nothing beside it.
        for (source, limit) in [("source", 100_000), ("missing", 1 << 20)] {
            #expect(throws: SystemError.self) {
                try FileSystem.copyFile(scratch.at(source), to: scratch.at("copy"), mode: 0o600, limit: limit)
            }
        }
        #expect(try FileSystem.read(scratch.at("copy"), limit: 1 << 20) == bytes)
        #expect(try scratch.names() == ["copy", "source"])
    }

    @Test func linksAndTellsVersionsApart() throws {
        try FileSystem.writeAtomically([1], to: scratch.at("one"))
        try FileSystem.writeAtomically([1], to: scratch.at("other"))
        let version = try FileSystem.version(of: scratch.at("one"), by: .contents)
        let before = try FileSystem.version(of: scratch.at("one"), by: .anything)
        try FileSystem.link(scratch.at("one"), at: scratch.at("two"))
        #expect(try FileSystem.version(of: scratch.at("two"), by: .contents) == version)
        // The clock of the file system ticks 100 times a second at least, so in the end this shows.
        let deadline = Deadline.after(.seconds(5))
        while try FileSystem.version(of: scratch.at("two"), by: .anything) == before, !deadline.hasPassed {
            try FileSystem.remove(scratch.at("two"))
            try FileSystem.link(scratch.at("one"), at: scratch.at("two"))
        }
        #expect(try FileSystem.version(of: scratch.at("two"), by: .anything) != before)
        #expect(try FileSystem.version(of: scratch.at("other"), by: .contents) != version)
        #expect(FileVersion(text: before.text) == before && FileVersion(text: version.text) == version)
        try FileSystem.append([2], to: scratch.at("two"))
        #expect(try FileSystem.version(of: scratch.at("one"), by: .contents) != version)
        #expect(try FileSystem.read(scratch.at("one"), limit: 10) == [1, 2])
        #expect(throws: SystemError.self) { try FileSystem.link(scratch.at("one"), at: scratch.at("other")) }
        #expect(throws: SystemError.self) { try FileSystem.link(scratch.at("missing"), at: scratch.at("three")) }
        #expect(try scratch.names() == ["one", "other", "two"])
    }

    @Test func appends() throws {
        let path = scratch.at("log")
        for part in ["a", "b", "c"] { try FileSystem.append(Array(part.utf8), to: path) }
        #expect(try text(path) == "abc")
        #expect(try FileSystem.mode(of: path) == 0o600)
        try FileSystem.truncate(path, to: 1)
        #expect(try text(path) == "a")
    }

    @Test func replacesALinkAndFollowsNoneWhenItRemoves() throws {
        try FileSystem.createDirectory(scratch.at("tree/below"), withParents: true)
        try FileSystem.writeAtomically([1], to: scratch.at("kept"))
        try FileSystem.symlink(to: scratch.at("kept"), at: scratch.at("tree/link"))
        try FileSystem.symlink(to: scratch.path, at: scratch.at("tree/directory"))
        try FileSystem.writeAtomically([2], to: scratch.at("tree/below/file"))
        #expect(try FileSystem.kind(of: scratch.at("tree/link")) == .symbolicLink)
        #expect(try FileSystem.readLink(scratch.at("tree/link")) == scratch.at("kept"))
        try FileSystem.removeTree(scratch.at("tree"))
        #expect(try scratch.names() == ["kept"])
        try FileSystem.symlink(to: "kept", at: scratch.at("alias"))
        try FileSystem.writeAtomically([3], to: scratch.at("alias"))
        #expect(try FileSystem.kind(of: scratch.at("alias")) == .regular)
        #expect(try FileSystem.read(scratch.at("kept"), limit: 9) == [1])
    }

    @Test func copiesWithMode() throws {
        try FileSystem.writeAtomically([7], to: scratch.at("source"), mode: 0o750)
        try FileSystem.copyFile(scratch.at("source"), to: scratch.at("same"))
        try FileSystem.copyFile(scratch.at("source"), to: scratch.at("other"), mode: 0o600)
        #expect(try FileSystem.mode(of: scratch.at("same")) == 0o750)
        #expect(try FileSystem.mode(of: scratch.at("other")) == 0o600)
        #expect(FileSystem.isExecutable(scratch.at("same")))
        #expect(!FileSystem.isExecutable(scratch.at("other")))
    }

    /// Nothing that could block or never end is opened; the text says what it is.
    @Test(
        arguments: [
            ("/dev/zero", "is a character device, not a regular file"), ("/dev", "Is a directory"),
            ("/no/such", "No such file or directory"), ("", "the path is empty"),
        ])
    func refusesToRead(path: String, reason: String) {
        let error = #expect(throws: SystemError.self) { try FileSystem.read(path, limit: 10) }
        #expect(error?.description.hasSuffix(reason) == true, "\(String(describing: error))")
    }

    /// The kernel gives such a file to the first call only.
    @Test func readsWhatTellsNoSize() throws {
        #expect(try FileSystem.read("/proc/sys/kernel/ostype", limit: 64) == Array("Linux\n".utf8))
    }

    @Test func refusesNul() {
        let error = #expect(throws: SystemError.self) { try FileSystem.read("/etc/passwd\0.yaml", limit: 1 << 20) }
        #expect(error?.description == "open /etc/passwd\\0.yaml: the path holds a NUL byte")
    }

    @Test func refusesAPipeWithoutBlocking() throws {
        let made = try Subprocess.run(Command("mkfifo", [scratch.at("pipe")]), timeout: .seconds(5))
        #expect(made.status.isSuccess)
        let start = Instant.now
        #expect(throws: SystemError.self) { try FileSystem.read(scratch.at("pipe"), limit: 10) }
        #expect(throws: SystemError.self) { try FileSystem.append([1], to: scratch.at("pipe")) }
        #expect(Instant.now.since(start) < .seconds(1))
    }

    @Test func refusesMoreThanTheLimit() throws {
        try FileSystem.writeAtomically([UInt8](repeating: 1, count: 11), to: scratch.at("eleven"))
        #expect(try FileSystem.read(scratch.at("eleven"), limit: 11).count == 11)
        let error = #expect(throws: SystemError.self) { try FileSystem.read(scratch.at("eleven"), limit: 10) }
        #expect(error?.description.hasSuffix("eleven: is larger than 10 bytes") == true)
    }

    @Test(
        arguments: [
            ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b/", "a", "b"), ("/", "/", "/"),
        ])
    func partsOfAPath(path: String, parent: String, name: String) {
        #expect(FileSystem.parent(of: path) == parent)
        #expect(FileSystem.name(of: path) == name)
    }

    @Test func absolutePaths() throws {
        #expect(try FileSystem.absolutePath("/a/./b/../../../c//d") == "/c/d")
        #expect(try FileSystem.absolutePath("x") == FileSystem.currentDirectory() + "/x")
        #expect(try FileSystem.realPath("/proc/self").hasPrefix("/proc/"))
    }

    @Test func aFailureTellsWhatToDo() {
        let failure = SystemError("write", "/x", 28).failure(code: POSIXCodes.fileUnwritable)
        #expect(failure.diagnostics[0].detail == "write /x: No space left on device.")
        #expect(failure.diagnostics[0].help?.hasPrefix("free space on the file system that holds /x") == true)
    }

    @Test func locksAreExclusive() throws {
        do {
            let first = try FileLock.tryAcquire(scratch.at("lock"))
            let second = try FileLock.tryAcquire(scratch.at("lock"))
            let held = [Self.isHeld(first), Self.isHeld(second)]
            #expect(held == [true, false])
        }
        let third = try FileLock.tryAcquire(scratch.at("lock"))
        let isHeld = Self.isHeld(third)
        #expect(isHeld)
    }

    private static func isHeld(_ lock: borrowing FileLock?) -> Bool {
        switch lock {
        case .some: true
        case .none: false
        }
    }
}
