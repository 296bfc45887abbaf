import Glibc
import POSIX
import TestSupport
import Testing

@Suite struct SubprocessTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func run(_ executable: String, _ arguments: String..., input: [UInt8] = [], limit: Int = 1 << 20) throws -> Outcome
    {
        try Subprocess.run(
            Command(executable, arguments, standardInput: input), timeout: .seconds(20), outputLimit: limit)
    }

    @Test func collectsBothStreamsAndTheStatus() throws {
        let outcome = try run("sh", "-c", "echo out; echo err >&2; exit 7")
        #expect(outcome.status == .exited(7))
        #expect(outcome.outputText == "out\n")
        #expect(outcome.errorText == "err\n")
        #expect(!outcome.isTruncated)
        #expect(try run("sh", "-c", "kill -9 $$").status == .signalled(9))
    }

    /// More than any pipe holds, in both directions at once.
    @Test func neitherSideBlocks() throws {
        let input = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
        let outcome = try run("cat", input: input, limit: 1 << 22)
        #expect(outcome.standardOutput == input)
        let cut = try run("cat", input: input, limit: 1000)
        #expect(cut.standardOutput.count == 1000)
        #expect(cut.isTruncated)
    }

    /// `true` closes its input at once; neither an error nor a SIGPIPE may follow.
    @Test func inputNobodyReads() throws {
        #expect(try run("true", input: [UInt8](repeating: 0, count: 1_000_000)).status.isSuccess)
    }

    /// As it is for a moment wherever one thread starts a program while another writes one.
    @Test func aProgramThatIsStillOpenForWritingIsWaitedFor() throws {
        let program = scratch.at("program")
        try FileSystem.writeAtomically(Array("#!/bin/sh\nexit 7\n".utf8), to: program, mode: 0o700)
        let writer = unsafe open(program, O_WRONLY | O_CLOEXEC)
        try #require(writer >= 0)
        let closing = RepeatingThread(every: .milliseconds(20)) {
            _ = close(writer)
            return false
        }
        #expect(try run(program).status == .exited(7))
        closing?.stop()

        let holder = unsafe open(program, O_WRONLY | O_CLOEXEC)
        defer { _ = close(holder) }
        let error = #expect(throws: SystemError.self) { try run(program) }
        #expect(error?.description == "run \(program): Text file busy")
    }

    @Test func killsTheWholeGroupAtTheTimeout() throws {
        let start = Instant.now
        let pidFile = scratch.at("pid")
        let command = Command("sh", ["-c", "sleep 60 & echo $! > \(pidFile); wait"])
        let error = #expect(throws: SystemError.self) {
            try Subprocess.run(command, timeout: .milliseconds(300))
        }
        #expect(error?.isTimeout == true)
        #expect(error?.description == "run sh: did not end within 0.3 s")
        #expect(Instant.now.since(start) < .seconds(5))
        let pid = try #require(Int32(text(pidFile).prefix { $0 != "\n" }))
        let grandchild = try ProcessIdentity.of(pid)
        #expect(grandchild.map { $0.waitUntilGone(.after(.seconds(5))) } ?? true)
    }

    /// A daemon that keeps the pipes must not hold up the one who started its parent.
    @Test func aGrandchildWithThePipesOpenIsNotWaitedFor() throws {
        let start = Instant.now
        let outcome = try run("sh", "-c", "sleep 5 & echo $!")
        #expect(Instant.now.since(start) < .seconds(4))
        let pid = try #require(Int32(outcome.outputText.prefix { $0 != "\n" }))
        try ProcessIdentity.of(pid)?.kill()
    }

    @Test func environmentDirectoryAndArgumentsArePassedVerbatim() throws {
        let command = Command(
            "sh", ["-c", "pwd; echo \"$1|$A\"; env | wc -l", "sh", "a b;$(c)"],
            environment: ["A": "x y", "PATH": "/usr/bin:/bin"], directory: scratch.path)
        let lines = try Subprocess.run(command, timeout: .seconds(5)).outputText.split(separator: "\n")
        #expect(lines[0] == scratch.path)
        #expect(lines[1] == "a b;$(c)|x y")
    }

    @Test func inheritsNoDescriptorAndNoSignalSetting() throws {
        try Signals.install()
        let outcome = try run("sh", "-c", "ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status")
        let lines = outcome.outputText.split(separator: "\n")
        // 0, 1, 2 and the one `ls` reads the directory with.
        #expect(lines[0] == "4")
        // The standard signals 1 to 31; glibc keeps two of its own beyond them.
        let ignored = try #require(UInt64(lines[1].suffix(16), radix: 16))
        #expect(ignored & 0x7fff_ffff == 0)
    }

    @Test func namesTheProgramThatIsMissing() {
        let error = #expect(throws: SystemError.self) { try run("no-such-program") }
        #expect(error?.description == "run no-such-program: no such program on PATH")
        #expect(throws: SystemError.self) { try run("sh", "a\0b") }
    }

    @Test func aDaemonOutlivesItsStartAndIsStopped() throws {
        let log = scratch.at("log")
        let daemon = try Subprocess.spawnDetached(
            Command("sh", ["-c", "echo started; exec sleep 60"]), standardOutput: log)
        #expect(daemon.isAlive)
        #expect(daemon.isLocal)
        #expect(Pause.until(.after(.seconds(5))) { (try? text(log)) == "started\n" })
        #expect(!daemon.waitUntilGone(.after(.milliseconds(20))))
        #expect(daemon.stop(grace: .seconds(5)))
        #expect(!daemon.isAlive)
        #expect(!daemon.terminate())
        #expect(try FileSystem.mode(of: log) == 0o600)
    }

    @Test func anotherProcessWithTheSamePidIsAnother() throws {
        let own = try ProcessIdentity.current()
        #expect(own.isAlive)
        let reused = ProcessIdentity(
            pid: own.pid, bootID: own.bootID, namespace: own.namespace, startTime: own.startTime + 1)
        #expect(!reused.isAlive)
        #expect(!reused.terminate())
        let rebooted = ProcessIdentity(
            pid: own.pid, bootID: "other", namespace: own.namespace, startTime: own.startTime)
        #expect(!rebooted.isLocal)
    }

    @Test func freePorts() throws {
        let one = try PortBlock(), other = try PortBlock()
        #expect(Set(one.ports).isDisjoint(with: other.ports))
        #expect(one.ports.allSatisfy { Ports.isFree($0) && !Ports.isListening($0) })
        #expect(!Ports.isFree(0) && !Ports.isFree(70_000) && !Ports.isListening(0))
    }
}
