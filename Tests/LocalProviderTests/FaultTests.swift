import Diagnostics
import HTTPTransport
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import Testing

/// Live tier: what goes wrong, and that what served before goes on serving.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct FaultTests {
    /// The words a user sees, and nothing left of the replica.
    @Test(arguments: [
        ("never-ready", "not ready within 1 s", "gave: status 503: database is not migrated.", "listening v2"),
        ("crash", "its process ended 3 times (exit status 3)", "gave: no answer from", "cannot open the ledger"),
    ])
    func aReplicaThatIsNotReadyIsTakenAway(
        mode: String, reason: String, probe: String, log: String
    ) async throws {
        try await LocalFixture.with { local in
            try await local.start()
            try await local.put(try local.release("v2", environment: ["MODE": mode]))
            let replica = local.replica("v2-1", of: "v2", port: local.ports[3], readyWithin: mode == "crash" ? 20 : 1)
            let failure = await #expect(throws: Failure.self) { try await local.put(replica) }
            let diagnostic = try #require(failure?.diagnostics.first)
            #expect(diagnostic.code == LocalCodes.replicaNotReady)
            for text in ["replica/v2-1: ", reason, probe, log] {
                #expect(diagnostic.detail.contains(text), "\(diagnostic.detail)")
            }
            #expect(diagnostic.help?.contains("runbooks/local-replica-not-ready.md") == true)
            #expect(try await local.provider.read([replica.address]).isEmpty)
            #expect(Ports.isFree(local.ports[3]))
            #expect(try local.get() == "v1")
        }
    }

    @Test func aKilledProcessIsStartedAgain() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let replica = local.replica("v1-1", of: "v1", port: local.ports[2])
            let pid = try #require(try await local.provider.status().processes.first?.pid)
            try #require(try ProcessIdentity.of(Int32(pid))?.kill() == true)
            #expect(try await eventually { try await local.damage(replica) == nil })
            let process = try #require(try await local.provider.status().processes.first)
            #expect(process.pid != pid)
            #expect(process.restarts == 1)
        }
    }

    @Test func aStoppedProcessIsDamageAndIsRepaired() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let replica = local.replica("v1-1", of: "v1", port: local.ports[2])
            let service = "\(local.directory)/services/replica-v1-1"
            _ = try Subprocess.run(Command("s6-svc", ["-wD", "-d", service]), timeout: .seconds(10))
            #expect(try await local.damage(replica) == "process is dead (exit status 0)")
            #expect(
                try await local.provider.health(of: replica.address) == .unhealthy("process is dead (exit status 0)"))
            #expect(try await local.put(replica, .update)?.damage == nil)
            #expect(try local.get() == "v1")
        }
    }

    /// Killed supervisors leave processes that nobody watches and that hold their ports.
    @Test(arguments: ["s6-svscan", "s6-supervise", "both"])
    func killedSupervisorsAreReplaced(what: String) async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let replica = local.replica("v1-1", of: "v1", port: local.ports[2])
            // The mark in their environment tells them from the supervisors of anybody else.
            let names = what == "both" ? ["s6-svscan", "s6-supervise"] : [what]
            for name in names {
                for process in try local.processes(named: name) { process.kill() }
            }
            try await local.put(LocalFixture.supervisor, .update)
            if try await !eventually(seconds: 4, { try await local.damage(replica) == nil }) {
                try await local.put(replica, .update)
            }
            let router = local.router([("v1-1", local.ports[2])])
            if try await !eventually(seconds: 4, { try await local.damage(router) == nil }) {
                try await local.put(router, .update)
            }
            #expect(try await local.damage(replica) == nil)
            #expect(try await local.damage(router) == nil)
            #expect(try local.get() == "v1")
        }
    }

    @Test func editedFilesAreDamageAndAreRepaired() async throws {
        try await LocalFixture.with { local in
            let release = try local.release("v1", files: ["etc/banner.txt": "hello\n"])
            try await local.start()
            try await local.put(release, .replace)
            let directory = local.directory
            let router = local.router([("v1-1", local.ports[2])])
            let replica = local.replica("v1-1", of: "v1", port: local.ports[2])
            let cases: [(Resource, String, String)] = [
                (release, "releases/v1/etc/banner.txt", "file etc/banner.txt was edited"),
                (release, "releases/v1/bin/workload", "file bin/workload was edited"),
                (replica, "services/replica-v1-1/run", "file run of its service was edited"),
                (LocalFixture.secret, "secrets/token", "the secret's value was changed from outside"),
                (router, "routers/haproxy/haproxy.cfg", "haproxy.cfg was edited"),
            ]
            for (resource, path, damage) in cases {
                try FileSystem.writeAtomically(Array("# edited\n".utf8), to: "\(directory)/\(path)", mode: 0o700)
                #expect(try await local.damage(resource) == damage)
                #expect(try await local.put(resource, .update)?.damage == nil, "\(path)")
            }
            #expect(try local.get() == "v1")
        }
    }

    @Test func aRefusedConfigurationLeavesHAProxyAlone() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let router = local.router([("v1-1", local.ports[2])])
            let before = try local.provider.router("haproxy").processes()
            let failure = await #expect(throws: Failure.self) {
                try await local.put(local.router([("v1-1", local.ports[2])], extra: "    blance roundrobin"), .update)
            }
            let diagnostic = try #require(failure?.diagnostics.first)
            #expect(diagnostic.code == LocalCodes.routerConfigRefused)
            #expect(diagnostic.detail.contains("unknown keyword 'blance' in 'backend' section"), "\(diagnostic.detail)")
            #expect(try local.provider.router("haproxy").processes() == before)
            #expect(try await local.damage(router) == nil)
            #expect(try local.get() == "v1")
        }
    }

    /// A configuration that passes `haproxy -c` and cannot be loaded: its port belongs to somebody else.
    @Test func aConfigurationThatCannotBeLoadedIsPutBack() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let router = local.router([("v1-1", local.ports[2])])
            let stranger = "frontend other\n    bind 127.0.0.1:\(local.ports[2])\n    default_backend app\n"
            let failure = await #expect(throws: Failure.self) {
                try await local.put(local.router([("v1-1", local.ports[2])], extra: stranger), .update)
            }
            let diagnostic = try #require(failure?.diagnostics.first)
            #expect(diagnostic.code == LocalCodes.routerFailed)
            #expect(diagnostic.detail.contains("keeps the former"), "\(diagnostic.detail)")
            #expect(try await eventually { try await local.damage(router) == nil })
            #expect(try local.get() == "v1")
        }
    }

    @Test func aChangedProgramIsRefused() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            let release = try local.release("v1")
            try FileSystem.append(Array("# newer build\n".utf8), to: local.program)
            let failure = await #expect(throws: Failure.self) { try await local.put(release) }
            #expect(failure?.diagnostics.first?.code == LocalCodes.programChanged)
            #expect(failure?.exit == .stalePlan)
            #expect(try await local.provider.read([release.address]).isEmpty)
        }
    }

    @Test func aTakenPortIsNamed() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let failure = await #expect(throws: Failure.self) {
                try await local.put(local.replica("v1-2", of: "v1", port: local.ports[2]))
            }
            let text = failure?.diagnostics.first?.detail
            #expect(text == "replica/v1-2: another process listens on 127.0.0.1:\(local.ports[2]).")
        }
    }

    @Test func secretsAreNowhereButInTheirFile() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let secret = try FileSystem.read("\(local.directory)/secrets/token", limit: 1000)
            #expect(try FileSystem.mode(of: "\(local.directory)/secrets/token") == 0o600)
            var places: [String] = []
            func search(_ path: String) throws {
                switch try FileSystem.kind(of: path) {
                case .directory: for name in try FileSystem.list(path) { try search("\(path)/\(name)") }
                case .regular:
                    if try FileSystem.read(path, limit: 1 << 24).contains(secret) { places.append(path) }
                default: break
                }
            }
            try search(local.directory)
            #expect(places == ["\(local.directory)/secrets/token"])
            let pid = try #require(try await local.provider.status().processes.first?.pid)
            #expect(try !FileSystem.read("/proc/\(pid)/cmdline", limit: 1 << 16).contains(secret))
        }
    }
}
