import Crypto
import Diagnostics
import JSON
import LocalProvider
import POSIX
import Planning
import Testing

/// The long measurement, on request: `SLIPWAY_SWITCHES=200 swift test --filter SwitchTests`.
@Suite(
    .enabled(if: LocalFixture.isAvailable, LocalFixture.skip),
    .enabled(if: EnvironmentVariables.value(of: "SLIPWAY_SWITCHES") != nil, "set SLIPWAY_SWITCHES to a number"))
struct SwitchTests {
    /// A service that is never the bottleneck: HAProxy itself answers.
    private static let config = """
        global
            nbthread 1
        defaults
            mode http
            timeout client 60s
            timeout http-request 10s
        frontend answer
            bind "127.0.0.1:${PORT}"
            http-request return status 200 content-type text/plain string "ok"

        """

    @Test func switchesUnderLoadLoseNothing() async throws {
        let rounds = try #require(EnvironmentVariables.value(of: "SLIPWAY_SWITCHES").flatMap { Int($0) })
        let haproxy = try #require(Command("haproxy", environment: ["PATH": "/usr/sbin:/usr/bin"]).executablePath)
        let digest = SHA256.hex(of: try FileSystem.read(haproxy, limit: 1 << 26))
        try await LocalFixture.with { local in
            let release = Resource(
                ResourceAddress(kind: "release", name: "v1"),
                attributes: [
                    "program": .plain(.string(haproxy)), "programDigest": .plain(.string(digest)),
                    "arguments": .plain(["-db", "-f", "service.cfg"]),
                    "files": .plain(["service.cfg": .string(Self.config)]),
                ])
            try await local.put(LocalFixture.supervisor)
            try await local.put(release)
            try await local.put(local.replica("r0", of: "v1", port: local.ports[2]))
            try await local.put(local.router([("r0", local.ports[2])]))
            let base = FileSystem.parent(of: local.program)
            let strict = try Traffic.start(port: local.httpPort, directory: base)
            let url = "http://127.0.0.1:\(local.httpPort)/"
            let wrk = try Subprocess.spawnDetached(
                Command("wrk", ["-t1", "-c32", "-d\(rounds * 60)s", "--latency", url]), standardOutput: "\(base)/wrk")
            var times: [Double] = []
            for round in 1...rounds {
                let began = Instant.now
                let port = local.ports[round.isMultiple(of: 2) ? 2 : 3]
                try await local.put(local.replica("r\(round)", of: "v1", port: port))
                try await local.put(local.router([("r\(round)", port)]), .update)
                try await local.delete(ResourceAddress(kind: "replica", name: "r\(round - 1)"))
                times.append(Instant.now.since(began).inSeconds)
            }
            // wrk prints its figures when it is interrupted.
            wrk.send(Signals.interrupt)
            if !wrk.waitUntilGone(.after(.seconds(10))) { wrk.kill() }
            let count = try strict.stop()
            let figures = String(decoding: try FileSystem.read("\(base)/wrk", limit: 1 << 16), as: UTF8.self)
            times.sort()
            print("\(rounds) switches, median \(times[rounds / 2]) s, longest \(times[rounds - 1]) s")
            print("strict client: \(count.answered) answered, \(count.lost.count) lost \(count.lost.prefix(3))")
            print(figures)
            #expect(count.lost.isEmpty)
            #expect(!figures.contains("Socket errors") && !figures.contains("Non-2xx"), "\(figures)")
        }
    }
}
