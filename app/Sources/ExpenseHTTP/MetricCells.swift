import Glibc
import Synchronization

/// Counters that many threads add to without waiting for one another.
///
/// There are eight copies of each; a thread adds to the copy its identity falls on, and a reader adds them up.
@safe final class MetricCells: @unchecked Sendable {  // Only atomics live behind the pointer.
    private let cells: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int
    private static let copies = 8

    init(count: Int) {
        // Whole cache lines, so that two copies never share one.
        let padded = (count + 7) / 8 * 8
        self.count = padded
        unsafe cells = .allocate(capacity: padded * MetricCells.copies)
        for index in 0..<padded * MetricCells.copies { unsafe (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe cells.deinitialize(count: count * MetricCells.copies)
        unsafe cells.deallocate()
    }

    /// The copy of the calling thread, to be used for several additions in a row.
    static var copy: Int {
        // Thread descriptors lie pages apart; the multiplication spreads the page number over the upper bits.
        Int(truncatingIfNeeded: (UInt64(pthread_self()) >> 12 &* 0x9E37_79B9_7F4A_7C15) >> 61)
    }

    func add(_ value: UInt64, to index: Int, copy: Int) {
        guard index < count else { return }
        unsafe _ = cells[copy * count + index].wrappingAdd(value, ordering: .relaxed)
    }

    func total(_ index: Int) -> UInt64 {
        guard index < count else { return 0 }
        var sum: UInt64 = 0
        for copy in 0..<MetricCells.copies { unsafe sum &+= cells[copy * count + index].load(ordering: .relaxed) }
        return sum
    }
}

/// Upper bounds of a histogram in nanoseconds, and their labels in seconds.
struct HistogramBuckets: Sendable {
    let limits: [UInt64]
    let labels: [String]

    /// Cells of one series: one per bucket, one above all, one for the sum.
    var width: Int { limits.count + 2 }

    init(_ bounds: [(String, UInt64)]) {
        labels = bounds.map(\.0)
        limits = bounds.map { $0.1 * 1000 }
    }

    /// OpenTelemetry semantic conventions for HTTP, `http.server.request.duration`.
    static let requests = HistogramBuckets([
        ("0.005", 5000), ("0.01", 10_000), ("0.025", 25_000), ("0.05", 50_000), ("0.075", 75_000), ("0.1", 100_000),
        ("0.25", 250_000), ("0.5", 500_000), ("0.75", 750_000), ("1", 1_000_000), ("2.5", 2_500_000),
        ("5", 5_000_000), ("7.5", 7_500_000), ("10", 10_000_000),
    ])

    /// From a cached read to a disk in trouble.
    static let store = HistogramBuckets([
        ("0.00001", 10), ("0.00005", 50), ("0.0001", 100), ("0.0005", 500), ("0.001", 1000), ("0.005", 5000),
        ("0.01", 10_000), ("0.05", 50_000), ("0.1", 100_000), ("0.5", 500_000), ("1", 1_000_000), ("5", 5_000_000),
    ])

    func record(_ nanoseconds: UInt64, in cells: MetricCells, at base: Int) {
        let copy = MetricCells.copy
        var index = 0
        while index < limits.count, nanoseconds > limits[index] { index += 1 }
        cells.add(1, to: base + index, copy: copy)
        cells.add(nanoseconds, to: base + limits.count + 1, copy: copy)
    }
}
