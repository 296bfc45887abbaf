import POSIX
import Testing

/// No path leads out of its directory (gate R16).
@Suite struct ConfinedDirectoryTests {
    let scratch: Scratch
    let root: ConfinedDirectory

    /// `outside` beside the root, and in the root everything a payload may need.
    init() throws {
        scratch = try Scratch()
        try FileSystem.writeAtomically(Array("secret".utf8), to: scratch.at("outside"))
        let base = scratch.at("root")
        try FileSystem.createDirectory("\(base)/sub/deep", withParents: true)
        try FileSystem.createDirectory(scratch.at("root-evil"))
        try FileSystem.writeAtomically(Array("secret".utf8), to: scratch.at("root-evil/file"))
        for name in ["file", "sub/file", "sub/deep/file"] {
            try FileSystem.writeAtomically(Array(name.utf8), to: "\(base)/\(name)")
        }
        let links = [
            "out": "../outside", "out-absolute": scratch.at("outside"), "out-directory": "..", "root-link": "/",
            "environ": "/proc/self/environ", "descriptor": "/proc/self/fd/0", "zero": "/dev/zero", "sub/up": "../..",
            "sub/far": "../../outside", "loop": "loop", "dangling-out": "../nothing", "chain": "out",
            "through": "sub/up/outside", "in": "sub/file", "in-directory": "sub", "sub/in-up": "../file",
            "in-absolute": "\(base)/file", "cwd": "/proc/self/cwd", "sub/deep/three": "../../../outside",
        ]
        for (name, target) in links { try FileSystem.symlink(to: target, at: "\(base)/\(name)") }
        _ = try Subprocess.run(Command("mkfifo", ["\(base)/pipe"]), timeout: .seconds(5))
        _ = try Subprocess.run(Command("ln", [scratch.at("outside"), "\(base)/hard"]), timeout: .seconds(5))
        _ = try Subprocess.run(Command("mknod", ["\(base)/null", "c", "1", "3"]), timeout: .seconds(5))
        root = try ConfinedDirectory(base)
    }

    static let payloads = [
        // Upwards.
        "..", "../outside", "../../etc/passwd", "sub/../../outside", "./../outside", "sub/./../../outside",
        "sub/../file", "../root/file", "../root-evil/file", "..//outside", "sub/deep/../../../outside", "sub/..",
        "file/..", "file/../../outside", "../", "./..", "sub//../..", ".../../outside", "..\u{0}",
        "../outside\u{0}.yaml",
        // Absolute.
        "/etc/passwd", "//etc/passwd", "/", "/proc/self/environ", "/dev/zero", "/dev/stdin", "/./etc/passwd",
        "///tmp", "/root/file",
        // Links that leave, at the end and on the way.
        "out", "out-absolute", "out-directory", "out-directory/outside", "root-link/etc/passwd", "environ",
        "descriptor", "zero", "sub/up", "sub/up/outside", "sub/far", "loop", "loop/file", "dangling-out", "chain",
        "through", "in-absolute", "cwd/file", "sub/deep/three", "in-directory/far", "in-directory/up/outside",
        // What is no plain file.
        "pipe", "null", "hard", "sub", ".", "sub/", "file/", "file/x",
        // Text that means something else to someone else.
        "", "file\u{0}", "\u{0}", "file\u{0}.yaml", "a\nb", "\u{1b}[2J", "file\r", "\t", "\u{7f}", "\u{85}",
        "..\\outside", "sub\\file", "C:\\Windows", "\\\\host\\share", "~/file", "$HOME/file", "%2e%2e/outside",
        "..%2foutside", "file:///etc/passwd", "．．/outside", "․․/outside", "..∕outside", "‥/outside", "FILE",
        "File", "Sub/file", "fi\u{6c}\u{301}e", "sub/\u{200d}file", "file ", " file", "file.",
        String(repeating: "a/", count: 2100) + "f", String(repeating: "x", count: 300),
    ]

    @Test(arguments: payloads.indices)
    func isRefused(index: Int) {
        let payload = Self.payloads[index]
        let start = Instant.now
        let error = #expect(throws: SystemError.self, "\(payload.debugDescription)") {
            try root.read(payload, limit: 1 << 16)
        }
        #expect(Instant.now.since(start) < .seconds(1))
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 32 } == true)
    }

    @Test func payloadsAreMany() {
        #expect(Set(Self.payloads).count >= 60)
        print("R16: \(Self.payloads.count) payloads refused")
    }

    @Test(arguments: [
        ("file", "file"), ("./file", "file"), ("sub/file", "sub/file"), ("sub//file", "sub/file"), ("in", "sub/file"),
        ("in-directory/file", "sub/file"), ("in-directory/deep/file", "sub/deep/file"), ("sub/in-up", "file"),
    ])
    func isAccepted(path: String, content: String) throws {
        #expect(try String(decoding: root.read(path, limit: 100), as: UTF8.self) == content)
        #expect(try root.kind(of: path) == .regular)
    }

    /// Output stays inside as well; what is outside is never touched.
    @Test(arguments: [
        "../new", "/new", "out-directory/new", "sub/up/new", "root-link/tmp/new", "sub/../../new", "", "sub/", "a\0b",
        "pipe/new", "file/new", "loop/new", "..", "cwd/new",
    ])
    func isNotWrittenTo(path: String) throws {
        let before = try scratch.names()
        #expect(throws: SystemError.self) { try root.write([1], to: path) }
        #expect(try scratch.names() == before)
        #expect(try !FileSystem.list(scratch.at("root")).contains { FileSystem.isTemporary($0) })
    }

    @Test func writesInsideAndReplacesLinks() throws {
        try root.write(Array("new".utf8), to: "made/on/the/way")
        try root.write(Array("new".utf8), to: "in-directory/new")
        try root.write(Array("mine".utf8), to: "out")
        try root.write(Array("mine".utf8), to: "hard")
        #expect(try text(scratch.at("root/made/on/the/way")) == "new")
        #expect(try text(scratch.at("root/sub/new")) == "new")
        #expect(try text(scratch.at("root/out")) == "mine")
        #expect(try text(scratch.at("outside")) == "secret")
        #expect(try root.list("made") == ["on"])
        #expect(try root.list().contains("file"))
    }

    /// A directory turned into a link that leads out and back, as fast as can be, while it is read.
    @Test func aSwappedLinkNeverLeadsOut() throws {
        let base = scratch.at("root")
        try FileSystem.createDirectory("\(base)/real")
        try FileSystem.writeAtomically(Array("inside".utf8), to: "\(base)/real/outside")
        try FileSystem.symlink(to: "real", at: "\(base)/link-in")
        try FileSystem.symlink(to: "..", at: "\(base)/link-out")
        try FileSystem.symlink(to: "real", at: "\(base)/swap")
        let thread = RepeatingThread(every: .milliseconds(1)) {
            for _ in 0..<20 {
                for name in ["in", "out"] {
                    try? FileSystem.symlink(to: name == "in" ? "real" : "..", at: "\(base)/next")
                    try? FileSystem.rename("\(base)/next", to: "\(base)/swap")
                }
            }
            return true
        }
        defer { thread?.stop() }
        var seen = 0
        var refused = 0
        let deadline = Deadline.after(.seconds(20))
        while seen < 500 || refused < 500, !deadline.hasPassed {
            do {
                let bytes = try root.read("swap/outside", limit: 100)
                #expect(String(decoding: bytes, as: UTF8.self) == "inside")
                seen += 1
            } catch {
                refused += 1
            }
        }
        #expect(seen >= 500 && refused >= 500)
        print("R16: reads through a swapped link: \(seen) inside, \(refused) refused, 0 outside")
    }

    @Test func tellsWhy() {
        for (path, reason) in [
            ("../x", "the path holds \"..\", which could leave \(root.root)"),
            ("/x", "the path is absolute; it must be relative to \(root.root)"),
            ("out", "leads out of \(root.root)"), ("hard", "has a second hard link, which may lie elsewhere"),
            ("pipe", "is a named pipe, not a regular file"), ("loop", "is an endless chain of links, or a magic one"),
        ] {
            let error = #expect(throws: SystemError.self) { try root.read(path, limit: 10) }
            #expect(error?.detail == reason)
        }
    }
}
