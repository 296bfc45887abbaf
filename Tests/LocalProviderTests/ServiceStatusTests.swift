import Crypto
import Diagnostics
import POSIX
import S6
import TestSupport
import Testing

@testable import LocalProvider

/// What is read of a service over libs6 is what s6-svstat and s6-svdt print of it, in every state a service can be in.
@Suite(.enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct ServiceStatusTests {
    /// The program of the package, and what it is told to print.
    static let judge = "s6-svstat"
    static let fields = "up,pid,exitcode,signal"

    @Test func aProcessThatRuns() throws {
        try Self.with(run: "exec sleep 600") { supervised in
            let status = try supervised.compared()
            #expect(status.isUp && status.lastEnd == nil)
            let identity = try ProcessIdentity.of(try #require(status.pid))
            #expect(identity?.isAlive == true)
        }
    }

    @Test func aProcessThatASignalEnded() throws {
        try Self.with(run: "exec sleep 600") { supervised in
            try supervised.tell("-wd", "-T", "5000", "-d")
            let status = try supervised.compared()
            #expect(!status.isUp && status.pid == nil && status.lastEnd == "signal SIGTERM")
            #expect(try supervised.deaths() == 1)
        }
    }

    @Test func aProcessThatASignalWithoutANameEnded() throws {
        try Self.with(run: "exec sleep 600") { supervised in
            let pid = try #require(try supervised.status().pid)
            // Not started again once it has ended.
            try supervised.tell("-O")
            _ = try Subprocess.run(Command("/bin/kill", ["-40", "\(pid)"]), timeout: .seconds(5))
            #expect(Wait.until(.after(.seconds(5))) { (try? supervised.status().lastEnd) == "signal 40" })
        }
    }

    @Test func aProcessThatEnded() throws {
        try Self.with(run: "test -e again || { touch again; exit 3; }\n: > second\nexec sleep 600") { supervised in
            // It ends, is started again, and then its end is no longer told.
            let second = "\(supervised.directory)/second"
            #expect(Wait.until(.after(.seconds(10))) { (try? FileSystem.kind(of: second)) ?? nil != nil })
            #expect(try supervised.deaths() == 1)
            #expect(try supervised.compared().lastEnd == nil)
            try FileSystem.remove("\(supervised.directory)/again")
            try supervised.tell("-wd", "-T", "5000", "-d")
            try supervised.tell("-o")
            #expect(Wait.until(.after(.seconds(10))) { (try? supervised.status().lastEnd) == "exit status 3" })
            let status = try supervised.compared()
            #expect(!status.isUp && status.pid == nil && status.lastEnd == "exit status 3")
            #expect(try supervised.deaths() == 3)
        }
    }

    @Test func aProcessWhoseFinishScriptRuns() throws {
        let finish = "#!/bin/sh\n: > finishing\nwhile test -e hold; do sleep 0.05; done\n"
        try Self.with(run: "exec sleep 600", extra: ["finish": finish, "hold": ""]) { supervised in
            let finishing = "\(supervised.directory)/finishing"
            try supervised.tell("-d")
            #expect(Wait.until(.after(.seconds(5))) { (try? FileSystem.kind(of: finishing)) ?? nil != nil })
            let status = try supervised.compared()
            #expect(!status.isUp && status.pid == nil && status.lastEnd == "signal SIGTERM")
            try FileSystem.remove("\(supervised.directory)/hold")
            try supervised.tell("-wD", "-T", "5000", "-d")
            #expect(try !supervised.compared().isUp)
        }
    }

    @Test func aServiceThatWasNeverStarted() throws {
        try Self.with(run: "exec sleep 600", extra: ["down": ""]) { supervised in
            let status = try supervised.compared()
            #expect(!status.isUp && status.pid == nil)
            #expect(try supervised.deaths() == 0)
        }
    }

    @Test func aServiceThatIsNotThere() throws {
        #expect(ServiceStatus(directory: "/nonexistent") == nil)
        #expect(ServiceStatus.deaths(directory: "/nonexistent") == 0)
    }

    @Test func aFileThatWasCutShort() throws {
        let directory = "/tmp/slipway-test-\(RandomBytes.hexadecimal(6))"
        try FileSystem.createDirectory("\(directory)/supervise", withParents: true)
        try FileSystem.writeAtomically([UInt8](repeating: 0x40, count: 20), to: "\(directory)/supervise/status")
        #expect(ServiceStatus(directory: directory) == nil)
        try FileSystem.removeTree(directory)
    }

    /// A service under a supervisor of its own.
    struct Supervised {
        let supervision: Supervision
        let name = "replica-x"
        var directory: String { supervision.layout.service(name) }

        func status() throws -> ServiceStatus { try supervision.status(name) }
        func tell(_ words: String...) throws { _ = try Tool.control.run(words + [directory]) }

        /// How many ends are remembered, after a comparison with what s6-svdt prints.
        func deaths() throws -> Int {
            let told = try Tool(name: "s6-svdt", package: "s6").run([directory])
            let found = supervision.deaths(name)
            #expect(told.standardOutput.split(separator: 10).count == found)
            return found
        }

        /// What was read, after a comparison with what s6-svstat prints.
        func compared() throws -> ServiceStatus {
            let status = try status()
            let told = try Tool(name: ServiceStatusTests.judge, package: "s6").run(
                ["-o", ServiceStatusTests.fields, directory])
            let words = status.lastEnd?.split(separator: " ") ?? []
            let signal = words.first == "signal" ? String(words[1]) : "NA"
            let code = words.first == "exit" ? String(words[2]) : "-1"
            #expect(
                told.outputText.trimmed
                    == "\(status.isUp) \(status.pid ?? -1) \(code) \(signal)")
            let seconds = try Tool(name: ServiceStatusTests.judge, package: "s6").run(["-o", "updownfor", directory])
            let later = try #require(Int(seconds.outputText.trimmed))
            #expect((later - 5...later).contains(status.secondsInState))
            return status
        }
    }

    static func with(
        run: String, extra: [String: String] = [:], _ body: (Supervised) throws -> Void
    ) throws {
        let root = "/tmp/slipway-test-\(RandomBytes.hexadecimal(6))"
        let supervised = Supervised(supervision: Supervision(layout: LocalLayout(root: root)))
        try FileSystem.createDirectory(root)
        defer {
            #expect(throws: Never.self) {
                try supervised.supervision.stop()
                try FileSystem.removeTree(root)
            }
        }
        for directory in supervised.supervision.layout.directories {
            try FileSystem.createDirectory(directory, withParents: true)
        }
        try supervised.supervision.install(
            Service(name: supervised.name, run: "#!/bin/sh\n\(run)\n", extra: extra, graceSeconds: 2))
        let isSettled = extra["down"] != nil
        #expect(Wait.until(.after(.seconds(5))) { isSettled || ((try? supervised.status().isUp) ?? false) })
        try body(supervised)
    }
}
