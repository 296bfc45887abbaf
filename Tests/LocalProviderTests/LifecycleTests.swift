import Diagnostics
import HTTPTransport
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import Testing

/// Live tier: real s6, HAProxy and processes on loopback.
@Suite(.serialized, .enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct LifecycleTests {
    func get(_ port: Int, _ path: String = "/") throws(HTTPError) -> String {
        try HTTPClient().send(HTTPRequest("GET", "http://127.0.0.1:\(port)\(path)", timeout: .seconds(5))).text
    }

    @Test func aServiceIsReachedThroughTheRouterAndLeavesNothing() async throws {
        try await LocalFixture.with { local in
            try await local.start()
            #expect(try get(local.httpPort) == "v1")
            #expect(try get(local.httpPort, "/secret") == "64")
            for address in try await local.provider.discover() {
                #expect(try await local.provider.health(of: address) == .healthy, "\(address)")
                #expect(try await local.provider.read([address]).first?.damage == nil, "\(address)")
            }
        }
    }
}
