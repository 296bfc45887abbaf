import ExpenseDomain

/// The queue in front of the one writer: whatever waits while a commit is on its way shares the next one.
///
/// With durable commits a disk does about a thousand of them a second; a group costs as much as a single write.
final class GroupCommit: Sendable {
    struct Waiting: Sendable {
        let request: WriteRequest
        let operation: StoreOperation
        let submitted: MonotonicInstant
        let completion: @Sendable (Result<StoreReply, StoreError>) -> Void
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var isClosed = false
        /// Since when the thread has been at work on one group; nil while it sleeps.
        var busySince: MonotonicInstant?
    }

    /// Hands the writer to its thread.
    private final class Core: @unchecked Sendable {  // Only the committing thread touches `writer` after the start.
        let writer: SQLiteWriter
        init(_ writer: SQLiteWriter) { self.writer = writer }
    }

    struct Limits: Sendable {
        /// More waiting writes than this are refused as busy: memory stays bounded and clients learn to slow down.
        var queued = 10_000
        /// A group larger than this would hold the lock, and everybody's answer, for long.
        var group = 512
        /// A write that waited longer is not begun any more: its client has gone.
        var waitMilliseconds = 5000
    }

    private let queue: Monitor<Queue>
    private let limits: Limits
    private let clock: @Sendable () -> Timestamp
    private let observe: SQLiteStore.Observer
    private let thread: Monitor<WorkerThread?>

    init?(
        _ writer: sending SQLiteWriter, limits: Limits, clock: @escaping @Sendable () -> Timestamp,
        observe: @escaping SQLiteStore.Observer
    ) {
        queue = Monitor(Queue())
        thread = Monitor(nil)
        self.limits = limits
        self.clock = clock
        self.observe = observe
        let core = Core(writer)
        guard let started = WorkerThread({ [self] in run(core.writer) }) else { return nil }
        thread.withLock { $0 = started }
    }

    func submit(_ waiting: Waiting) {
        let refusal = queue.withLock { queue -> StoreError? in
            if queue.isClosed { return StoreError(.closed, "the store is closing") }
            guard queue.waiting.count < limits.queued else {
                return StoreError(.busy, "\(queue.waiting.count) writes are waiting")
            }
            queue.waiting.append(waiting)
            return nil
        }
        if let refusal { return waiting.completion(.failure(refusal)) }
        queue.notifyAll()
    }

    /// How long the group under way has taken so far; 0 while nothing is written.
    var stalledNanoseconds: UInt64 {
        let since = queue.withLock { $0.busySince }
        return since.map { MonotonicInstant.now.elapsed(since: $0) } ?? 0
    }

    /// Finishes what waits, then ends the thread.
    func close() {
        queue.withLock { $0.isClosed = true }
        queue.notifyAll()
        let ending = thread.withLock { thread -> WorkerThread? in
            defer { thread = nil }
            return thread
        }
        ending?.join()
    }

    private func run(_ writer: SQLiteWriter) {
        while true {
            let group = queue.wait { queue -> [Waiting]? in
                queue.busySince = nil
                if queue.waiting.isEmpty { return queue.isClosed ? [] : nil }
                let group = Array(queue.waiting.prefix(limits.group))
                queue.waiting.removeFirst(group.count)
                queue.busySince = .now
                return group
            }
            guard !group.isEmpty else { return }
            let oldest = MonotonicInstant.now
            var current: [Waiting] = []
            for waiting in group {
                if waiting.submitted.adding(milliseconds: limits.waitMilliseconds) < oldest {
                    waiting.completion(.failure(StoreError(.timedOut, "waited too long for the writer")))
                } else {
                    current.append(waiting)
                }
            }
            commit(current, with: writer)
        }
    }

    private func commit(_ group: [Waiting], with writer: SQLiteWriter) {
        guard !group.isEmpty else { return }
        let start = MonotonicInstant.now
        do {
            let replies = try writer.commit(group.map(\.request), at: clock())
            let end = MonotonicInstant.now
            observe(.commit, end.elapsed(since: start))
            for (waiting, reply) in zip(group, replies) {
                observe(waiting.operation, end.elapsed(since: waiting.submitted))
                waiting.completion(.success(reply))
            }
        } catch {
            observe(.commit, MonotonicInstant.now.elapsed(since: start))
            guard group.count > 1, error.storeError.kind == .failed else {
                for waiting in group { waiting.completion(.failure(error.storeError)) }
                return
            }
            // One write that cannot be done must not take down those it happened to travel with.
            for waiting in group { commit([waiting], with: writer) }
        }
    }
}
