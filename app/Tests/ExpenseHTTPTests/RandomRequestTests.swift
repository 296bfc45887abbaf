import ExpenseHTTP
import Testing

/// Requests no client would send: the service must neither trap nor fail.
@Suite struct RandomRequestTests {
    private static let pieces = [
        "/transaction", "/api/v1/transactions", "/restore", "/livez", "/metrics", "/health", "/openapi.json", "/", "?",
        "&", "=", "skip", "limit", "1", "100", "-1", "%", "%20", "%zz", "%ff", "..", "00000000000000000000000000",
        "7zzzzzzzzzzzzzzzzzzzzzzzzz", "\u{E9}", "\u{0}", "\r\n", "verbose", "99999999999999999999999999", ";", "#",
    ]
    private static let fragments = [
        "{", "}", "[", "]", ":", ",", "\"", "\"amount\"", "\"currency\"", "\"description\"", "\"category\"",
        "\"occurredOn\"", "\"x\"", "12.30", "1e400", "-0", "1e-99999999999999999999", "0.1", "null", "true",
        "\"2026-02-29\"", "\"JPY\"", "\\u0000", "\\ud800", "\u{0}", "\u{202E}", "9999999999999999999999",
        "{\"amount\":1,\"description\":\"x\"}", "{\"amount\":\"0.01\",\"currency\":\"KWD\",\"description\":\"y\"}",
        "{\"amount\":0}",
    ]
    private static let headers: [String?] = [
        nil, "", "application/json", "*/*", "text/plain", ";", ",", "application/json;q=", "a/b;q=0,*/*;q=",
        "application/json; charset=utf-8", "\u{0}", "=;=;=",
    ]

    private func request(using generator: inout SplitMix) -> Request {
        if Int.random(in: 0..<20, using: &generator) == 0 {
            let body = Self.fragments[Self.fragments.count - 1 - Int.random(in: 0..<3, using: &generator)]
            return Request(
                .post, "/transaction", contentType: "application/json", body: Array(body.utf8), id: "r")
        }
        let method = ExpenseHTTP.Method.allCases.randomElement(using: &generator) ?? .other
        var target = Int.random(in: 0..<20, using: &generator) == 0 ? "" : "/"
        if Bool.random(using: &generator) { target = Self.pieces[Int.random(in: 0..<7, using: &generator)] }
        for _ in 0..<Int.random(in: 0..<6, using: &generator) {
            target += Self.pieces.randomElement(using: &generator) ?? ""
        }
        var body: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<12, using: &generator) {
            if Int.random(in: 0..<10, using: &generator) == 0 {
                body.append(UInt8.random(in: .min ... .max, using: &generator))
            } else {
                body += Array((Self.fragments.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return Request(
            method, target, contentType: Self.headers.randomElement(using: &generator) ?? nil,
            accept: Self.headers.randomElement(using: &generator) ?? nil, body: body, id: "r")
    }

    @Test func neverTrapsAndNeverFails() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let fixture = try Fixture()
        var seen: Set<Int> = []
        for round in 0..<20_000 {
            let request = request(using: &generator)
            let reply = fixture.reply(request)
            let status = reply.response.status
            seen.insert(status)
            guard (200..<500).contains(status), reply.fault == nil else {
                Issue.record("\(status) in round \(round) of seed \(seed): \(request.method) \(request.target)")
                return
            }
            if status >= 400 { #expect(reply.response.contentType == .problem, "seed \(seed)") }
        }
        // The generator reaches the depths, not only the doors.
        #expect(seen.isSuperset(of: [200, 201, 204, 400, 404, 405, 406, 415, 422]), "seed \(seed): \(seen)")
    }
}
