import Glibc
import Testing

@testable import ExpenseServer

/// A TCP connection that sends exactly the bytes it is told to.
final class RawConnection {
    let descriptor: Int32
    private var received: [UInt8] = []

    init(port: UInt16) throws {
        let address = try #require(SocketAddress("127.0.0.1", port: port))
        descriptor = HTTPServer.streamSocket(address.family)
        try #require(descriptor >= 0)
        try #require(unsafe address.with { unsafe connect(descriptor, $0, $1) } == 0)
    }

    deinit { close(descriptor) }

    /// False where the other side has closed.
    @discardableResult func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    struct Answer {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    private func receive(milliseconds: Int) -> Int {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, Int32(milliseconds)) > 0 else { return -1 }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { received += buffer[..<count] }
        return max(0, count)
    }

    /// The next answer; nil where the connection ended or nothing whole came in time.
    func answer(isHead: Bool = false, milliseconds: Int = 10_000) -> Answer? {
        let deadline = Deadline(milliseconds: milliseconds)
        while true {
            if let answer = parse(isHead: isHead) { return answer }
            if deadline.hasPassed || receive(milliseconds: 100) == 0 { return parse(isHead: isHead) }
        }
    }

    private func parse(isHead: Bool) -> Answer? {
        let end = Array("\r\n\r\n".utf8)
        guard let headEnd = received.indices.first(where: { received[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: received[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        var answer = Answer()
        answer.status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            answer.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = isHead ? 0 : answer.headers["content-length"].flatMap { Int($0) } ?? 0
        let bodyStart = headEnd + 4
        guard received.count >= bodyStart + length else { return nil }
        answer.body = String(decoding: received[bodyStart..<bodyStart + length], as: UTF8.self)
        received.removeFirst(bodyStart + length)
        return answer
    }

    /// Milliseconds until the other side closes; nil where it does not in time.
    func millisecondsUntilClosed(limit: Int) -> Int? {
        let start = Deadline.now
        let deadline = Deadline(milliseconds: limit)
        while !deadline.hasPassed {
            if receive(milliseconds: 50) == 0 { return Deadline.now - start }
        }
        return nil
    }

    func get(_ target: String, headers: String = "") -> Answer? {
        send("GET \(target) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
        return answer()
    }

    func post(_ target: String, _ body: String, headers: String = "") -> Answer? {
        send(
            "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        return answer()
    }
}
