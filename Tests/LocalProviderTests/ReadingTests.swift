import Diagnostics
import JSON
import POSIX
import Planning
import Testing

@testable import LocalProvider

/// Pure tier: what other programs print, and what plans carry.
@Suite struct ReadingTests {
    @Test(
        arguments: [
            ("A=1\0SLIPWAY_SERVICE=/s/a\0B=2\0", true), ("SLIPWAY_SERVICE=/s/a", true),
            ("SLIPWAY_SERVICE=/s/a/log\0", true),
            ("SLIPWAY_SERVICE=/s/ab\0", false), ("SLIPWAY_SERVICE=/s\0", false), ("X=SLIPWAY_SERVICE=/s/a\0", false),
            ("XSLIPWAY_SERVICE=/s/a\0", false), ("\0\0SLIPWAY_SERVICE=/s/a\0", true), ("", false), ("\0", false),
        ])
    func marksOfProcesses(environment: String, isMarked: Bool) {
        let entry = Array("\(EnvironmentProcesses.mark)=/s/a".utf8)
        #expect(EnvironmentProcesses.holds(Array(environment.utf8), entry) == isMarked)
    }

    /// A process that cannot be there, and this very one.
    @Test func environmentsOfProcesses() throws {
        #expect(ProcessEnvironment.bytes(of: Int32.max).isEmpty)
        let own = ProcessEnvironment.bytes(of: try ProcessIdentity.current().pid)
        #expect(own == (try FileSystem.read("/proc/self/environ", limit: 8 << 20)))
    }

    /// What is left out has neither variables nor a program.
    @Test func processesOfTheKernelAreLeftOut() throws {
        let all = try FileSystem.list("/proc").compactMap { Int32($0) }, found = Set(ProcessEnvironment.processes())
        #expect(found.contains(try ProcessIdentity.current().pid) && !found.contains(0))
        for pid in all where !found.contains(pid) && (try? FileSystem.kind(of: "/proc/\(pid)")) != nil {
            #expect(ProcessEnvironment.bytes(of: pid).isEmpty)
            #expect(throws: SystemError.self) { try FileSystem.readLink("/proc/\(pid)/exe") }
        }
    }

    @Test func haproxyProcesses() {
        let processes = HAProxyRuntime.Processes(
            """
            #<PID>          <type>          <reloads>       <uptime>        <version>
            8228            master          3 [failed: 1]   0d00h00m27s     2.6.12-1+deb12u4
            # workers
            8652            worker          0               0d00h00m07s     2.6.12-1+deb12u4
            # old workers
            8232            worker          1               0d00h00m27s     2.6.12-1+deb12u4
            8233            worker          2               0d00h01m27s     2.6.12-1+deb12u4
            # programs

            """)
        #expect(processes.reloads == 3 && processes.failedReloads == 1)
        #expect(processes.current.map(\.pid) == [8652] && processes.old.map(\.pid) == [8232, 8233])
    }

    @Test(arguments: [
        ("UP", "L7OK", true), ("UP", "* L7OK", true), ("no check", "", true), ("UP 1/2", "L4OK", true),
        ("DOWN", "L4CON", false), ("UP", "L7STS", false), ("DRAIN", "L7OK", false), ("MAINT", "", false),
        ("UP", "INI", false), ("MAINT", "INI", false),
    ])
    func haproxyServers(status: String, check: String, isServing: Bool) throws {
        let text = "# pxname,svname,scur,status,weight,check_status\napp,v1-1,3,\(status),50,\(check)\n\n"
        let server = try #require(try HAProxyStatistics.servers(in: text).first)
        #expect(server.backend == "app" && server.name == "v1-1" && server.sessions == 3 && server.weight == 50)
        #expect(server.isServing == isServing)
        #expect(server.mayServe == (isServing || status == "UP" && check == "INI"))
    }

    @Test func haproxyPlaces() {
        let places = HAProxyStatistics.places(
            in: """
                1
                # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_fqdn srv_port srvrecord
                3 service 1 a-1 127.0.0.1 2 0 - 18080 -
                4 candidate 1 b-1 127.0.0.1 0 1 - 18081 -

                """)
        #expect(places.map(\.path) == ["service/a-1", "candidate/b-1"])
        #expect(places.map(\.address) == ["127.0.0.1", "127.0.0.1"] && places.map(\.port) == [18_080, 18_081])
        #expect(HAProxyStatistics.places(in: "Unknown command.\n").isEmpty)
    }

    @Test func anAnswerThatIsNoStatisticsIsAnError() {
        let failure = #expect(throws: Failure.self) { try HAProxyStatistics.servers(in: "Unknown command.\n") }
        #expect(failure?.diagnostics.first?.detail == "HAProxy answered \"show stat\" with: Unknown command.")
    }

    /// Whatever a value holds, the shell gives it back whole.
    @Test func shellQuotingIsUndoneByAShell() throws {
        var generator = SeededGenerator(seed: 20_251_121)
        for round in 0..<60 {
            let scalars = (0..<20).map { _ in
                "'\"\\$`!*? \t\n;&|<>()ab=é\u{1}".unicodeScalars.randomElement(using: &generator)
            }
            var text = ""
            for scalar in scalars.compactMap({ $0 }) { text.unicodeScalars.append(scalar) }
            let outcome = try Subprocess.run(
                Command("/bin/sh", ["-c", "printf %s \(ShellText.quoted(text))"]), timeout: .seconds(5))
            #expect(outcome.outputText == text, "seed 20251121 round \(round)")
        }
    }

    @Test(arguments: [
        ("etc/banner.txt", true), ("a", true), ("../a", false), ("/etc/passwd", false), ("a/../../b", false),
        ("a//b", false), (".hidden", false), ("bin/other", false), ("", false), ("a/", false), ("a\nb", false),
        (String(repeating: "a/", count: 120) + "a", false),
    ])
    func pathsStayInTheirRelease(path: String, stays: Bool) { #expect(ReleaseSpec.staysInside(path) == stays) }

    @Test(
        arguments: [
            ("port", .integer(0), "attribute \"port\" must be a whole number from 1 to 65535."),
            ("port", "8080", "attribute \"port\" must be a whole number from 1 to 65535."),
            ("port", nil, "attribute \"port\" must be a whole number from 1 to 65535."),
            ("release", "", "attribute \"release\" must be text that is not empty."),
            ("release", "a\u{0}b", "attribute \"release\" must be text."),
            ("readiness", "x", "attribute \"readiness\" must be a table."),
            ("readiness", ["path": "readyz"], "the readiness path must begin with \"/\"."),
            ("readiness", ["pth": "/readyz"], "there is no attribute \"pth\"."),
            ("environment", ["1A": "x"], "attribute \"environment.1A\" must be named with letters"),
            ("environment", ["A": ["x"]], "attribute \"environment.A\" must be text."),
            ("graceSecond", 3, "there is no attribute \"graceSecond\"."),
        ] as [(String, JSONValue?, String)])
    func wrongAttributesAreNamed(name: String, value: JSONValue?, words: String) {
        var attributes: [String: AttributeValue] = ["release": .plain("v1"), "port": .plain(8080)]
        attributes[name] = value.map { .plain($0) }
        let resource = Resource(ResourceAddress(kind: "replica", name: "v1-1"), attributes: attributes)
        let failure = #expect(throws: Failure.self) { try ReplicaSpec(resource) }
        let diagnostic = failure?.diagnostics.first
        #expect(diagnostic?.code == LocalCodes.attributeInvalid)
        #expect(diagnostic?.detail.hasPrefix("replica/v1-1: \(words)") == true, "\(diagnostic?.detail ?? "")")
        #expect(diagnostic?.help?.isEmpty == false)
    }

    @Test(arguments: [("pod", "a"), ("replica", ""), ("replica", "../x"), ("replica", ".x"), ("secret", "a/b")])
    func namesThatCouldEscapeAreRefused(kind: String, name: String) async throws {
        let provider = try LocalProvider(directory: "/tmp/slipway-never-made")
        let address = ResourceAddress(kind: kind, name: name)
        let failure = await #expect(throws: Failure.self) { try await provider.read([address]) }
        #expect(failure?.diagnostics.first?.code == LocalCodes.unknownKind)
        #expect(failure?.diagnostics.first?.detail == "The local provider cannot keep \(address).")
    }

    @Test func codesAreTheirOwn() {
        #expect(Set(LocalCodes.all.map(\.id)).count == LocalCodes.all.count)
        for code in LocalCodes.all {
            #expect(("E0601"..."E0679").contains(code.id), "\(code.id)")
            #expect(!code.title.isEmpty && !code.title.hasSuffix("."), "\(code.title)")
        }
    }
}

/// SplitMix64, so that a failure can be repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
