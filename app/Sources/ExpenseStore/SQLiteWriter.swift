import ExpenseDomain

/// A command with what the calling thread adds to it.
enum WriteRequest: Sendable {
    case create(Transaction)
    case delete(PublicID)
    case deleteAll
    case restore(PublicID)
    case purge(deletedBefore: Timestamp, limit: Int)
}

/// The one connection that writes, with its statements; used by the committing thread alone.
final class SQLiteWriter {
    private let connection: SQLiteConnection
    private let begin: SQLiteStatement
    private let commit: SQLiteStatement
    private let insert: SQLiteStatement
    private let mark: SQLiteStatement
    private let markAll: SQLiteStatement
    private let unmark: SQLiteStatement
    private let one: SQLiteStatement
    private let remove: SQLiteStatement
    private let addToTotal: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        insert = try connection.prepare(
            "INSERT INTO transactions (\(SQLiteReader.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        mark = try connection.prepare(
            "UPDATE transactions SET deleted_at = ?2 WHERE public_id = ?1 AND deleted_at IS NULL")
        markAll = try connection.prepare("UPDATE transactions SET deleted_at = ?1 WHERE deleted_at IS NULL")
        unmark = try connection.prepare(
            "UPDATE transactions SET deleted_at = NULL WHERE public_id = ?1 AND deleted_at IS NOT NULL")
        one = try connection.prepare(
            "SELECT \(SQLiteReader.columns) FROM transactions WHERE public_id = ?1 AND deleted_at IS NULL")
        remove = try connection.prepare(
            """
            DELETE FROM transactions WHERE key IN (
                SELECT key FROM transactions WHERE deleted_at < ?1 ORDER BY deleted_at LIMIT ?2)
            """)
        addToTotal = try connection.prepare(
            "UPDATE totals SET value = value + ?1 WHERE name = 'live_transactions'")
    }

    /// Carries out all requests in one transaction, or none of them; returns after it is durable.
    func commit(_ requests: [WriteRequest], at now: Timestamp) throws(SQLiteError) -> [StoreReply] {
        try begin.run()
        do {
            var replies: [StoreReply] = []
            replies.reserveCapacity(requests.count)
            for request in requests { replies.append(try carryOut(request, at: now)) }
            try commit.run()
            return replies
        } catch {
            // What stays open here would swallow the next batch; SQLite has already left on some errors.
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    private func carryOut(_ request: WriteRequest, at now: Timestamp) throws(SQLiteError) -> StoreReply {
        switch request {
        case .create(let transaction):
            try create(transaction)
            return .created(transaction)
        case .delete(let id):
            try mark.bind(id, at: 1)
            try mark.bind(now.milliseconds, at: 2)
            try mark.run()
            let count = connection.changes
            try addToTotal(-count)
            return count == 0 ? .notFound : .deleted(count: count)
        case .deleteAll:
            try markAll.bind(now.milliseconds, at: 1)
            try markAll.run()
            let count = connection.changes
            try addToTotal(-count)
            return .deleted(count: count)
        case .restore(let id):
            try unmark.bind(id, at: 1)
            try unmark.run()
            try addToTotal(connection.changes)
            defer { one.reset() }
            try one.bind(id, at: 1)
            return try one.step() ? .restored(try SQLiteReader.row(of: one)) : .notFound
        case .purge(let instant, let limit):
            try remove.bind(instant.milliseconds, at: 1)
            try remove.bind(Int64(limit), at: 2)
            try remove.run()
            return .purged(count: connection.changes)
        }
    }

    private func create(_ transaction: Transaction) throws(SQLiteError) {
        let content = transaction.content
        try insert.bind(transaction.id, at: 1)
        try insert.bind(content.amount.minorUnits, at: 2)
        try insert.bind(content.amount.currency.code, at: 3)
        try insert.bind(content.description, at: 4)
        try insert.bind(content.category, at: 5)
        try insert.bind(content.occurredOn?.text, at: 6)
        try insert.bind(transaction.createdAt.milliseconds, at: 7)
        try insert.run()
        try addToTotal(1)
    }

    private func addToTotal(_ difference: Int) throws(SQLiteError) {
        guard difference != 0 else { return }
        try addToTotal.bind(Int64(difference), at: 1)
        try addToTotal.run()
    }
}
