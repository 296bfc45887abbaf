import Glibc
import POSIX
import TestSupport
import Testing

/// CLI tier: whoever is stopped stops soon, with the signal's own status, and leaves nothing behind.
@Suite(.enabled(if: AWSUser.missing == nil, "\(AWSUser.missing ?? "")"))
struct AWSStopTests {
    /// What is waited for when the signal comes.
    struct Wait: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: [String]
        /// Of a stub that does not answer for a minute.
        let variables: [String: String]
        let isForInput: Bool
        let answers: [StubServer.Answer]

        static let silence = StubServer.Answer(200, "text/xml", "", delay: 60)

        init(
            _ words: String, _ what: String, _ variables: [String: String] = [:], isForInput: Bool = false,
            answers: [StubServer.Answer] = [silence]
        ) {
            testDescription = "\(words): \(what)"
            self.words = words.split(separator: " ").map(String.init)
            self.variables = variables
            self.isForInput = isForInput
            self.answers = answers
        }
    }

    private static let container = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "{stub}/", "AWS_ACCESS_KEY_ID": ""]
    private static let instance = [
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{stub}", "AWS_EC2_METADATA_DISABLED": "false", "AWS_REGION": "",
        "AWS_METADATA_SERVICE_TIMEOUT": "60",
    ]

    static let waits: [Wait] = [
        Wait("aws whoami", "an answer"),
        Wait("aws whoami", "a pause", answers: [.init(503, "text/xml", "<Error/>", fields: [("Retry-After", "15")])]),
        Wait("aws whoami", "a container", container), Wait("aws whoami", "the region", instance),
        Wait("aws eks-token --cluster shop", "a container", container),
        Wait("aws eks-token --cluster shop", "the region", instance),
        Wait("aws sign --service s3", "a container", container), Wait("aws sign --service s3", "the region", instance),
        Wait("aws sign --service s3", "input", isForInput: true),
        Wait("aws request s3 /b/k", "an answer"), Wait("aws request s3 /b/k --body -", "input", isForInput: true),
        Wait("secrets get ssm:/shop/key", "an answer"), Wait("secrets list prod", "an answer"),
        Wait("secrets set ssm:/shop/key", "input", isForInput: true),
        Wait("secrets rotate ssm:/shop/key --yes", "an answer"),
    ]

    @Test(arguments: waits, [SIGINT, SIGTERM])
    func stops(wait: Wait, signal: Int32) throws {
        let stub = try StubServer(wait.answers)
        let user = try AWSUser()
        var variables = AWSUser.keys.merging(["AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": stub.url]) { $1 }
        variables.merge(
            wait.variables.mapValues {
                $0.split(separator: "{stub}", omittingEmptySubsequences: false).joined(separator: stub.url)
            }
        ) { $1 }
        if variables["AWS_ACCESS_KEY_ID"] == "" { variables["AWS_SECRET_ACCESS_KEY"] = nil }
        let process = try Background(try user.command(wait.words, variables), in: user.scratch)
        let isWaiting = Pause.until(.after(.seconds(20))) {
            wait.isForInput ? process.heedsSignals : (try? stub.requests().isEmpty) == false
        }
        #expect(isWaiting, "it does not wait: \(process.told)")
        let began = Instant.now
        _ = kill(process.pid, signal)
        let status = process.wait(within: .seconds(10))
        let took = Instant.now.since(began)
        #expect(status == (128 + signal) << 8 && took < .seconds(2), "\(status) after \(took): \(process.told)")
        let isInt = signal == SIGINT
        let code = wait.isForInput ? (isInt ? "E0730" : "E0731") : (isInt ? "E0827" : "E0733")
        let lines = process.told.split(separator: "\n")
        #expect(lines.count == 4 && lines.first?.hasPrefix("error[\(code)]: ") == true, "\(process.told)")
        #expect(lines.count > 2 && lines[2] == "  help: run the command again", "\(process.told)")
    }

    /// The program that gives credentials ends with the one that asked it.
    @Test(arguments: [SIGINT, SIGTERM], ["aws whoami", "aws sign --service s3"])
    func takesTheProgramAlong(signal: Int32, words: String) throws {
        let user = try AWSUser()
        try user.write(
            "program",
            "#!/bin/sh\necho $$ >\(user.scratch.at("pid.tmp"))\nmv \(user.scratch.at("pid.tmp")) \(user.scratch.at("pid"))\nexec sleep 60\n",
            mode: 0o700)
        try user.write("home/.aws/config", "[profile ci]\ncredential_process = \(user.scratch.at("program"))\n")
        let words = words.split(separator: " ").map(String.init) + ["--profile", "ci", "--region", "us-east-1"]
        let process = try Background(try user.command(words, [:]), in: user.scratch)
        #expect(Pause.until(.after(.seconds(20))) { (try? FileSystem.kind(of: user.scratch.at("pid"))) == .regular })
        let text = String(decoding: try FileSystem.read(user.scratch.at("pid"), limit: 20), as: UTF8.self)
        let child = try #require(Int32(text.split(separator: "\n").first ?? ""))
        #expect(child > 1 && kill(child, 0) == 0)
        _ = kill(process.pid, signal)
        #expect(process.wait(within: .seconds(10)) == (128 + signal) << 8, "\(process.told)")
        #expect(kill(child, 0) == -1 && errno == ESRCH, "the program is left")
    }

    /// Nothing of a process that holds secrets is written when it crashes, though the system would.
    @Test(arguments: [SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGQUIT])
    func aCrashTellsNothing(signal: Int32) throws {
        let stub = try StubServer([Wait.silence])
        let user = try AWSUser()
        func unlimited(_ command: Command, in directory: String) throws -> Background {
            var limited = command
            limited.executable = "/bin/sh"
            limited.arguments =
                ["-c", "ulimit -c unlimited 2>/dev/null; exec \"$@\"", "sh", command.executable] + command.arguments
            limited.directory = user.scratch.at(directory)
            return try Background(limited, in: user.scratch)
        }
        // One that hides nothing, to see that cores are written here at all.
        let control = try unlimited(
            Command("/bin/sleep", ["60"], environment: ["PATH": "/usr/bin:/bin"]), in: "project")
        #expect(Pause.until(.after(.seconds(20))) { control.program == "sleep" })
        _ = kill(control.pid, signal)
        let isUsual = control.wait(within: .seconds(10)) == signal | 0x80
        let process = try unlimited(
            try user.command(
                ["secrets", "get", "ssm:/shop/key"],
                AWSUser.keys.merging(["AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": stub.url]) { $1 }), in: "home")
        #expect(Pause.until(.after(.seconds(20))) { (try? stub.requests().isEmpty) == false })
        _ = kill(process.pid, signal)
        let status = process.wait(within: .seconds(10))
        // 0x80 tells of a core, wherever it went.
        #expect(status == signal, "\(status)")
        #expect(process.told.isEmpty, "\(process.told)")
        #expect(try FileSystem.list(user.home).allSatisfy { !$0.contains("core") })
        print("signal \(signal): others \(isUsual ? "leave a core" : "leave no core either") here")
    }
}

/// A program that runs while a test goes on, with standard input that never ends.
private final class Background {
    private let process: ProcessIdentity
    private let log: String
    var pid: Int32 { process.pid }

    init(_ command: Command, in scratch: Scratch) throws {
        let name = RandomBytes.hexadecimal(4)
        log = scratch.at("\(name).log")
        let pipe = scratch.at("\(name).pipe")
        let made = unsafe mkfifo(pipe, 0o600)
        try #require(made == 0)
        var waiting = command
        waiting.executable = "/bin/sh"
        waiting.arguments = ["-c", "exec \"$@\" 0<>\"$0\"", pipe, command.executable] + command.arguments
        process = try Subprocess.spawnDetached(waiting, standardOutput: log)
    }

    deinit {
        process.kill()
        _ = process.waitUntilGone(.after(.seconds(5)))
    }

    /// Both streams.
    var told: String { String(decoding: (try? FileSystem.read(log, limit: 1 << 20)) ?? [], as: UTF8.self) }

    var program: String { of("comm").split(separator: "\n").first.map(String.init) ?? "" }

    /// Whether it has begun to heed signals.
    var heedsSignals: Bool {
        let line = of("status").split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) } ?? 0
        return mask & 1 << (SIGTERM - 1) != 0
    }

    private func of(_ file: String) -> String {
        String(decoding: (try? FileSystem.read("/proc/\(pid)/\(file)", limit: 1 << 16)) ?? [], as: UTF8.self)
    }

    /// As waitpid(2) has it; -1 where it still runs.
    func wait(within time: Duration) -> Int32 {
        var status: Int32 = 0
        return Pause.until(.after(time)) { unsafe waitpid(pid, &status, WNOHANG) == pid } ? status : -1
    }
}
