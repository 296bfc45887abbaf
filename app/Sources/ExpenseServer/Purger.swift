import ExpenseDomain
import ExpenseStore

/// Removes for good, now and then, what was deleted longer ago than it is to be kept.
final class Purger: Sendable {
    private let store: any ExpenseStore
    private let log: LogWriter
    private let retentionDays: Int
    private let intervalSeconds: Int
    private let isStopped = Monitor(false)
    private let thread = Monitor<WorkerThread?>(nil)

    /// Small groups, so that no request waits long behind a purge.
    private static let group = 200

    init(store: any ExpenseStore, log: LogWriter, retentionDays: Int, intervalSeconds: Int) {
        self.store = store
        self.log = log
        self.retentionDays = retentionDays
        self.intervalSeconds = intervalSeconds
    }

    /// Purges at once and then at every interval; does nothing where everything is kept.
    func start() {
        guard retentionDays > 0 else { return }
        let started = WorkerThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    func stop() {
        isStopped.withLock { $0 = true }
        isStopped.notifyAll()
        let ending = thread.withLock { thread -> WorkerThread? in
            defer { thread = nil }
            return thread
        }
        ending?.join()
    }

    private func run() {
        repeat { purge() } while !waitForNextRound()
    }

    private func waitForNextRound() -> Bool {
        let deadline = MonotonicInstant.now.adding(milliseconds: intervalSeconds * 1000)
        return isStopped.wait(deadline: deadline) { $0 ? true : nil } ?? false
    }

    private func purge() {
        let limit = Timestamp.now.subtracting(days: retentionDays)
        var total = 0
        do throws(StoreError) {
            while !isStopped.withLock({ $0 }) {
                guard
                    case .purged(let count) = try store.perform(
                        .purge(deletedBefore: limit, limit: Purger.group)), count > 0
                else { break }
                total += count
            }
        } catch {
            log.log(.error, "purge failed", [("error", .string("\(error.kind.rawValue): \(error.detail)"))])
        }
        if total > 0 { log.log(.info, "purged deleted transactions", [("count", .integer(total))]) }
    }
}
