package import ExpenseDomain

/// Where transactions are kept.
///
/// Reads answer at once on the calling thread. Writes are handed over and answered later from another thread, after
/// they are durable, so that many can share one commit and no thread that serves requests waits for a disk.
/// Every implementation passes the same contract suite.
package protocol ExpenseStore: Sendable {
    /// The live transaction of an id; nil where there is none or it is deleted.
    func transaction(_ id: PublicID) throws(StoreError) -> Transaction?

    /// Live transactions, the newest first, leaving out the first `skip`; both numbers are not negative.
    func page(skip: Int, limit: Int) throws(StoreError) -> TransactionPage

    /// Succeeds where a request could be served now: the medium is there, readable, and writes are not stuck.
    func check() throws(StoreError)

    /// Hands over a write; `completion` is called exactly once, on any thread, possibly before this returns.
    func submit(_ command: StoreCommand, completion: @escaping @Sendable (Result<StoreReply, StoreError>) -> Void)

    /// Finishes every write that was handed over, then lets go of the medium; later calls fail with `.closed`.
    func close()
}

extension ExpenseStore {
    /// Hands over a write and waits until it is durable.
    package func perform(_ command: StoreCommand) throws(StoreError) -> StoreReply {
        let answer = Monitor<Result<StoreReply, StoreError>?>(nil)
        submit(command) { result in
            answer.withLock { $0 = result }
            answer.notifyAll()
        }
        return try answer.wait { $0 }.get()
    }
}
