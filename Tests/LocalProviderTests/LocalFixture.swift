import Crypto
import Diagnostics
import HTTPTransport
import JSON
import LocalProvider
import POSIX
import Planning
import TestSupport
import Testing

/// A local environment in a directory of its own, and the resources of a small workload in it.
struct LocalFixture: Sendable {
    let provider: LocalProvider
    let directory: String
    let program: String
    let block: PortBlock
    var ports: [Int] { block.ports }

    var httpPort: Int { ports[0] }
    var metricsPort: Int { ports[1] }

    /// Why these tests cannot run here; nil where they can.
    static let missing: String? = {
        let tools = Tool.all.filter { $0.path == nil }.map(\.name)
        if !tools.isEmpty { return "not installed: \(tools.joined(separator: ", "))" }
        return FileSystem.isExecutable("/usr/bin/python3") ? nil : "not installed: /usr/bin/python3"
    }()
    static let isAvailable = missing == nil
    static let skip: Comment = "needs the real components (\(missing ?? "all there"))"

    /// Gives `body` an environment and takes all of it away afterwards, whatever happened.
    static func with(
        longPath: Bool = false, _ body: (LocalFixture) async throws -> Void
    ) async throws {
        let base = "/tmp/slipway-test-\(RandomBytes.hexadecimal(6))"
        let deep = longPath ? "/" + String(repeating: "d", count: 120) : ""
        try FileSystem.createDirectory(base + deep, withParents: true)
        let program = "\(base)/workload"
        try FileSystem.writeAtomically(Array(workload.utf8), to: program, mode: 0o700)
        let fixture = LocalFixture(
            provider: try LocalProvider(directory: "\(base)\(deep)/local"), directory: "\(base)\(deep)/local",
            program: program, block: try PortBlock())
        do {
            try await body(fixture)
        } catch {
            await fixture.clear()
            try FileSystem.removeTree(base)
            if let failure = error as? Failure { Issue.record("\(failure.diagnostics.map(\.detail))") }
            throw error
        }
        await fixture.clear()
        #expect(try FileSystem.kind(of: fixture.directory) == nil, "the environment's directory is left")
        for port in fixture.ports { #expect(Ports.isFree(port), "port \(port) is left") }
        try FileSystem.removeTree(base)
    }

    private func clear() async {
        do throws(Failure) { try await destroy() } catch { Issue.record("destroy: \(error.diagnostics.map(\.detail))") }
    }

    /// Deletes everything, dependents first, and the directory.
    func destroy() async throws(Failure) {
        let order = ["router", "metrics", "replica", "release", "certificate", "secret", "volume", "supervisor"]
        for kind in order {
            for address in try await provider.discover() where address.kind == kind { try await delete(address) }
        }
        try await provider.uninstall()
    }

    // MARK: Resources

    static let supervisor = Resource(ResourceAddress(kind: "supervisor", name: "s6"), attributes: [:])
    static let secret = Resource(
        ResourceAddress(kind: "secret", name: "token"), attributes: ["bytes": .plain(32)])

    func release(_ name: String, environment: [String: String] = [:], files: [String: String] = [:]) throws -> Resource
    {
        let digest = SHA256.hex(of: try FileSystem.read(program, limit: 1 << 20))
        func table(_ values: [String: String]) -> AttributeValue {
            .plain(.object(values.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }))
        }
        return Resource(
            ResourceAddress(kind: "release", name: name),
            attributes: [
                "program": .plain(.string(program)), "programDigest": .plain(.string(digest)),
                "environment": table(environment.merging(["VERSION": name]) { first, _ in first }),
                "files": table(files), "secrets": table(["TOKEN_FILE": "token", "TOKEN": "token"]),
            ])
    }

    func replica(_ name: String, of release: String, port: Int, readyWithin: Int = 20, grace: Int = 3) -> Resource {
        Resource(
            ResourceAddress(kind: "replica", name: name),
            attributes: [
                "release": .plain(.string(release)), "port": .plain(.integer(port)),
                "readiness": .plain(["path": "/readyz", "timeoutSeconds": 2]),
                "readyWithinSeconds": .plain(.integer(readyWithin)), "graceSeconds": .plain(.integer(grace)),
            ])
    }

    /// - Parameter options: what each server is told; without any they can come and go while HAProxy runs.
    func router(
        _ servers: [(String, Int)], options: String = " check weight 100", extra: String = "", bind: String = ""
    ) -> Resource {
        let lines = servers.map { "    server \($0.0) 127.0.0.1:\($0.1)\(options)" }.joined(separator: "\n")
        let config = """
            global
                stats socket unix@admin.sock mode 600 level admin expose-fd listeners
                server-state-file servers.state
                hard-stop-after 10s
                log stderr format raw local0 notice
                maxconn 1000
            defaults
                mode http
                timeout connect 2s
                timeout client 30s
                timeout server 30s
                timeout http-keep-alive 4s
                timeout http-request 5s
                option idle-close-on-response
                option redispatch
            frontend web
                bind 127.0.0.1:\(httpPort)\(bind)
                default_backend app
            backend app
                balance roundrobin
                load-server-state-from-file global
                option httpchk GET /readyz
                default-server check inter 200ms fall 2 rise 1
            \(lines)
            \(extra)

            """
        return Resource(
            ResourceAddress(kind: "router", name: "haproxy"),
            attributes: [
                "config": .plain(.string(config)), "port": .plain(.integer(httpPort)),
                "servers": .plain(.object(servers.map { JSONValue.Member($0.0, .integer($0.1)) })),
            ])
    }

    // MARK: Looking

    func get(_ path: String = "/", port: Int? = nil) throws(HTTPError) -> String {
        let url = "http://127.0.0.1:\(port ?? httpPort)\(path)"
        return try HTTPClient().send(HTTPRequest("GET", url, timeout: .seconds(5))).text
    }

    /// The processes of this environment with this name, by the mark they inherit.
    func processes(named name: String) throws -> [ProcessIdentity] {
        try FileSystem.list("/proc").compactMap { entry in
            guard let pid = Int32(entry), pid > 1, let identity = try ProcessIdentity.of(pid),
                let variables = try? FileSystem.read("/proc/\(pid)/environ", limit: 1 << 20),
                variables.contains(Array("SLIPWAY_SERVICE=\(directory)/".utf8)),
                let command = try? FileSystem.read("/proc/\(pid)/comm", limit: 100),
                String(decoding: command, as: UTF8.self) == name + "\n"
            else { return nil }
            return identity
        }
    }

    // MARK: Changes

    @discardableResult
    func put(_ resource: Resource, _ action: Action = .create) async throws(Failure) -> ObservedResource? {
        try await provider.apply(
            Change(
                address: resource.address, action: action, reasons: ["test"], before: nil, after: resource,
                differences: []))
    }

    func delete(_ address: ResourceAddress) async throws(Failure) {
        _ = try await provider.apply(
            Change(address: address, action: .delete, reasons: ["test"], before: nil, after: nil, differences: []))
    }

    func damage(_ resource: Resource) async throws(Failure) -> String? {
        try await provider.read([resource.address]).first?.damage
    }

    /// The supervisor, the secret, one release, one replica, and HAProxy in front.
    func start() async throws {
        try await put(Self.supervisor)
        try await put(Self.secret)
        try await put(try release("v1"))
        try await put(replica("v1-1", of: "v1", port: ports[2]))
        try await put(router([("v1-1", ports[2])]))
    }

    /// `/` answers the version, `/secret` whether both ways of the secret agree; misbehaves as MODE says.
    static let workload = """
        #!/usr/bin/python3
        import os, signal, socketserver, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        mode, version = os.environ.get("MODE", ""), os.environ["VERSION"]
        refusals = [0]
        if mode == "crash":
            print("cannot open the ledger", flush=True)
            sys.exit(3)
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                status, text = 200, version
                if self.path == "/readyz" and mode == "never-ready":
                    status, text = 503, "database is not migrated"
                if self.path == "/readyz" and refusals[0] > 0:
                    refusals[0] -= 1
                    status, text = 503, "still reading the ledger"
                if self.path.startswith("/slow/"):
                    time.sleep(float(self.path[6:]))
                if self.path == "/refuse":
                    refusals[0] = 5
                if self.path == "/secret":
                    with open(os.environ["TOKEN_FILE"]) as file:
                        text = str(file.read() == os.environ["TOKEN"] and len(os.environ["TOKEN"]))
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments):
                pass
        class Server(ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True
        server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
        stop = lambda *_: threading.Thread(target=server.shutdown).start()
        signal.signal(signal.SIGTERM, signal.SIG_IGN if mode == "stubborn" else stop)
        print("listening", version, flush=True)
        server.serve_forever(0.02)

        """
}

/// Asks until it holds or the time is over.
func eventually(seconds: Int = 10, _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = Deadline.after(.seconds(seconds))
    while try await !condition() {
        if deadline.hasPassed { return false }
        try await Task.sleep(for: .milliseconds(50))
    }
    return true
}
