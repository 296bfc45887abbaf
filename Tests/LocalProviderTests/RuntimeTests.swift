import Diagnostics
import JSON
import POSIX
import Planning
import Providers
import Testing

@testable import LocalProvider

/// Live tier: HAProxy's runtime API, and what survives a reload.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct RuntimeTests {
    /// 200 times the weights move while requests come: none is lost, and the shares follow.
    @Test func weightsMoveWithoutLoss() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            try await local.put(try local.release("v2"))
            try await local.put(local.replica("v2-1", of: "v2", port: local.ports[3]))
            let servers = [("v1-1", local.ports[2]), ("v2-1", local.ports[3])]
            try await local.put(local.router(servers), .update)
            let runtime = local.provider.router("haproxy")
            let traffic = try Traffic.start(port: local.httpPort, directory: FileSystem.parent(of: local.program))
            for round in 0..<200 {
                let share = (round * 37) % 101
                try runtime.setWeight(share, backend: "app", server: "v2-1")
                try runtime.setWeight(100 - share, backend: "app", server: "v1-1")
                for _ in 1...3 { #expect(try ["v1", "v2"].contains(local.get())) }
            }
            #expect(try runtime.drain(backend: "app", server: "v1-1", until: .after(.seconds(5))))
            try runtime.setWeight(100, backend: "app", server: "v2-1")
            for _ in 1...20 { #expect(try local.get() == "v2") }
            let count = try traffic.stop()
            #expect(count.lost.isEmpty)
            #expect(count.answered > 200)
            print("200 weight changes: \(count.answered) answered, \(count.lost.count) lost")
        }
    }

    /// Who asks during a reload waits for the answer and is not refused.
    @Test func aMasterThatStartsItselfAnewIsWaitedFor() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let runtime = local.provider.router("haproxy")
            let asking = Task.detached { () throws(Failure) in
                var count = 0
                while !Task.isCancelled {
                    _ = try runtime.processes()
                    count += 1
                }
                return count
            }
            for round in 1...3 {
                try await local.put(local.router([("v1-1", local.ports[2])], extra: "    # round \(round)"), .update)
            }
            asking.cancel()
            #expect(try await asking.value > 0)
        }
    }

    /// A reload for another reason keeps the weights of the moment, and no old worker stays.
    @Test func weightsSurviveAReload() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let runtime = local.provider.router("haproxy")
            try runtime.setWeight(7, backend: "app", server: "v1-1")
            let before = try runtime.processes()
            try await local.put(local.router([("v1-1", local.ports[2])], extra: "    # changed"), .update)
            let after = try runtime.processes()
            #expect(after.reloads == before.reloads + 1)
            #expect(after.old.isEmpty && after.failedReloads == 0)
            #expect(Set(after.current).isDisjoint(with: before.current))
            let server = try #require(try runtime.servers().first)
            #expect(server.weight == 7 && server.isServing)
        }
    }

    @Test func aRefusedCommandKeepsHAProxysWords() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            let runtime = local.provider.router("haproxy")
            let cases: [(String, () throws -> Void)] = [
                ("No such server.", { try runtime.setWeight(1, backend: "app", server: "nobody") }),
                ("A weight is 0 to 256, not 300.", { try runtime.setWeight(300, backend: "app", server: "v1-1") }),
                ("is no name of a backend or server", { try runtime.setState(.drain, backend: "a b", server: "v1-1") }),
            ]
            for (words, call) in cases {
                let failure = #expect(throws: Failure.self) { try call() }
                #expect(failure?.diagnostics.first?.code == LocalCodes.routerCommandFailed)
                #expect(failure?.diagnostics.first?.detail.contains(words) == true, "\(failure?.diagnostics ?? [])")
            }
            let gone = #expect(throws: Failure.self) {
                try HAProxyRuntime(directory: "/nonexistent").processes()
            }
            #expect(gone?.diagnostics.first?.detail == "open /nonexistent: No such file or directory.")
        }
    }

    @Test func logsAreFollowedOverARotation() async throws {
        try await LocalFixture.with { local in
            // Without HAProxy, whose checks break connections off: the workload writes about that.
            try await local.put(LocalFixture.supervisor)
            try await local.put(LocalFixture.secret)
            try await local.put(try local.release("v1"))
            try await local.put(local.replica("v1-1", of: "v1", port: local.ports[2]))
            let address = ResourceAddress(kind: "replica", name: "v1-1")
            #expect(try await eventually { try await !local.provider.logs(of: address, lines: 5).isEmpty })
            let line = try #require(try await local.provider.logs(of: address, lines: 1).first)
            #expect(line.hasSuffix("listening v1"), "\(line)")
            var follower = try local.provider.follow(address)
            #expect(try follower.next().isEmpty)
            let directory = "\(local.directory)/logs/replica-v1-1"
            try FileSystem.append(Array("one\nhalf".utf8), to: "\(directory)/current")
            #expect(try follower.next() == ["one"])
            // As s6-log does: what is full gets the name of the moment, and a new file begins.
            try FileSystem.append(Array(" two\n".utf8), to: "\(directory)/current")
            try FileSystem.rename("\(directory)/current", to: "\(directory)/@4000000069200000.s")
            try FileSystem.writeAtomically(Array("three\n".utf8), to: "\(directory)/current")
            #expect(try follower.next() == ["half two", "three"])
            #expect(try follower.next().isEmpty)
        }
    }
}
