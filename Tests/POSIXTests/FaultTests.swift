import POSIX
import Testing

/// Seams, planned faults and signals: seen from outside, on a program of their own.
@Suite struct FaultTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func probe(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Outcome {
        let environment = EnvironmentVariables.all.merging(variables) { $1 }
        return try Subprocess.run(
            Command(try Scratch.probe("posix-probe"), arguments, environment: environment), timeout: .seconds(20))
    }

    @Test func aSeamKillsOrFailsAtItsHit() throws {
        let seams = ["seams", "lock.open", "state.rename", "lock.open"]
        #expect(try probe(seams).outputText == "end\n")
        #expect(try probe(seams, ["SLIPWAY_FAULTS": "lock.open@2=kill"]).status == .signalled(9))
        #expect(try probe(seams, ["SLIPWAY_FAULTS": "lock.open@3=kill"]).status == .exited(0))
        #expect(try probe(seams, ["SLIPWAY_FAULTS": "any@3=kill"]).status == .signalled(9))
        #expect(try probe(seams, ["SLIPWAY_FAULTS": "any@4=kill"]).status == .exited(0))
        #expect(
            try probe(seams, ["SLIPWAY_FAULTS": "state.rename@1=error,lock.open@2=error"]).outputText
                == "reach state.rename: planned fault\nreach lock.open: planned fault\nend\n")
    }

    @Test func theSeamLogNamesEachHit() throws {
        let log = scratch.at("log")
        for _ in 0..<2 { _ = try probe(["seams", "state.rename", "lock.open"], ["SLIPWAY_SEAM_LOG": log]) }
        #expect(try text(log) == "state.rename\nlock.open\nstate.rename\nlock.open\n")
    }

    /// A fault plan with a typing mistake must not become a run without faults.
    @Test(
        arguments: [
            ("SLIPWAY_FAULTS", "lock.opne@1=kill"), ("SLIPWAY_FAULTS", "lock.open=kill"),
            ("SLIPWAY_FAULTS", "lock.open@0=kill"), ("SLIPWAY_FAULTS", "lock.open@1=explode"),
            ("SLIPWAY_IO_FAULTS", "0:EIO"), ("SLIPWAY_IO_FAULTS", "1:EWHAT"), ("SLIPWAY_IO_FAULTS", "1:EIO:always"),
            ("SLIPWAY_IO_FAULTS", "EIO"), ("SLIPWAY_SEAM_LOG", "/no/such/directory/log"),
        ])
    func aPlanNotUnderstoodIsRefused(variable: String, value: String) throws {
        let outcome = try probe(
            variable == "SLIPWAY_IO_FAULTS" ? ["write", scratch.at("f"), "1"] : ["seams", "lock.open"],
            [variable: value])
        #expect(outcome.status == .exited(64))
        #expect(outcome.errorText == "slipway: \(variable) is not understood: \(value)\n")
    }

    @Test func namesAreDistinct() {
        #expect(Set(Seam.allCases.map(\.rawValue)).count == Seam.allCases.count)
        #expect(Seam.allCases.count >= 24)
    }

    /// Every call of one atomic write fails in turn: the content is old or new, the exit tells, nothing is left.
    @Test(arguments: ["EIO", "ENOSPC", "EDQUOT", "EXDEV", "fsync"])
    func anAtomicWriteIsAllOrNothing(kind: String) throws {
        let path = scratch.at("file")
        let new = String(repeating: "n", count: 10_000)
        for number in 1...100 {
            try FileSystem.writeAtomically(Array("old".utf8), to: path)
            let outcome = try probe(["write", path, "10000"], ["SLIPWAY_IO_FAULTS": "\(number):\(kind)"])
            let content = try text(path)
            #expect(try scratch.names() == ["file"])
            if outcome.status == .exited(0) {
                #expect(content == new)
                #expect(number > 1)
                return
            }
            #expect(outcome.status == .exited(1))
            #expect(content == "old" || content == new)
        }
        Issue.record("no run without a fault")
    }

    @Test(arguments: ["short", "EINTR"])
    func shortAndInterruptedWritesGoOn(kind: String) throws {
        for number in 1...20 {
            let outcome = try probe(
                ["write", scratch.at("file"), "10000"], ["SLIPWAY_IO_FAULTS": "\(number):\(kind)"])
            #expect(outcome.status == .exited(0))
            #expect(try FileSystem.size(of: scratch.at("file")) == 10_000)
        }
    }

    @Test(arguments: ["ENOSPC", "fsync", "EIO"])
    func aFailedAppendLeavesNoPart(kind: String) throws {
        let path = scratch.at("log")
        for number in 1...50 {
            try FileSystem.writeAtomically(Array("one\n".utf8), to: path)
            let outcome = try probe(["append", path, "two\n"], ["SLIPWAY_IO_FAULTS": "\(number):\(kind)"])
            let content = try text(path)
            if outcome.status == .exited(0) {
                #expect(content == "one\ntwo\n")
                return
            }
            #expect(content == "one\n" || (kind == "EIO" && content == "one\ntwo\n"))
        }
        Issue.record("no run without a fault")
    }

    func signalled(_ arguments: [String]) throws -> (ProcessIdentity, out: String) {
        let out = scratch.at("out")
        let process = try Subprocess.spawnDetached(
            Command(try Scratch.probe("posix-probe"), ["signals"] + arguments), standardOutput: out)
        #expect(Pause.until(.after(.seconds(20))) { (try? text(out)) == "ready\n" })
        return (process, out)
    }

    @Test func theFirstSignalDrainsTheSecondStops() throws {
        let (process, out) = try signalled([])
        defer { process.kill() }
        process.send(Signals.interrupt)
        #expect(Pause.until(.after(.seconds(10))) { (try? text(out)) == "ready\ndrain(signal: 2)\n" })
        process.send(Signals.terminate)
        #expect(process.waitUntilGone(.after(.seconds(10))))
        // The first signal names the reason, whatever the second was.
        #expect(try text(out) == "ready\ndrain(signal: 2)\nstop(signal: 2)\n")
    }

    /// Nobody listens any more: the kernel's timer ends the process a second after the second signal.
    @Test func aSecondSignalEndsTheProcessInAnyCase() throws {
        let (process, out) = try signalled(["deaf"])
        defer { process.kill() }
        process.send(Signals.terminate)
        #expect(Pause.until(.after(.seconds(10))) { (try? text(out))?.hasSuffix("drain(signal: 15)\n") == true })
        let start = Instant.now
        process.send(Signals.terminate)
        #expect(process.waitUntilGone(.after(.seconds(10))))
        #expect(Instant.now.since(start) < .milliseconds(2500))
    }
}
