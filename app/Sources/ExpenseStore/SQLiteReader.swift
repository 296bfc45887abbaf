import CSQLite
import ExpenseDomain

/// One connection of the reader pool with its statements.
final class SQLiteReader {
    private let connection: SQLiteConnection
    private let begin: SQLiteStatement
    private let end: SQLiteStatement
    private let one: SQLiteStatement
    private let list: SQLiteStatement
    private let total: SQLiteStatement

    static let columns = "public_id, minor_units, currency, description, category, occurred_on, created_at"

    init(path: String) throws(SQLiteError) {
        connection = try SQLiteConnection(path: path, mode: .readOnly)
        try connection.execute("PRAGMA query_only = 1; PRAGMA cache_size = -4096")
        connection.watchDeadline()
        begin = try connection.prepare("BEGIN")
        end = try connection.prepare("COMMIT")
        one = try connection.prepare(
            "SELECT \(SQLiteReader.columns) FROM transactions WHERE public_id = ?1 AND deleted_at IS NULL")
        list = try connection.prepare(
            """
            SELECT \(SQLiteReader.columns) FROM transactions INDEXED BY transactions_live
            WHERE deleted_at IS NULL ORDER BY key DESC LIMIT ?1 OFFSET ?2
            """)
        total = try connection.prepare("SELECT value FROM totals WHERE name = 'live_transactions'")
    }

    func setDeadline(_ instant: MonotonicInstant?) { connection.setDeadline(instant) }

    func transaction(_ id: PublicID) throws(SQLiteError) -> Transaction? {
        defer { one.reset() }
        try one.bind(id, at: 1)
        return try one.step() ? try SQLiteReader.row(of: one) : nil
    }

    /// Both parts are read in one transaction, so the total belongs to the page.
    func page(skip: Int, limit: Int) throws(SQLiteError) -> TransactionPage {
        try begin.run()
        do {
            let page = try pageInTransaction(skip: skip, limit: limit)
            try end.run()
            return page
        } catch {
            try connection.execute("ROLLBACK")
            throw error
        }
    }

    private func pageInTransaction(skip: Int, limit: Int) throws(SQLiteError) -> TransactionPage {
        let count = try liveCount()
        guard skip < count else { return TransactionPage(transactions: [], total: count) }
        defer { list.reset() }
        try list.bind(Int64(limit), at: 1)
        try list.bind(Int64(skip), at: 2)
        var rows: [Transaction] = []
        rows.reserveCapacity(min(limit, count - skip))
        while try list.step() { rows.append(try SQLiteReader.row(of: list)) }
        return TransactionPage(transactions: rows, total: count)
    }

    func liveCount() throws(SQLiteError) -> Int {
        defer { total.reset() }
        return try total.step() ? Int(total.integer(0)) : 0
    }

    /// The row a statement over ``columns`` stands on.
    ///
    /// A value this program could not have written is damage, not a reason to stop the process.
    static func row(of statement: SQLiteStatement) throws(SQLiteError) -> Transaction {
        guard let id = statement.publicID(0), let currency = Currency(code: statement.text(2)),
            let amount = try? Money(minorUnits: statement.integer(1), currency: currency)
        else { throw SQLiteError(code: SQLITE_CORRUPT, message: "a stored transaction has no valid id or amount") }
        let content = NewTransaction(
            amount: amount, description: statement.text(3),
            category: statement.isNull(4) ? nil : statement.text(4),
            occurredOn: statement.isNull(5) ? nil : CalendarDate(statement.text(5)))
        return Transaction(
            id: id, content: content, createdAt: Timestamp(milliseconds: statement.integer(6)))
    }
}
