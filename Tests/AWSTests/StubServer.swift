import POSIX
import TestSupport
import Testing

/// A server on loopback that gives the answers it is told, one after the other, the last for ever.
final class StubServer: Sendable {
    struct Answer: Sendable {
        let status: Int
        let type: String
        let body: String

        init(_ status: Int, _ type: String, _ body: String) {
            self.status = status
            self.type = type
            self.body = body
        }
    }

    let url: String
    let port: Int
    private let process: ProcessIdentity
    private let scratch: Scratch

    /// - Parameter certificate: PEM file with the key; the server speaks TLS then.
    init(_ answers: [Answer], certificate: String? = nil) throws {
        scratch = try Scratch()
        for (index, answer) in answers.enumerated() {
            try FileSystem.writeAtomically(
                Array("\(answer.status)\n\(answer.type)\n\(answer.body)".utf8), to: scratch.at("\(index).answer"))
        }
        try FileSystem.writeAtomically(Array(Self.program.utf8), to: scratch.at("server.py"))
        let arguments = [scratch.at("server.py"), scratch.path] + (certificate.map { [$0] } ?? [])
        process = try Subprocess.spawnDetached(
            Command(AWSSimulator.python, arguments, environment: ["PATH": "/usr/bin:/bin"]),
            standardOutput: scratch.at("log"))
        let scratch = scratch
        #expect(Pause.until(.after(.seconds(20))) { (try? FileSystem.kind(of: scratch.at("port"))) == .regular })
        let text = String(decoding: try FileSystem.read(scratch.at("port"), limit: 10), as: UTF8.self)
        port = try #require(Int(text))
        url = "\(certificate == nil ? "http" : "https")://127.0.0.1:\(text)"
    }

    deinit {
        process.kill()
        _ = process.waitUntilGone(.after(.seconds(5)))
    }

    /// The heads and bodies of the requests so far.
    func requests() throws -> [String] {
        try FileSystem.list(scratch.path).filter { $0.hasSuffix(".request") }
            .sorted { (Int($0.prefix { $0 != "." }) ?? 0) < (Int($1.prefix { $0 != "." }) ?? 0) }
            .map { String(decoding: try FileSystem.read(scratch.at($0), limit: 1 << 20), as: UTF8.self) }
    }

    private static let program = """
        import glob, os, ssl, sys, threading
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
                text = open(f"{directory}/{min(number, last)}.answer").read()
                status, kind, content = text.split("\\n", 2)
                name = f"{directory}/{number}.request"
                with open(name + ".tmp", "wb") as file:
                    file.write(f"{self.requestline} \\n{self.headers}".encode() + body)
                os.rename(name + ".tmp", name)
                self.send_response(int(status))
                self.send_header("Content-Type", kind)
                data = content.encode()
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(data)
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
            import time
            while os.getppid() == parent: time.sleep(0.5)
            os._exit(0)
        threading.Thread(target=watch, daemon=True).start()
        server.serve_forever()

        """
}
