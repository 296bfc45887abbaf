import ExpenseHTTP
import ExpenseStore
import Testing

@Suite struct MetricsTests {
    private func render(_ registry: MetricsRegistry, revision: String = "") -> [String] {
        let text = String(decoding: registry.render(revision: revision, process: nil), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func requestsAreCountedInTheirBuckets() {
        let registry = MetricsRegistry()
        for nanoseconds: UInt64 in [1, 5_000_000, 5_000_001, 20_000_000_000] {
            registry.record(method: .get, route: .item, status: 200, nanoseconds: nanoseconds)
        }
        let lines = render(registry)
        let labels = #"method="GET",route="/api/v1/transactions/{id}",status="200""#
        let name = "http_server_request_duration_seconds"
        #expect(lines.contains("\(name)_bucket{\(labels),le=\"0.005\"} 2"))
        #expect(lines.contains("\(name)_bucket{\(labels),le=\"0.01\"} 3"))
        #expect(lines.contains("\(name)_bucket{\(labels),le=\"10\"} 3"))
        #expect(lines.contains("\(name)_bucket{\(labels),le=\"+Inf\"} 4"))
        #expect(lines.contains("\(name)_count{\(labels)} 4"))
        #expect(lines.contains("\(name)_sum{\(labels)} 20.010000002"))
    }

    /// Many paths make no more series than one.
    @Test func clientsCannotMakeSeries() throws {
        let fixture = try Fixture()
        for index in 0..<20_000 {
            let answer = fixture.api.answer(Request(.other, "/x\(index)?y=\(index)"))
            guard case .respond(let reply) = answer.step else { continue }
            fixture.metrics.record(
                method: .other, route: answer.route, status: reply.response.status, nanoseconds: 1)
        }
        let requests = render(fixture.metrics).filter { $0.hasPrefix("http_server_request_duration_seconds_count") }
        #expect(
            requests == [
                #"http_server_request_duration_seconds_count{method="_OTHER",route="unmatched",status="404"} 20000"#
            ])
    }

    @Test func everyCombinationOfLabelsStaysWithinTheLimit() {
        let registry = MetricsRegistry()
        for route in Route.allCases {
            for method in ExpenseHTTP.Method.allCases {
                for status in 200..<600 {
                    registry.record(method: method, route: route, status: status, nanoseconds: 1)
                }
            }
        }
        #expect(render(registry).count { !$0.hasPrefix("#") } <= 5000)
    }

    @Test func countersAreExactUnderManyThreads() {
        let registry = MetricsRegistry()
        let threads = (0..<8).compactMap { _ in
            WorkerThread {
                for _ in 0..<10_000 {
                    registry.count(.requestsStarted)
                    registry.record(.get, nanoseconds: 1)
                    registry.record(method: .get, route: .livez, status: 200, nanoseconds: 1)
                }
            }
        }
        for thread in threads { thread.join() }
        let lines = render(registry)
        #expect(registry.activeRequests == 80_000)
        #expect(lines.contains(#"expense_store_operation_duration_seconds_count{operation="get"} 80000"#))
        #expect(
            lines.contains(
                #"http_server_request_duration_seconds_count{method="GET",route="/livez",status="200"} 80000"#))
    }

    @Test func labelsAreEscaped() {
        #expect(
            render(MetricsRegistry(), revision: "a\"b\\c").contains(
                #"expense_build_info{version="\#(Build.version)",revision="a\"b\\c"} 1"#))
    }
}
