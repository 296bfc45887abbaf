import Glibc
import Testing

@Suite(.serialized) struct ShutdownTests {
    private static let body = #"{"amount":12.30,"description":"Lunch"}"#

    @Test func idleConnectionsAreClosedAndTheExitIsClean() throws {
        let server = try ServerProcess()
        let used = try RawConnection(port: server.port)
        _ = used.get("/livez")
        let fresh = try RawConnection(port: server.port)
        server.signal(SIGTERM)
        #expect(used.millisecondsUntilClosed(limit: 5000) != nil)
        #expect(fresh.millisecondsUntilClosed(limit: 5000) != nil)
        #expect(server.exitStatus() == 0)
    }

    /// Not ready at once, but still serving, so that a balancer can take its time.
    @Test func serverGoesOnServingDuringTheDelay() throws {
        let server = try ServerProcess(["SHUTDOWN_DELAY": "2"])
        server.signal(SIGTERM)
        let deadline = Deadline(seconds: 2)
        var status = 0
        while status != 503, !deadline.hasPassed {
            status = try RawConnection(port: server.port).get("/readyz")?.status ?? 0
        }
        #expect(status == 503)
        let answer = try #require(try RawConnection(port: server.port).post("/transaction", Self.body))
        #expect(answer.status == 201)
        #expect(answer.headers["connection"]?.lowercased() == "close")
        #expect(server.exitStatus() == 0)
    }

    /// What was begun before the signal is finished after it.
    @Test func requestUnderWayIsAnswered() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        connection.send(
            "POST /transaction HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(Self.body.utf8.count)\r\n\r\n")
        // The head has arrived once the server counts it.
        let watcher = try RawConnection(port: server.port)
        let deadline = Deadline(seconds: 5)
        while watcher.get("/metrics")?.body.contains("http_server_active_requests 2\n") != true {
            try #require(!deadline.hasPassed)
        }
        server.signal(SIGTERM)
        while server.log.contains("draining") == false { try #require(!deadline.hasPassed) }
        #expect(connection.send(Self.body))
        #expect(connection.answer()?.status == 201)
        #expect(server.exitStatus() == 0)
    }

    @Test func graceIsBounded() throws {
        let server = try ServerProcess(["SHUTDOWN_GRACE": "1", "REQUEST_TIMEOUT": "60"])
        let connection = try RawConnection(port: server.port)
        connection.send("POST /transaction HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
        let watcher = try RawConnection(port: server.port)
        let deadline = Deadline(seconds: 5)
        while watcher.get("/metrics")?.body.contains("http_server_active_requests 2\n") != true {
            try #require(!deadline.hasPassed)
        }
        let start = Deadline.now
        server.signal(SIGTERM)
        #expect(server.exitStatus() == 70)
        #expect((900...4000).contains(Deadline.now - start))
    }

    /// Nobody who was let in goes without an answer, however often the server ends under load.
    @Test func noRequestIsLostWhenTheServerEndsUnderLoad() throws {
        let server = try ServerProcess()
        var connections = try (0..<20).map { _ in try RawConnection(port: server.port) }
        for connection in connections { _ = connection.get("/livez") }
        for connection in connections {
            connection.send(
                "POST /transaction HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)")
        }
        server.signal(SIGTERM)
        for connection in connections { #expect(connection.answer()?.status == 201) }
        connections = []
        #expect(server.exitStatus() == 0)
    }

    /// What was answered as done is there after the process was killed, without any orderly end.
    @Test func answeredWritesSurviveKill() throws {
        let first = try ServerProcess(["SQLITE_SYNCHRONOUS": "full"])
        let connection = try RawConnection(port: first.port)
        for _ in 0..<50 { #expect(connection.post("/transaction", Self.body)?.status == 201) }
        first.signal(SIGKILL)
        #expect(first.exitStatus() == -SIGKILL)
        let second = try ServerProcess(["DATABASE_PATH": first.directory + "/a.sqlite3"])
        let page = try #require(try RawConnection(port: second.port).get("/transaction?limit=1"))
        #expect(page.body.contains(#""total":50"#))
    }
}

@Suite(.serialized) struct ConnectionTests {
    /// One line feed on the descriptor, then its end: what s6-notifyoncheck(8) and s6-supervise(8) wait for.
    @Test(arguments: ["READY_FD", "NOTIFY_FD"]) func readinessIsToldOnADescriptor(_ name: String) throws {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer { close(ends[0]) }
        // The server must get the end for writing as descriptor 3 only, or the pipe would never end.
        for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
        try #require(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        let server = try ServerProcess([name: "3"], descriptor3: ends[1])
        close(ends[1])
        var bytes: [UInt8] = [0, 0]
        var counts: [Int] = []
        let deadline = Deadline(seconds: 10)
        while counts.last != 0, !deadline.hasPassed {
            let count = unsafe read(ends[0], &bytes, 2)
            if count >= 0 { counts.append(count) } else { usleep(5000) }
        }
        #expect(counts == [1, 0])
        #expect(bytes[0] == 0x0A)
        #expect(try RawConnection(port: server.port).get("/readyz")?.status == 200)
    }

    /// Those beyond the limit wait their turn; nobody is turned away and nothing grows.
    @Test func connectionsAreLimited() throws {
        let server = try ServerProcess(["MAX_CONNECTIONS": "16"])
        var held = try (0..<16).map { _ in try RawConnection(port: server.port) }
        for connection in held { #expect(connection.get("/livez")?.status == 200) }
        let next = try RawConnection(port: server.port)
        next.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(next.answer(milliseconds: 300) == nil)
        held = []
        #expect(next.answer()?.status == 200)
    }

    @Test func clientMayWaitForPermissionToSendItsBody() throws {
        let server = try ServerProcess()
        let connection = try RawConnection(port: server.port)
        let body = #"{"amount":1,"description":"x"}"#
        connection.send(
            "POST /transaction HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
        #expect(connection.answer()?.status == 100)
        connection.send(body)
        #expect(connection.answer()?.status == 201)
    }
}

@Suite(.serialized) struct SlowClientTests {
    /// The bound is the timeout of 1 s and the second look that comes every half second, with room for a busy machine.
    private static let bound = 4000

    private func server() throws -> ServerProcess {
        try ServerProcess(["REQUEST_TIMEOUT": "1", "KEEP_ALIVE_TIMEOUT": "60"])
    }

    /// Sends a byte now and then, which the library's own timeout takes for life.
    private func dribble(_ connection: RawConnection, _ text: String) -> Int? {
        let start = Deadline.now
        for byte in text.unicodeScalars {
            guard connection.send(String(byte)) else { return Deadline.now - start }
            if connection.millisecondsUntilClosed(limit: 150) != nil { return Deadline.now - start }
        }
        return nil
    }

    @Test func slowHeadIsCut() throws {
        let server = try server()
        let connection = try RawConnection(port: server.port)
        let cut = try #require(
            dribble(connection, "GET /livez HTTP/1.1\r\nHost: x\r\n" + String(repeating: "a", count: 200)))
        #expect((900...Self.bound).contains(cut))
    }

    @Test func slowRequestLineOnAUsedConnectionIsCut() throws {
        let server = try server()
        let connection = try RawConnection(port: server.port)
        _ = connection.get("/livez")
        let cut = try #require(dribble(connection, "GET /" + String(repeating: "a", count: 200)))
        #expect((900...Self.bound).contains(cut))
    }

    @Test func slowBodyIsToldAndCut() throws {
        let server = try server()
        let connection = try RawConnection(port: server.port)
        connection.send("POST /transaction HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
        let answer = try #require(connection.answer(milliseconds: Self.bound))
        #expect(answer.status == 408)
        #expect(connection.millisecondsUntilClosed(limit: 1000) != nil)
        // The cut is counted after it is done.
        let watcher = try RawConnection(port: server.port)
        let deadline = Deadline(seconds: 5)
        while watcher.get("/metrics")?.body.contains("http_server_slow_clients_total 1\n") != true {
            try #require(!deadline.hasPassed)
        }
    }

    /// Silence between requests is no offence.
    @Test func idleConnectionIsKept() throws {
        let server = try server()
        let used = try RawConnection(port: server.port)
        _ = used.get("/livez")
        let fresh = try RawConnection(port: server.port)
        #expect(used.millisecondsUntilClosed(limit: 2500) == nil)
        #expect(used.get("/livez")?.status == 200)
        #expect(fresh.get("/livez")?.status == 200)
    }

    @Test func idleConnectionIsClosedAfterItsTime() throws {
        let server = try ServerProcess(["KEEP_ALIVE_TIMEOUT": "1"])
        let connection = try RawConnection(port: server.port)
        _ = connection.get("/livez")
        #expect(connection.millisecondsUntilClosed(limit: 6000) != nil)
    }
}
