package import ExpenseDomain

/// A change somebody asks of the store; a value, so that it can wait in a queue and share a commit with others.
package enum StoreCommand: Sendable, Hashable {
    case create(NewTransaction)
    /// Marks one transaction as deleted; it can be restored until it is purged.
    case delete(PublicID)
    /// Marks every live transaction as deleted.
    case deleteAll
    /// Takes the mark back; restoring a live transaction changes nothing and succeeds.
    case restore(PublicID)
    /// Removes at most `limit` transactions for good that were deleted before the instant, the oldest first.
    case purge(deletedBefore: Timestamp, limit: Int)
}

/// What became of a command, told only after it is durable.
package enum StoreReply: Sendable, Hashable {
    case created(Transaction)
    case deleted(count: Int)
    case restored(Transaction)
    case purged(count: Int)
    case notFound
}

/// One page of the live transactions, the newest first, and how many there are in all at the same instant.
package struct TransactionPage: Sendable, Hashable {
    package let transactions: [Transaction]
    package let total: Int

    package init(transactions: [Transaction], total: Int) {
        self.transactions = transactions
        self.total = total
    }
}

/// What is measured about a store; the raw value is the label of the metric.
package enum StoreOperation: String, Sendable, CaseIterable {
    case get, list, check, create, delete
    case deleteAll = "delete_all"
    case restore, purge, commit
}

extension StoreCommand {
    package var operation: StoreOperation {
        switch self {
        case .create: .create
        case .delete: .delete
        case .deleteAll: .deleteAll
        case .restore: .restore
        case .purge: .purge
        }
    }
}

/// A store could not do what it was asked; nothing was changed.
package struct StoreError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// Somebody else holds the database, or too much waits already; trying again later can help.
        case busy
        /// The time allowed ran out.
        case timedOut = "timed_out"
        /// The medium fails: full, gone, unreadable or damaged.
        case unavailable
        /// The store is closing.
        case closed
        /// A mistake of this program.
        case failed
    }

    package let kind: Kind
    /// For the log, never for a client.
    package let detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
