import Glibc
import HTTPTransport
import JSON
import POSIX
import TestSupport
import Testing

/// A project in a directory of its own, and the built `slipway` over it.
///
/// Whatever it applied is taken away at the end.
struct LiveProject: Sendable {
    static let environment = "live"
    let directory: String
    let ports: [Int]
    /// What the service is run from in a container; nil where it is a plain program.
    var store: ContainerStore?

    /// What `slipway` left behind.
    struct Result: CustomStringConvertible {
        let status: Int32
        let output: String
        let errors: String

        var description: String { "exit \(status)\n\(output)\(errors)" }
        /// Both streams with every run of white space as one space, since long lines are wrapped.
        var words: String { (output + " " + errors).split { $0.isWhitespace }.joined(separator: " ") }
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// The service of these tests, which has nothing to do with the one that comes with Slipway.
    static let server = """
        #!/usr/bin/python3 -u
        import http.server, os, signal

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = os.environ.get("GREETING", "hello").encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        key = open(os.environ["API_KEY_FILE"]).read() if "API_KEY_FILE" in os.environ else ""
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        print("a key of", len(key), "characters")
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()

        """

    /// The programs lie beside the test bundle's runner.
    static func program(_ name: String) throws -> String {
        "\(FileSystem.parent(of: try FileSystem.readLink("/proc/self/exe")))/\(name)"
    }

    /// Why nothing can be applied here; nil where it can.
    static let missing: String? = {
        let tools =
            ["haproxy", "s6-svscan", "s6-log"].filter { name in
                !["/usr/sbin", "/usr/bin", "/bin", "/usr/local/bin"].contains {
                    FileSystem.isExecutable("\($0)/\(name)")
                }
            }
            + (FileSystem.isExecutable("/usr/bin/python3") ? [] : ["/usr/bin/python3"])
        return tools.isEmpty ? nil : "not installed: \(tools.joined(separator: ", "))"
    }()

    static let missingForContainers = missing ?? ContainerStore.missing

    /// HAProxy sees within seconds that a container is back.
    private static let quickProbe = "probes: {readiness: {period: 500ms, timeout: 400ms}}"

    /// Gives `body` a project and takes everything away afterwards, whatever happened.
    static func with(
        replicas: Int = 1, store: ContainerStore? = nil, _ body: (LiveProject) async throws -> Void
    ) async throws {
        let block = try PortBlock()
        defer { withExtendedLifetime(block) {} }
        let project = LiveProject(
            directory: "/tmp/slipway-cli-\(RandomBytes.hexadecimal(6))", ports: block.ports, store: store)
        try FileSystem.createDirectory("\(project.directory)/environments", withParents: true)
        try project.write("environments/\(environment).yaml", project.spec(replicas: replicas))
        try project.write("server", Self.server, mode: 0o700)
        do {
            try await body(project)
        } catch {
            try project.clear()
            throw error
        }
        try project.clear()
    }

    func spec(replicas: Int) -> String {
        """
        environment: \(Self.environment)
        tier: dev
        service:
          name: greeter
          \(store.map { "image: \($0.image)\n  database: {engine: sqlite}\n  \(Self.quickProbe)" } ?? "program: server")
          config: {GREETING: hello}
          secrets: {API_KEY_FILE: "generate:32"}
          shutdown: \(store == nil ? "{drain: 1s, grace: 3s}" : "{drain: 500ms, grace: 1s}")
        local:
          replicas: \(replicas)\(store == nil ? "" : "\n  runtime: container")
          metrics: false
          ports: {http: \(ports[0]), stats: \(ports[1]), prometheus: \(ports[2]), replicas: \(ports[3])}
        compliance: {owner: team}

        """
    }

    private func clear() throws {
        if try FileSystem.kind(of: root) != nil {
            _ = try run("resume", Self.environment, "--yes")
            let destroyed = try run("destroy", Self.environment, "--yes")
            #expect(destroyed.status == 0, "\(destroyed)")
        }
        #expect(try processes().isEmpty, "processes are left")
        #expect(try store?.containers().isEmpty ?? true, "containers are left")
        for port in ports { #expect(Ports.isFree(port), "port \(port) is left") }
        try FileSystem.removeTree(directory)
    }

    // MARK: Files

    var root: String { at(".slipway/\(Self.environment)") }
    func at(_ path: String) -> String { "\(directory)/\(path)" }

    func write(_ path: String, _ text: String, mode: UInt32 = 0o600) throws {
        try FileSystem.createDirectory(FileSystem.parent(of: at(path)), withParents: true)
        try FileSystem.writeAtomically(Array(text.utf8), to: at(path), mode: mode)
    }

    func bytes(_ path: String) throws -> [UInt8] { try FileSystem.read(at(path), limit: 64 << 20) }
    func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// Every regular file below `path` with its bytes, by its path.
    func files(below path: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        guard try FileSystem.kind(of: at(path)) != nil else { return found }
        for name in try FileSystem.list(at(path)) {
            switch try FileSystem.kind(of: at("\(path)/\(name)")) {
            case .directory: found.merge(try files(below: "\(path)/\(name)")) { first, _ in first }
            case .regular: found["\(path)/\(name)"] = try bytes("\(path)/\(name)")
            default: break
            }
        }
        return found
    }

    // MARK: The command line

    private func command(_ words: [String], _ variables: [String: String]) throws -> Command {
        var all = ["PATH": EnvironmentVariables.value(of: "PATH") ?? "/usr/bin:/bin", "COLUMNS": "120"]
        all.merge(store?.variables ?? [:]) { _, given in given }
        all.merge(variables) { _, given in given }
        return Command(try Self.program("slipway"), ["-C", directory] + words, environment: all)
    }

    @discardableResult
    func run(_ words: String..., variables: [String: String] = [:]) throws -> Result {
        try run(words, variables: variables)
    }

    @discardableResult
    func run(_ words: [String], variables: [String: String] = [:]) throws -> Result {
        let outcome = try Subprocess.run(
            try command(words, variables), timeout: .seconds(120), outputLimit: 16 << 20)
        let status: Int32 = if case .exited(let status) = outcome.status { status } else { -1 }
        return Result(status: status, output: outcome.outputText, errors: outcome.errorText)
    }

    /// Starts `slipway` in the background, what it prints going to `file`.
    func start(_ words: String..., into file: String) throws -> ProcessIdentity {
        try Subprocess.spawnDetached(try command(words, [:]), standardOutput: at(file))
    }

    // MARK: What runs

    /// The status of GET `path` through the router; 0 where nobody answers.
    func answer(_ path: String = "/readyz") -> Int {
        let request = HTTPRequest("GET", "http://127.0.0.1:\(ports[0])\(path)", body: [], timeout: .seconds(5))
        return (try? HTTPClient().send(request).status) ?? 0
    }

    /// The pids of what belongs to the environment, with the name of each program.
    func processes() throws -> [Int: String] {
        let mark = Array("SLIPWAY_SERVICE=\(root)/".utf8)
        var found: [Int: String] = [:]
        for name in try FileSystem.list("/proc") {
            guard let pid = Int(name), let variables = try? FileSystem.read("/proc/\(name)/environ", limit: 4 << 20),
                variables.split(separator: 0).contains(where: { $0.starts(with: mark) }),
                let program = try? FileSystem.read("/proc/\(name)/comm", limit: 64)
            else { continue }
            found[pid] = String(decoding: program.dropLast(), as: UTF8.self)
        }
        return found
    }

    /// The replicas and the router by pid: what must go on undisturbed.
    func servers() throws -> [Int: String] {
        try processes().filter { ["haproxy", "server", "python3"].contains($0.value) }
    }

    /// Tells a supervisor to keep a replica down, as an operator's mistake would.
    func stopReplica() throws {
        let services = try FileSystem.list("\(root)/local/services").filter { $0.hasPrefix("replica-") }
        let service = try #require(services.first)
        let outcome = try Subprocess.run(
            Command("s6-svc", ["-wD", "-T", "9000", "-d", "\(root)/local/services/\(service)"]), timeout: .seconds(10))
        #expect(outcome.status.isSuccess)
    }
}

/// How a started `slipway` ended; -1 where it did not within the time.
func exitStatus(of process: ProcessIdentity, within time: Duration) -> Int32 {
    var status: Int32 = 0
    let ended = Pause.until(.after(time)) { unsafe waitpid(process.pid, &status, WNOHANG) == process.pid }
    guard ended else { return -1 }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
}
