import ExpenseHTTP
import Glibc
import JSON
import Testing

/// The running server on loopback.
@Suite(.serialized) struct LiveServerTests {
    private static let body = #"{"amount":12.30,"description":"Lunch"}"#

    @Test func requestsAreServedOverOneConnection() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        let made = try #require(connection.post("/api/v1/transactions", Self.body))
        #expect(made.status == 201)
        let location = try #require(made.headers["location"])
        #expect(connection.get(location)?.body == made.body)
        connection.send("HEAD \(location) HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = try #require(connection.answer(isHead: true))
        #expect(head.headers["content-length"] == made.headers["content-length"])
        connection.send("DELETE \(location) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(connection.answer()?.status == 204)
        #expect(connection.get(location)?.status == 404)
        for (name, value) in Response.common.map({ ($0.name.lowercased(), $0.value) }) {
            #expect(made.headers[name] == value)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        connection.send(
            (1...20).map { "GET /livez HTTP/1.1\r\nHost: x\r\nX-Request-Id: r\($0)\r\n\r\n" }.joined())
        for number in 1...20 { #expect(connection.answer()?.headers["x-request-id"] == "r\(number)") }
    }

    /// ASVS 4.2.1: whoever reads the length of a body in two ways can be made to see a request that nobody sent.
    @Test(
        "ASVS 4.2.1: requests whose end is not certain are refused and the connection is closed",
        arguments: [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: -1\r\n", "Content-Length: 5x\r\n",
            "Content-Length: 0x5\r\n", "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
        ])
    func smuggling(_ headers: String) throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        connection.send(
            "POST /transaction HTTP/1.1\r\nHost: x\r\n\(headers)\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = connection.answer(milliseconds: 3000)
        #expect(answer?.status == 400 || answer == nil)
        #expect(connection.answer(milliseconds: 300) == nil)
        #expect(connection.millisecondsUntilClosed(limit: 3000) != nil)
    }

    @Test("ASVS 4.2.5: heads and bodies that are too long are refused")
    func tooLong() throws {
        let server = try ServerProcess(["MAX_BODY_BYTES": "2048", "MAX_HEADER_BYTES": "4096"])
        let head = try RawConnection(port: server.port)
        head.send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: 9000))\r\n\r\n")
        #expect(head.answer()?.status == 431)

        let target = try RawConnection(port: server.port)
        target.send("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect([414, 431].contains(target.answer()?.status))

        let announced = try RawConnection(port: server.port)
        announced.send("POST /transaction HTTP/1.1\r\nHost: x\r\nContent-Length: 2049\r\n\r\n")
        let refused = try #require(announced.answer())
        #expect(refused.status == 413)
        #expect(refused.headers["content-type"] == "application/problem+json; charset=utf-8")
        #expect(announced.millisecondsUntilClosed(limit: 3000) != nil)

        let chunked = try RawConnection(port: server.port)
        chunked.send(
            "POST /transaction HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1000\r\n\(String(repeating: "a", count: 4096))\r\n0\r\n\r\n")
        #expect(chunked.answer()?.status == 413)
    }

    /// The library has one memory for the head, what it makes of it and the head of the answer.
    @Test("a head of any length and any number of parameters or fields is answered at once")
    func everyHeadIsAnswered() throws {
        let server = try ServerProcess(["MAX_HEADER_BYTES": "4096", "REQUEST_TIMEOUT": "60"])
        func head(_ query: String = "", _ fields: String = "") -> String {
            "HEAD /transaction?\(query) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
        }
        var statuses: Set<Int> = []
        for size in stride(from: 1, through: 6000, by: 23) {
            let heads = [
                head("skip=" + String(repeating: "1", count: size)),
                head(String(repeating: "a&", count: size / 2)),
                head("", "X-A: " + String(repeating: "a", count: size) + "\r\n"),
                head("", String(repeating: "a:b\r\n", count: size / 5)),
            ]
            for (kind, head) in heads.enumerated() {
                let connection = try RawConnection(port: server.port)
                connection.send(head)
                let answer = connection.answer(isHead: true)
                #expect(answer != nil, "kind \(kind), size \(size)")
                statuses.insert(answer?.status ?? 0)
            }
        }
        #expect(statuses == [200, 400, 414, 431])
    }

    @Test("ASVS 4.2.4: no header of a client reaches an answer unchecked")
    func headersAreNotReflected() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        let answer = try #require(connection.get("/livez", headers: "X-Request-Id: a b\r\n"))
        #expect(answer.headers["x-request-id"]?.utf8.count == 16)
        #expect(connection.get("/livez", headers: "X-Request-Id: mine-1\r\n")?.headers["x-request-id"] == "mine-1")
    }

    @Test("ASVS 16.4.1: every log line is one JSON object, whatever clients send")
    func logLines() throws {
        let server = try ServerProcess()
        let trace = "0af7651916cd43dd8448eb211c80319c"
        let connection = try RawConnection(port: server.port)
        _ = connection.get("/x%0A%22\u{1}\"}{", headers: "X-Request-Id: \"}\r\n")
        let other = try RawConnection(port: server.port)
        _ = other.get("/livez", headers: "X-Request-Id: r1\r\ntraceparent: 00-\(trace)-b7ad6b7169203331-01\r\n")
        server.signal(SIGTERM)
        #expect(server.exitStatus() == 0)
        #expect(server.log.split(separator: "\n").count == server.logLines.count)
        let line = try #require(server.logLines.first { $0["request_id"] == "r1" })
        #expect(line["trace_id"]?.string == trace)
        #expect(line["parent_span_id"] == "b7ad6b7169203331")
        #expect(line["route"] == "/livez")
        #expect(line["method"] == "GET")
        #expect(line["status"] == 200)
        #expect(line["level"] == "info")
        #expect(line["ts"]?.string?.hasSuffix("Z") == true)
        #expect(line["span_id"]?.string?.utf8.count == 16)
        guard case .number = line["duration_s"] else { return #expect(Bool(false), "duration_s is no number") }
    }

    @Test func accessLogCanBeSwitchedOff() throws {
        let server = try ServerProcess(["ACCESS_LOG": "off"])
        _ = try RawConnection(port: server.port).get("/livez")
        server.signal(SIGINT)
        #expect(server.exitStatus() == 0)
        #expect(!server.logLines.contains { $0["msg"] == "request" })
    }

    /// A dead medium: alive, but not ready.
    @Test func lostDatabaseIsNoticed() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        #expect(connection.get("/readyz")?.status == 200)
        unsafe _ = unlink(server.directory + "/a.sqlite3")
        #expect(connection.get("/readyz")?.status == 503)
        #expect(connection.get("/livez")?.status == 200)
        #expect(connection.get("/health")?.status == 503)
    }

    @Test func deletedTransactionsArePurgedAfterTheirTime() throws {
        let server = try ServerProcess(["RETENTION_DAYS": "1", "PURGE_INTERVAL": "1"])
        let connection = try RawConnection(port: server.port)
        let location = try #require(connection.post("/transaction", Self.body)?.headers["location"])
        connection.send("DELETE \(location) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(connection.answer()?.status == 204)
        // Two days ago, as far as the file is concerned.
        let (status, text) = try Spawned.run([
            "/usr/bin/sqlite3", "-cmd", ".timeout 5000", server.directory + "/a.sqlite3",
            "UPDATE transactions SET deleted_at = deleted_at - 2 * 86400000",
        ])
        try #require(status == 0, "\(text)")
        let deadline = Deadline(seconds: 10)
        while !server.log.contains("purged deleted transactions"), !deadline.hasPassed { usleep(20_000) }
        connection.send("POST \(location)/restore HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        #expect(connection.answer()?.status == 404)
    }
}
