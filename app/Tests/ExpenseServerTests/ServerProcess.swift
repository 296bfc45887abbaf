import Glibc
import JSON
import Testing

/// The built `expense-server`, started with an environment of its own and stopped with the test.
final class ServerProcess {
    let pid: pid_t
    let port: UInt16
    let directory: String
    private var isReaped = false

    struct Refusal: Error { let text: String }

    /// The binary stands beside the test bundle.
    static var binary: String {
        let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for depth in 0..<6 {
            let path = own.dropLast(depth).joined(separator: "/") + "/expense-server"
            if unsafe access(path, X_OK) == 0 { return path }
        }
        return ".build/debug/expense-server"
    }

    /// Starts and waits until it listens.
    init(_ settings: [String: String] = [:], descriptor3: Int32? = nil) throws {
        var template = Array("/tmp/expense-server-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.directory = directory
        var environment = [
            "PORT": "0", "DATABASE_PATH": directory + "/a.sqlite3", "SQLITE_SYNCHRONOUS": "normal", "THREADS": "2",
        ]
        environment.merge(settings) { _, new in new }
        let started = try Spawned.start(
            [Self.binary], environment, output: directory + "/log", descriptor3: descriptor3)
        pid = started
        let deadline = Deadline(seconds: 20)
        while true {
            if let port = Self.lines(directory).first(where: { $0["msg"] == "listening" })?["port"]?.integer {
                self.port = UInt16(port)
                return
            }
            var status: Int32 = 0
            if unsafe waitpid(started, &status, WNOHANG) != 0 || deadline.hasPassed {
                throw Refusal(text: Spawned.read(directory + "/log"))
            }
            usleep(5000)
        }
    }

    deinit {
        if !isReaped {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            unsafe _ = waitpid(pid, &status, 0)
        }
        for name in ["a.sqlite3", "a.sqlite3-wal", "a.sqlite3-shm", "log"] { unsafe _ = unlink(directory + "/" + name) }
        unsafe _ = rmdir(directory)
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// The exit status, or nil where it did not end in time.
    func exitStatus(seconds: Int = 20) -> Int32? {
        let deadline = Deadline(seconds: seconds)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, WNOHANG) == 0 {
            if deadline.hasPassed { return nil }
            usleep(2000)
        }
        isReaped = true
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    private static func lines(_ directory: String) -> [JSONValue] {
        Spawned.read(directory + "/log").split(separator: "\n").compactMap { try? JSONReader.parse(Array($0.utf8)) }
    }

    var log: String { Spawned.read(directory + "/log") }
    var logLines: [JSONValue] { Self.lines(directory) }

    var residentKilobytes: Int {
        let status = Spawned.read("/proc/\(pid)/status")
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }
}

/// A point in time to give up at.
struct Deadline {
    private let end: Int

    init(seconds: Int) { end = Self.now + seconds * 1000 }
    init(milliseconds: Int) { end = Self.now + milliseconds }

    static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    var hasPassed: Bool { Self.now >= end }
}

/// Programs started with nothing of ours but what is given.
enum Spawned {
    static func start(
        _ arguments: [String], _ environment: [String: String], output: String, descriptor3: Int32? = nil
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        if let descriptor3 { unsafe posix_spawn_file_actions_adddup2(&actions, descriptor3, 3) }
        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var envp = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let result = unsafe posix_spawn(&pid, arguments[0], &actions, nil, &argv, &envp)
        try #require(result == 0, "cannot start \(arguments[0])")
        return pid
    }

    /// The exit status and everything printed.
    static func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> (Int32, String) {
        var template = Array("/tmp/expense-output-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unsafe unlink(path) }
        let pid = try start(arguments, environment, output: path)
        var status: Int32 = 0
        let deadline = Deadline(seconds: 20)
        while unsafe waitpid(pid, &status, WNOHANG) == 0 {
            if deadline.hasPassed { kill(pid, SIGKILL) }
            usleep(2000)
        }
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F), read(path))
    }

    static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
