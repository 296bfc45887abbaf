import Diagnostics
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import S6
import Testing

/// Live tier: the whole program killed half way, and the program run by an ordinary user.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct CrashTests {
    /// Killed at a seam, everything is finished by the next run, and nothing is left after the end.
    @Test(arguments: [
        "child.spawn@2", "secret.write@1", "release.commit@1", "replica.start@1", "haproxy.check@1", "haproxy.reload@1",
        "haproxy.old-pid-wait@1", "haproxy.servers@1", "haproxy.servers-wait@1", "prometheus.start@1",
    ])
    func aKilledApplyIsFinishedByTheNext(fault: String) async throws {
        try await LocalFixture.with { local in
            let wanted = try local.everything()
            let killed = try local.probe("apply", wanted, faults: "\(fault)=kill")
            #expect(killed.status == .signalled(9), "\(killed.errorText)")
            // What the kill left half made is seen, and is one thing at most: changes are made one after the other.
            let found = try await local.provider.read(try await local.provider.discover())
            let half = found.filter { $0.damage == "an earlier apply was stopped half way" }
            #expect(half.count == 1, "\(found.map { "\($0.address): \($0.damage ?? "whole")" })")
            let finished = try local.probe("apply", wanted)
            #expect(finished.status.isSuccess, "\(finished.errorText)")
            for resource in wanted { #expect(try await local.damage(resource) == nil, "\(resource.address)") }
            #expect(try local.get() == "v2")
            #expect(try FileSystem.list("\(local.directory)/tmp").isEmpty)
        }
    }

    /// What the killed apply had started and not seen ready is waited for, and is not started a second time.
    @Test
    func aReplicaThatIsStartingIsNotStartedAgain() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.supervisor)
            try await local.put(LocalFixture.secret)
            try await local.put(try local.release("v1"))
            let wanted = local.replica("v1-1", of: "v1", port: local.ports[2])
            let killed = try local.probe("apply", [wanted], faults: "replica.ready@1=kill")
            #expect(killed.status == .signalled(9), "\(killed.errorText)")
            let started = try local.processes(named: "workload")
            #expect(try local.get("/refuse", port: local.ports[2]) == "v1")
            let finished = try local.probe("apply", [wanted])
            #expect(finished.status.isSuccess, "\(finished.errorText)")
            #expect(try local.processes(named: "workload") == started && !started.isEmpty)
            #expect(try await local.damage(wanted) == nil)
        }
    }

    @Test(arguments: ["replica.stop@1", "child.kill@1"])
    func aKilledDestroyIsFinishedByTheNext(fault: String) async throws {
        try await LocalFixture.with { local in
            let wanted = try local.everything()
            #expect(try local.probe("apply", wanted).status.isSuccess)
            let killed = try local.probe("delete", wanted.reversed(), faults: "\(fault)=kill")
            #expect(killed.status == .signalled(9), "\(killed.errorText)")
            // The fixture finishes it, and sees that no file and no port is left.
        }
    }

    /// Nothing is started that could then not be watched.
    @Test func aLibraryThatCannotBeLoadedIsNamed() async throws {
        try await LocalFixture.with { local in
            let libraries = "\(FileSystem.parent(of: local.directory))/libraries"
            try FileSystem.createDirectory(libraries)
            try FileSystem.writeAtomically([], to: "\(libraries)/\(ServiceStatus.library)")
            let outcome = try local.probe(
                "apply", [LocalFixture.supervisor], through: ["/usr/bin/env", "LD_LIBRARY_PATH=\(libraries)"])
            #expect(
                outcome.errorText == """
                    E0603: The library \(ServiceStatus.library) of s6, which Slipway was built with, cannot be loaded.

                    """)
            #expect(try !outcome.status.isSuccess && local.processes(named: "s6-svscan").isEmpty)
        }
    }

    @Test(.enabled(if: Host.userID == 0, "only root can become somebody else"))
    func anOrdinaryUserNeedsNoPrivilege() async throws {
        try await LocalFixture.with { local in
            let wanted = try local.everything()
            let base = FileSystem.parent(of: local.directory)
            let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
            for path in [base, local.program] {
                _ = try Subprocess.run(Command("chown", ["65534:65534", path]), timeout: .seconds(5))
            }
            for (verb, resources) in [("apply", wanted), ("delete", wanted.reversed()), ("uninstall", [])] {
                let outcome = try local.probe(verb, resources, through: ["setpriv"] + nobody)
                #expect(outcome.status.isSuccess, "\(verb): \(outcome.errorText)")
                if verb == "apply" { #expect(try local.get() == "v2") }
            }
            #expect(try FileSystem.kind(of: local.directory) == nil)
        }
    }
}

extension LocalFixture {
    /// One of every kind, and three configurations of the router: one is loaded anew, one exchanges a server.
    fileprivate func everything() throws -> [Resource] {
        let metrics = Resource(
            ResourceAddress(kind: "metrics", name: "prometheus"),
            attributes: ["config": .plain("global: {scrape_interval: 1s}\n"), "port": .plain(.integer(metricsPort))])
        let certificate = Resource(
            ResourceAddress(kind: "certificate", name: "development"),
            attributes: ["hosts": .plain(["localhost"])])
        return [
            Self.supervisor, Self.secret, Resource(ResourceAddress(kind: "volume", name: "data"), attributes: [:]),
            certificate, try release("v2", files: ["etc/banner.txt": "hello\n"]),
            replica("v2-1", of: "v2", port: ports[2]), router([("v2-1", ports[2])], options: "", extra: "    # first"),
            replica("v2-2", of: "v2", port: ports[3]), router([("v2-1", ports[2])], options: ""),
            router([("v2-2", ports[3])], options: ""), metrics,
        ]
    }

    /// Runs `local-probe` with these resources, or with their addresses to delete them.
    fileprivate func probe(
        _ verb: String, _ resources: [Resource], faults: String? = nil, through: [String] = []
    ) throws -> Outcome {
        let base = FileSystem.parent(of: directory)
        let list = resources.map { resource in
            let attributes = resource.attributes.sorted { $0.key < $1.key }.compactMap { name, value in
                if case .plain(let value) = value { JSONValue.Member(name, value) } else { nil }
            }
            return JSONValue.object([
                JSONValue.Member("address", .string(resource.address.description)),
                JSONValue.Member("attributes", .object(attributes)),
            ])
        }
        try FileSystem.writeAtomically(JSONValue.array(list).bytes(), to: "\(base)/wanted.json", mode: 0o644)
        // A copy where any user may run it.
        let program = "\(base)/local-probe"
        try FileSystem.copyFile(try Self.probePath(), to: program, mode: 0o755)
        var arguments = [program, verb, directory]
        if verb == "apply" { arguments.append("\(base)/wanted.json") }
        if verb == "delete" { arguments += resources.map(\.address.description) }
        let all = through + arguments
        var environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
        environment["SLIPWAY_FAULTS"] = faults
        return try Subprocess.run(
            Command(all[0], Array(all.dropFirst()), environment: environment), timeout: .seconds(90))
    }

    /// Beside the program that runs these tests.
    private static func probePath() throws -> String {
        "\(FileSystem.parent(of: try FileSystem.readLink("/proc/self/exe")))/local-probe"
    }
}
