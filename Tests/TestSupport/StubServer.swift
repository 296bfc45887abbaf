internal import JSON
internal import POSIX

/// A server on loopback that gives the answers it is told, one after the other, the last for ever.
package final class StubServer: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let body: String
        private let fields: [(String, String)]
        /// Seconds until it is given.
        private let delay: Int
        /// What Content-Length says; the connection is closed after the body all the same.
        private let length: Int?
        /// How many bytes follow the body.
        private let padding: Int

        package init(
            _ status: Int, _ type: String, _ body: String, fields: [(String, String)] = [], delay: Int = 0,
            length: Int? = nil, padding: Int = 0
        ) {
            self.status = status
            self.body = body
            self.fields = [("Content-Type", type)] + fields
            self.delay = delay
            self.length = length
            self.padding = padding
        }

        fileprivate var json: JSONValue {
            [
                "status": .integer(status), "body": .string(body), "delay": .integer(delay),
                "padding": .integer(padding),
                "length": length.map { .integer($0) } ?? .null,
                "fields": .array(fields.map { .array([.string($0.0), .string($0.1)]) }),
            ]
        }
    }

    /// Why it did not start.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    package let url: String
    package let port: Int
    private let process: ProcessIdentity
    private let scratch: Scratch

    /// - Parameter certificate: PEM file with the key; the server speaks TLS then.
    package init(_ answers: [Answer], certificate: String? = nil) throws {
        scratch = try Scratch()
        for (index, answer) in answers.enumerated() {
            try FileSystem.writeAtomically(answer.json.bytes(), to: scratch.at("\(index).answer"))
        }
        let arguments = ["-c", Self.program, scratch.path] + (certificate.map { [$0] } ?? [])
        process = try Subprocess.spawnDetached(
            Command(AWSSimulator.python, arguments, environment: ["PATH": "/usr/bin:/bin"]),
            standardOutput: scratch.at("log"))
        let scratch = scratch
        let isReady = Pause.until(.after(.seconds(30))) { (try? FileSystem.kind(of: scratch.at("port"))) == .regular }
        let text = GoldenFile.read(scratch.at("port")) ?? ""
        guard isReady, let port = Int(text) else {
            throw Failure(description: "no stub server: \(GoldenFile.read(scratch.at("log")) ?? "")")
        }
        self.port = port
        url = "\(certificate == nil ? "http" : "https")://127.0.0.1:\(text)"
    }

    deinit {
        process.kill()
        _ = process.waitUntilGone(.after(.seconds(5)))
    }

    /// The heads and bodies of the requests so far, also of those that wait for their answers.
    package func requests() throws -> [String] {
        try FileSystem.list(scratch.path).filter { $0.hasSuffix(".request") }
            .sorted { (Int($0.prefix { $0 != "." }) ?? 0) < (Int($1.prefix { $0 != "." }) ?? 0) }
            .map { String(decoding: try FileSystem.read(scratch.at($0), limit: 1 << 20), as: UTF8.self) }
    }

    private static let program = """
        import glob, json, os, ssl, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        directory = sys.argv[1]
        lock, count = threading.Lock(), 0
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self):
                global count
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with lock:
                    number, count = count, count + 1
                last = len(glob.glob(directory + "/*.answer")) - 1
                answer = json.load(open(f"{directory}/{min(number, last)}.answer"))
                name = f"{directory}/{number}.request"
                with open(name + ".tmp", "wb") as file:
                    file.write(f"{self.requestline} \\n{self.headers}".encode() + body)
                os.rename(name + ".tmp", name)
                time.sleep(answer["delay"])
                self.send_response(answer["status"])
                data = answer["body"].encode() + b"a" * answer["padding"]
                for field, value in answer["fields"]:
                    self.send_header(field, value)
                self.send_header("Content-Length", str(answer["length"] or len(data)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(data)
                if answer["length"]: self.close_connection = True
            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_CONNECT = answer
            def log_message(self, *arguments): pass
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if len(sys.argv) > 2:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        with open(directory + "/port.tmp", "w") as file: file.write(str(server.server_port))
        os.rename(directory + "/port.tmp", directory + "/port")
        parent = os.getppid()
        def watch():
            while os.getppid() == parent: time.sleep(0.5)
            os._exit(0)
        threading.Thread(target=watch, daemon=True).start()
        server.serve_forever()

        """
}
