import POSIX
import TestSupport
import Testing

@testable import HTTPTransport

/// Live tier: exchanges with a small server on loopback.
@Suite(.serialized) struct HTTPClientTests {
    static let hasPython = FileSystem.isExecutable("/usr/bin/python3")

    /// Echoes what it got; `/slow` takes 5 s, `/long` answers 100,000 bytes, `/cut` breaks off, `/moved` redirects.
    static let server = """
        import sys, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self):
                length = self.headers.get("Content-Length")
                body = self.rfile.read(int(length)) if length else b""
                if self.path == "/slow": time.sleep(5)
                status = 302 if self.path == "/moved" else 200
                facts = (self.command, self.path, self.headers.get("X-Test"), length, body.decode())
                if self.path == "/type": facts = (self.headers.get("Content-Type"), "", "", "", "")
                text = b"x" * 100000 if self.path == "/long" else ("%s %s %s %s %s" % facts).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text) + (50 if self.path == "/cut" else 0)))
                self.send_header("X-Twice", "one")
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(text)
                if self.path == "/cut": self.close_connection = True
            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer
            def log_message(self, *arguments): pass
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        with open(sys.argv[1] + ".tmp", "w") as file: file.write(str(server.server_port))
        import os; os.rename(sys.argv[1] + ".tmp", sys.argv[1])
        server.serve_forever()

        """

    private func withServer(_ body: (String) throws -> Void) throws {
        let base = "/tmp/slipway-http-\(RandomBytes.hexadecimal(6))"
        try FileSystem.createDirectory(base)
        try FileSystem.writeAtomically(Array(Self.server.utf8), to: "\(base)/server.py")
        let process = try Subprocess.spawnDetached(
            Command("/usr/bin/python3", ["\(base)/server.py", "\(base)/port"], environment: [:]))
        defer {
            process.kill()
            _ = process.waitUntilGone(.after(.seconds(5)))
            try? FileSystem.removeTree(base)
        }
        try #require(Pause.until(.after(.seconds(10))) { (try? FileSystem.kind(of: "\(base)/port")) == .regular })
        let port = String(decoding: try FileSystem.read("\(base)/port", limit: 10), as: UTF8.self)
        try body("http://127.0.0.1:\(port)")
    }

    @Test(.enabled(if: hasPython, "needs /usr/bin/python3"))
    func exchanges() throws {
        try withServer { url in
            let client = HTTPClient()
            let field = HTTPRequest.Field("X-Test", "a b")
            #expect(try client.send(HTTPRequest("GET", "\(url)/a?b=c", fields: [field])).text == "GET /a?b=c a b None ")
            let posted = try client.send(HTTPRequest("POST", "\(url)/", body: Array("text".utf8)))
            #expect(posted.text == "POST / None 4 text")
            #expect(try client.send(HTTPRequest("PUT", "\(url)/", body: [])).text == "PUT / None 0 ")
            let typed = HTTPRequest("PUT", "\(url)/type", fields: [.init("content-type", "a/b")], body: [1])
            #expect(try client.send(typed).text == "a/b    ")
            // An address or a signature that says nothing of a type covers none.
            #expect(try client.send(HTTPRequest("PUT", "\(url)/type", body: [1])).text == "None    ")
            #expect(try client.send(HTTPRequest("DELETE", "\(url)/")).text == "DELETE / None None ")
            let head = try client.send(HTTPRequest("HEAD", "\(url)/"))
            #expect(head.status == 200 && head.body.isEmpty && head["x-twice"] == "one")
            let moved = try client.send(HTTPRequest("GET", "\(url)/moved"))
            #expect(moved.status == 302, "a redirect is an answer, not an order")
            // libcurl tidies dots in a path unless told not to; what was asked must be what is sent.
            #expect(try client.send(HTTPRequest("GET", "\(url)/a/../b//c")).text == "GET /a/../b//c None None ")
        }
    }

    @Test(
        .enabled(if: hasPython, "needs /usr/bin/python3"),
        arguments: [("/slow", HTTPError.Reason.timedOut, 28), ("/long", .tooLarge, 23), ("/cut", .incomplete, 18)])
    func boundsAndBrokenAnswers(path: String, reason: HTTPError.Reason, code: Int32) throws {
        try withServer { url in
            let request = HTTPRequest("GET", url + path, timeout: .milliseconds(700), limit: 50_000)
            let error = #expect(throws: HTTPError.self) { try HTTPClient().send(request) }
            #expect(error?.reason == reason)
            #expect(error?.code == code, "libcurl's own number is kept")
        }
    }

    @Test func refusals() throws {
        let block = try PortBlock()
        let free = block.ports[0]
        let cases: [(HTTPRequest, HTTPError.Reason)] = [
            (HTTPRequest("GET", "http://127.0.0.1:\(free)/"), .cannotConnect),
            (HTTPRequest("GET", "http://host.invalid/"), .cannotResolve),
            (HTTPRequest("GET", "file:///etc/passwd"), .invalidRequest),
            (HTTPRequest("GET", "gopher://127.0.0.1:\(free)/"), .invalidRequest),
            (HTTPRequest("GET", "http://127.0.0.1:\(free)/\r\nX: y"), .invalidRequest),
            (HTTPRequest("GET", "http://127.0.0.1/", fields: [.init("X", "a\r\nY: b")]), .invalidRequest),
            (HTTPRequest("GET", "http://x/", socketPath: String(repeating: "s", count: 108)), .invalidRequest),
            (HTTPRequest("GET", "http://x/", socketPath: "/nonexistent.sock"), .cannotConnect),
        ]
        for (request, reason) in cases {
            let error = #expect(throws: HTTPError.self) { try HTTPClient().send(request) }
            #expect(error?.reason == reason, "\(request.url): \(error?.description ?? "")")
        }
    }

    /// RFC 9110 section 15.2: an interim answer comes before the real one and its fields are not of it.
    @Test func interimAnswersAreSkipped() {
        let head = "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nA: b:c\r\nEmpty:\r\n\r\n"
        #expect(HTTPClient.fields(in: Array(head.utf8)) == [.init("A", "b:c"), .init("Empty", "")])
    }
}
