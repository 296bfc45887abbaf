import Diagnostics
import HTTPTransport
import JSON
import POSIX
import Planning
import Providers
import Rollouts
import Testing

@testable import LocalProvider

/// Live tier: servers that come and go while HAProxy runs.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct ServerExchangeTests {
    private static func router(
        _ local: LocalFixture, _ version: String, _ port: Int, extra: String = "",
        text change: (String, String) = ("", "")
    ) -> Resource {
        let router = local.router([("\(version)-1", local.ports[port])], options: "", extra: extra)
        guard case .plain(.string(let config))? = router.attributes["config"] else { return router }
        // Nothing is kept over a reload, as in our own text.
        let stateless = config.replacing("    load-server-state-from-file global\n", with: "")
        let text = change.0.isEmpty ? stateless : stateless.replacing(change.0, with: change.1)
        return Resource(
            router.address, attributes: router.attributes.merging(["config": .plain(.string(text))]) { $1 },
            dependencies: router.dependencies)
    }

    /// An environment whose router has one plain server, and a second replica that it does not know.
    private static func start(_ local: LocalFixture, text: (String, String) = ("", "")) async throws {
        for resource in [
            LocalFixture.supervisor, LocalFixture.secret, try local.release("v1"), try local.release("v2"),
            local.replica("v1-1", of: "v1", port: local.ports[2]),
            local.replica("v2-1", of: "v2", port: local.ports[3]),
            router(local, "v1", 2, text: text),
        ] { try await local.put(resource) }
    }

    /// Forty times one revision takes the place of the other: no request is lost, and no worker is started.
    @Test func serversComeAndGoWithoutAReload() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            let runtime = local.provider.router("haproxy")
            let before = try runtime.processes()
            let traffic = try Traffic.start(port: local.httpPort, directory: FileSystem.parent(of: local.program))
            for round in 1...40 {
                let (version, port) = round.isMultiple(of: 2) ? ("v1", 2) : ("v2", 3)
                let router = Self.router(local, version, port)
                try await local.put(router, .update)
                #expect(try local.get() == version)
                #expect(try runtime.servers().map(\.name) == ["\(version)-1"])
                #expect(try await local.damage(router) == nil)
            }
            let count = try traffic.stop()
            #expect(count.lost.isEmpty && count.answered > 40)
            let after = try runtime.processes()
            #expect(after.reloads == before.reloads && after.current == before.current)
            print("40 exchanges of servers: \(count.answered) answered, \(count.lost.count) lost")
        }
    }

    /// HAProxy checks what was added, as it does what it was started with.
    @Test func whatWasAddedIsChecked() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            try await local.put(Self.router(local, "v2", 3), .update)
            let runtime = local.provider.router("haproxy")
            #expect(try await eventually { try runtime.servers().first?.check == "L7OK" })
            try await local.delete(ResourceAddress(kind: "replica", name: "v2-1"))
            #expect(try await eventually { try runtime.servers().first?.status == "DOWN" })
        }
    }

    /// A change of anything else, a worker that was started anew, and a server that moves are all loaded.
    @Test func whatElseChangesIsLoadedAnew() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            let runtime = local.provider.router("haproxy")
            try await local.put(Self.router(local, "v2", 3, extra: "    # changed"), .update)
            #expect(try runtime.processes().reloads == 1)
            // The name stays, and the port is another: it would have to go before it comes.
            try await local.put(Self.router(local, "v2", 2, extra: "    # changed"), .update)
            #expect(try runtime.processes().reloads == 2)
            #expect(try local.get() == "v1")
            let worker = try #require(try runtime.processes().current.first)
            _ = try Subprocess.run(Command("kill", ["-KILL", "\(worker.pid)"]), timeout: .seconds(5))
            #expect(try await eventually { (try? local.get()) == "v1" && (try? runtime.processes())?.reloads == 0 })
            #expect(try runtime.processes().current != [worker])
            try await local.put(Self.router(local, "v2", 3, extra: "    # changed"), .update)
            #expect(try runtime.processes().reloads == 1)
            #expect(try local.get() == "v2")
        }
    }

    /// The tables are changed while it runs: which request goes where by its headers, and by the cookie it was given.
    @Test func routesAreChangedWithoutAReload() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let directory = local.provider.layout.router("haproxy")
            try RoutingTables.none.write(to: directory)
            let lines = """
                default_backend app
                    http-request set-var(txn.sticky) str(revision),map_str(sticky.map)
                    acl is-routed req.hdrs -m reg -f routes.acl
                    acl is-known req.cook(slipway-revision),strcmp(txn.sticky) eq 0
                    http-request return status 200 content-type text/plain string routed if is-routed
                    http-request return status 200 content-type text/plain string known if is-known
                    http-request set-var(txn.share) str(weight),map_str_int(split.map,0)
                """
            try await local.put(
                Self.router(local, "v1", 2, text: ("default_backend app", lines)), .update)
            let runtime = local.provider.router("haproxy")
            let before = try runtime.processes()
            func ask(_ header: String) throws -> String {
                let outcome = try Subprocess.run(
                    Command("curl", ["-s", "-H", header, "http://127.0.0.1:\(local.httpPort)/"]), timeout: .seconds(5))
                return outcome.outputText
            }
            for (route, headers, others) in Self.routes {
                let tables = RoutingTables(weight: .none, sticky: "r-2", route: route)
                try tables.put(into: runtime)
                #expect(try tables.difference(in: runtime) == nil)
                for header in headers { #expect(try ask(header) == "routed", "\(header)") }
                for header in others { #expect(try ask(header) == "v1", "\(header)") }
            }
            #expect(try ask("Cookie: a=b; slipway-revision=r-2") == "known")
            #expect(try ask("Cookie: slipway-revision=r-1") == "v1")
            #expect(try RoutingTables.none.difference(in: runtime) == "clients stay with r-2, and should with none")
            try RoutingTables.none.put(into: runtime)
            #expect(try ask("Cookie: slipway-revision=r-2") == "v1" && ask("Cookie: slipway-revision=") == "v1")
            #expect(try RoutingTables.none.difference(in: runtime) == nil)
            #expect(try runtime.processes() == before)
        }
    }

    /// What HAProxy has loaded is not checked again with other servers, so those must be beyond doubt.
    @Test func serversThatAreThereTwiceAreStillFound() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            for version in ["v1", "v2"] {
                let line = "    server \(version)-1 127.0.0.1:\(local.ports[version == "v1" ? 2 : 3])\n"
                let router = Self.router(local, version, version == "v1" ? 2 : 3, text: (line, line + line))
                let failure = await #expect(throws: Failure.self) { try await local.put(router, .update) }
                #expect(failure?.diagnostics.first?.code == LocalCodes.routerConfigRefused)
                #expect(try local.get() == "v1")
            }
            try await local.put(Self.router(local, "v2", 3), .update)
            #expect(try local.get() == "v2")
        }
    }

    /// A route, headers that are meant by it, and headers that are not.
    private static let routes: [(Route, [String], [String])] = [
        (
            Route(.header, "X-Canary", "always"),
            ["X-Canary: always", "x-canary:   always", "X-CANARY: never, always", "X-Canary: always ,x"],
            [
                "X-Canary: always2", "X-Canary: Always", "Y-X-Canary: always", "Other: x-canary: always",
                "X-Canary: xalways",
            ]
        ),
        (
            Route(.header, "X-What", "a.b+c (d) [e]\\f\"g;#é"), ["X-What: a.b+c (d) [e]\\f\"g;#é"],
            ["X-What: aXb+c (d) [e]\\f\"g;#é", "X-Canary: always"]
        ),
        (
            Route(.cookie, "preview", "1"),
            ["Cookie: preview=1", "Cookie: a=b; preview=1; c=d", "Cookie: a=b;preview=1"],
            ["Cookie: preview=12", "Cookie: xpreview=1", "Cookie: a=preview=1", "Preview: 1", "Cookie: Preview=1"]
        ),
    ]

    /// An old worker that a reload left behind is waited for by the next apply as well, which has nothing to load.
    @Test func anOldWorkerIsWaitedForAgain() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            let slow = Task.detached { () throws(HTTPError) in try local.get("/slow/4") }
            let runtime = local.provider.router("haproxy")
            #expect(try await eventually { try runtime.servers().first?.sessions == 1 })
            let router = Self.router(local, "v1", 2, extra: "    # changed").draining(1)
            for _ in 1...2 {
                let failure = await #expect(throws: Failure.self) { try await local.put(router, .update) }
                #expect(failure?.diagnostics.first?.detail.contains(": worker ") == true)
                #expect(try runtime.processes().reloads == 1)
            }
            #expect(try await slow.value == "v1")
            try await local.put(router, .update)
            #expect(try runtime.processes().old.isEmpty)
        }
    }

    /// HAProxy reads certificates when it loads its text, so a renewed one is no matter of servers.
    @Test func aRenewedCertificateIsLoaded() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            let directory = local.provider.layout.certificates
            try FileSystem.createDirectory(directory, withParents: true)
            try Files.write("renewed", to: "\(directory)/other.pem")
            try await local.put(Self.router(local, "v2", 3), .update)
            #expect(try local.provider.router("haproxy").processes().reloads == 1)
            try FileSystem.remove("\(directory)/other.pem")
        }
    }

    /// A request that outlasts `hard-stop-after` is cut off, as on the old worker after a reload.
    @Test func whatNeverEndsIsCutOff() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local, text: ("hard-stop-after 10s", "hard-stop-after 1s"))
            let slow = Task.detached { local.isCutOff() }
            let runtime = local.provider.router("haproxy")
            #expect(try await eventually { try runtime.servers().first?.sessions == 1 })
            let began = ContinuousClock.now
            let router = Self.router(local, "v2", 3, text: ("hard-stop-after 10s", "hard-stop-after 1s"))
            try await local.put(router, .update)
            #expect(ContinuousClock.now - began < .seconds(4))
            #expect(await slow.value)
            #expect(try runtime.servers().map(\.name) == ["v2-1"] && runtime.processes().reloads == 0)
        }
    }

    /// A server that still answers is waited for; past the deadline it is said, and the next apply goes on.
    @Test func aServerThatStillAnswersIsWaitedFor() async throws {
        try await LocalFixture.with { local in
            try await Self.start(local)
            let slow = Task.detached { () throws(HTTPError) in try local.get("/slow/2.5") }
            let runtime = local.provider.router("haproxy")
            #expect(try await eventually { try runtime.servers().first?.sessions == 1 })
            let router = Self.router(local, "v2", 3).draining(1)
            do throws(Failure) {
                try await local.put(router, .update)
                Issue.record("the old server was not waited for")
            } catch {
                #expect(error.diagnostics.first?.code == LocalCodes.routerNotDrained)
                #expect(
                    error.diagnostics.first?.detail
                        == "router/haproxy: server v1-1 still finishes requests after 1 s, so the old replicas stay.")
            }
            #expect(try local.get() == "v2")
            #expect(try await slow.value == "v1")
            try await local.put(router, .update)
            #expect(try runtime.servers().map(\.name) == ["v2-1"])
            #expect(try runtime.processes().reloads == 0)
        }
    }
}

extension LocalFixture {
    /// What is asked for does not come.
    fileprivate func isCutOff() -> Bool { (try? get("/slow/4.5")) != "v1" }
}

extension Resource {
    fileprivate func draining(_ seconds: Int) -> Resource {
        Resource(
            address, attributes: attributes.merging(["drainSeconds": .plain(.integer(seconds))]) { $1 },
            dependencies: dependencies)
    }
}
