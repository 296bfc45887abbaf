import Diagnostics
import HTTPTransport
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import Testing

/// Live tier: real s6, HAProxy, Prometheus and processes on loopback.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct LifecycleTests {
    @Test func aServiceIsReachedThroughTheRouterAndLeavesNothing() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            #expect(try local.get() == "v1")
            #expect(try local.get("/secret") == "64")
            for address in try await local.provider.discover() {
                #expect(try await local.provider.health(of: address) == .healthy, "\(address)")
                #expect(try await local.provider.read([address]).first?.damage == nil, "\(address)")
            }
        }
    }

    /// The address of a Unix socket holds 107 bytes; the directory's path may be longer.
    @Test func aLongPathIsNoObstacle() async throws {
        try await LocalFixture.with(longPath: true) { local in
            #expect(local.directory.utf8.count > 107)
            try await local.start()
            try await local.put(local.router([("v1-1", local.ports[2])], extra: "    # changed"), .update)
            #expect(try local.get() == "v1")
        }
    }

    @Test func twoEnvironmentsLiveSideBySide() async throws {
        try await LocalFixture.with { first in
            try await LocalFixture.with { second in
                try await first.start()
                try await second.start()
                try await first.destroy()
                #expect(try second.get() == "v1")
                #expect(try await second.damage(second.router([("v1-1", second.ports[2])])) == nil)
            }
        }
    }

    @Test func theSameChangeTwiceDoesNothingTheSecondTime() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let before = try await local.provider.status()
            try await local.start()
            let after = try await local.provider.status()
            #expect(before.processes.map(\.pid) == after.processes.map(\.pid))
            #expect(after.processes.allSatisfy { $0.isReady && $0.restarts == 0 })
            #expect(try local.provider.router("haproxy").processes().reloads == 0)
        }
    }

    /// How a replica is watched and stopped is no reason to stop it.
    @Test func anotherGraceDoesNotStopAReplica() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let pid = try await local.provider.status().processes.first?.pid
            let replica = local.replica("v1-1", of: "v1", port: local.ports[2], grace: 7)
            #expect(try await local.put(replica, .update)?.damage == nil)
            #expect(try await local.provider.status().processes.first?.pid == pid)
            let grace = try FileSystem.read("\(local.directory)/services/replica-v1-1/timeout-kill", limit: 20)
            #expect(String(decoding: grace, as: UTF8.self) == "7000\n")
        }
    }

    /// A process that ignores SIGTERM ends by SIGKILL once its grace, as last set, is over.
    @Test func aStubbornProcessIsKilledAfterItsGrace() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            try await local.put(try local.release("v2", environment: ["MODE": "stubborn"]))
            try await local.put(local.replica("v2-1", of: "v2", port: local.ports[3], grace: 30))
            try await local.put(local.replica("v2-1", of: "v2", port: local.ports[3], grace: 1), .update)
            let began = Instant.now
            try await local.delete(ResourceAddress(kind: "replica", name: "v2-1"))
            let seconds = Instant.now.since(began).inSeconds
            #expect(seconds >= 1 && seconds < 10, "\(seconds) s")
            #expect(Ports.isFree(local.ports[3]))
        }
    }

    @Test func twentyUpdatesLoseNoRequest() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let traffic = try Traffic.start(port: local.httpPort, directory: FileSystem.parent(of: local.program))
            var slowest = Duration.zero
            for revision in 2...21 {
                let began = Instant.now
                let new = "v\(revision)-1", port = local.ports[revision.isMultiple(of: 2) ? 3 : 2]
                try await local.put(try local.release("v\(revision)"))
                try await local.put(local.replica(new, of: "v\(revision)", port: port))
                try await local.put(local.router([(new, port)]), .update)
                try await local.delete(ResourceAddress(kind: "replica", name: "v\(revision - 1)-1"))
                try await local.delete(ResourceAddress(kind: "release", name: "v\(revision - 1)"))
                slowest = max(slowest, Instant.now.since(began))
            }
            #expect(try local.get() == "v21")
            let count = try traffic.stop()
            #expect(count.lost.isEmpty)
            #expect(count.answered > 1000)
            print("20 updates, slowest \(slowest.inSeconds) s: \(count.answered) answered, \(count.lost.count) lost")
        }
    }

    /// Prometheus: made, configured anew while it runs, and refused where promtool objects.
    @Test func metricsAreCollected() async throws {
        try await LocalFixture.with { local in
            func metrics(_ config: String) -> Resource {
                Resource(
                    ResourceAddress(kind: "metrics", name: "prometheus"),
                    attributes: ["config": .plain(.string(config)), "port": .plain(.integer(local.metricsPort))])
            }
            let config = "global: {scrape_interval: 1s}\n"
            try await local.put(LocalFixture.supervisor)
            try await local.put(metrics(config))
            let pid = try await local.provider.status().processes.first?.pid
            let longer = metrics(config + "scrape_configs: [{job_name: own, static_configs: []}]\n")
            try await local.put(longer, .update)
            #expect(try local.get("/api/v1/status/config", port: local.metricsPort).contains("job_name: own"))
            #expect(try await local.provider.status().processes.first?.pid == pid, "a reload keeps the process")
            let failure = await #expect(throws: Failure.self) {
                try await local.put(metrics("global: {scrape_intervall: 1s}\n"), .update)
            }
            #expect(failure?.diagnostics.first?.code == LocalCodes.metricsConfigRefused)
            #expect(failure?.diagnostics.first?.detail.contains("scrape_intervall") == true)
            #expect(try await local.damage(longer) == nil)
        }
    }

    @Test func tlsEndsAtTheRouter() async throws {
        try await LocalFixture.with { local in
            let hosts: JSONValue = ["localhost", "127.0.0.1"]
            let certificate = Resource(
                ResourceAddress(kind: "certificate", name: "development"), attributes: ["hosts": .plain(hosts)])
            try await local.put(LocalFixture.supervisor)
            try await local.put(LocalFixture.secret)
            try await local.put(certificate)
            try await local.put(try local.release("v1"))
            try await local.put(local.replica("v1-1", of: "v1", port: local.ports[2]))
            let bind = " ssl crt ../../certificates/development.pem"
            try await local.put(local.router([("v1-1", local.ports[2])], bind: bind))
            let file = "\(local.directory)/certificates/development.pem"
            #expect(try FileSystem.mode(of: file) == 0o600)
            let answer = try HTTPClient().send(
                HTTPRequest("GET", "https://localhost:\(local.httpPort)/", tls: TLSFiles(authorities: file)))
            #expect(answer.text == "v1")
            let error = #expect(throws: HTTPError.self) {
                try HTTPClient().send(HTTPRequest("GET", "https://localhost:\(local.httpPort)/"))
            }
            #expect(error?.reason == .tls)
        }
    }
}
