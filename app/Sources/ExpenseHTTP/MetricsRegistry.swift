package import ExpenseStore
import Synchronization

/// What the operating system says about the process at one instant.
package struct ProcessSample: Sendable {
    package var cpuSeconds: Double
    package var residentBytes: Int
    package var virtualBytes: Int
    package var openDescriptors: Int
    package var descriptorLimit: Int
    /// Seconds since 1970.
    package var startTimeSeconds: Double

    package init(
        cpuSeconds: Double, residentBytes: Int, virtualBytes: Int, openDescriptors: Int, descriptorLimit: Int,
        startTimeSeconds: Double
    ) {
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
        self.virtualBytes = virtualBytes
        self.openDescriptors = openDescriptors
        self.descriptorLimit = descriptorLimit
        self.startTimeSeconds = startTimeSeconds
    }
}

/// The counters behind `/metrics`.
///
/// Labels are method, route template and status only, all from closed sets, so no client can make series: there are
/// at most ``seriesLimit`` of them however many paths are asked for.
package final class MetricsRegistry: Sendable {
    package static let seriesLimit = 256
    private static let statuses = [
        0, 200, 201, 204, 400, 404, 405, 406, 408, 411, 413, 415, 422, 429, 431, 500, 501, 503, 505,
    ]

    private let requests = MetricCells(count: MetricsRegistry.seriesLimit * HistogramBuckets.requests.width)
    /// For each combination of labels 0, or one more than the place of its series in ``requests``.
    private let places = MetricPlaces(
        count: Route.allCases.count * Method.allCases.count * MetricsRegistry.statuses.count)
    private let store = MetricCells(count: StoreOperation.allCases.count * HistogramBuckets.store.width)
    private let singles = MetricCells(count: Single.allCases.count)

    package enum Single: Int, Sendable, CaseIterable {
        case created, requestsStarted, requestsEnded, connectionsOpened, connectionsClosed, slowClients, logLinesDropped
        case storeErrors
    }

    package init() {}

    /// Counts an answered request under its labels.
    package func record(method: Method, route: Route, status: Int, nanoseconds: UInt64) {
        let statusIndex = MetricsRegistry.statuses.firstIndex(of: status) ?? 0
        let key =
            (route.rawValue * Method.allCases.count + method.rawValue) * MetricsRegistry.statuses.count + statusIndex
        guard let place = places.place(of: key, limit: MetricsRegistry.seriesLimit) else { return }
        HistogramBuckets.requests.record(
            nanoseconds, in: requests, at: place * HistogramBuckets.requests.width)
    }

    package func record(_ operation: StoreOperation, nanoseconds: UInt64) {
        guard let index = StoreOperation.allCases.firstIndex(of: operation) else { return }
        HistogramBuckets.store.record(nanoseconds, in: store, at: index * HistogramBuckets.store.width)
    }

    package func count(_ single: Single, _ value: UInt64 = 1) {
        singles.add(value, to: single.rawValue, copy: MetricCells.copy)
    }

    package func total(_ single: Single) -> UInt64 { singles.total(single.rawValue) }

    /// Requests whose head has arrived and whose answer has not been sent.
    package var activeRequests: UInt64 {
        let started = total(.requestsStarted)
        let ended = total(.requestsEnded)
        return started > ended ? started - ended : 0
    }

    package var openConnections: UInt64 {
        let opened = total(.connectionsOpened)
        let closed = total(.connectionsClosed)
        return opened > closed ? opened - closed : 0
    }

    func countCreated() { count(.created) }

    /// The text exposition format, version 0.0.4.
    package func render(revision: String, process: ProcessSample?) -> [UInt8] {
        var text = MetricsText()
        text.family("http_server_request_duration_seconds", "histogram", "Duration of answered requests.")
        renderRequests(into: &text)
        text.family("http_server_active_requests", "gauge", "Requests under way.")
        text.sample("http_server_active_requests", value: String(activeRequests))
        text.family("http_server_open_connections", "gauge", "Connections that are open.")
        text.sample("http_server_open_connections", value: String(openConnections))
        text.counter(
            "http_server_slow_clients_total", "Connections cut because the client was too slow.", total(.slowClients))
        text.counter(
            "expense_transactions_created_total", "Transactions recorded by this process.", total(.created))
        text.counter(
            "expense_log_lines_dropped_total", "Log lines lost because nobody read them.", total(.logLinesDropped))
        text.family("expense_store_operation_duration_seconds", "histogram", "Duration of store operations.")
        for (index, operation) in StoreOperation.allCases.enumerated() {
            text.histogram(
                "expense_store_operation_duration_seconds", "operation=\"\(operation.rawValue)\"",
                HistogramBuckets.store, store, at: index * HistogramBuckets.store.width)
        }
        text.family("expense_build_info", "gauge", "What this binary is; always 1.")
        text.sample(
            "expense_build_info",
            labels: "version=\"\(Build.version)\",revision=\"\(MetricsText.escaped(revision))\"", value: "1")
        if let process { text.process(process) }
        return text.bytes
    }

    private func renderRequests(into text: inout MetricsText) {
        for (key, place) in places.taken {
            let status = MetricsRegistry.statuses[key % MetricsRegistry.statuses.count]
            let rest = key / MetricsRegistry.statuses.count
            let method = Method.allCases[rest % Method.allCases.count]
            let route = Route.allCases[rest / Method.allCases.count]
            text.histogram(
                "http_server_request_duration_seconds",
                "method=\"\(method.label)\",route=\"\(route.template)\","
                    + "status=\"\(status == 0 ? "other" : String(status))\"",
                HistogramBuckets.requests, requests, at: place * HistogramBuckets.requests.width)
        }
    }
}

/// Gives the combinations of labels that occur their place among the series, first come, first served.
@safe private final class MetricPlaces: @unchecked Sendable {  // Only atomics live behind the pointer.
    private let places: UnsafeMutablePointer<Atomic<Int>>
    private let count: Int
    private let next = Atomic<Int>(0)

    init(count: Int) {
        self.count = count
        unsafe places = .allocate(capacity: count)
        for index in 0..<count { unsafe (places + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe places.deinitialize(count: count)
        unsafe places.deallocate()
    }

    /// Nil once all places are taken.
    func place(of key: Int, limit: Int) -> Int? {
        guard (0..<count).contains(key) else { return nil }
        let known = unsafe places[key].load(ordering: .relaxed)
        if known > 0 { return known - 1 }
        let offered = next.wrappingAdd(1, ordering: .relaxed).newValue
        guard offered <= limit else { return nil }
        let (exchanged, original) = unsafe places[key].compareExchange(
            expected: 0, desired: offered, ordering: .relaxed)
        // Another thread may have been first; then the place taken here stays empty.
        return exchanged ? offered - 1 : original - 1
    }

    var taken: [(key: Int, place: Int)] {
        (0..<count).compactMap { key in
            let place = unsafe places[key].load(ordering: .relaxed)
            return place > 0 ? (key, place - 1) : nil
        }
    }
}
