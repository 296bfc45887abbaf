import CSQLite
import Glibc

/// What SQLite said: its extended result code (sqlite.org/rescode.html) and its message.
struct SQLiteError: Error {
    let code: Int32
    let message: String

    /// The primary code, without the detail in the upper bits.
    var primary: Int32 { code & 0xFF }

    var storeError: StoreError {
        let kind: StoreError.Kind =
            switch primary {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_INTERRUPT: .timedOut
            case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB,
                SQLITE_NOMEM, SQLITE_PERM:
                .unavailable
            default: .failed
            }
        return StoreError(kind, "SQLite \(code): \(message)")
    }
}

/// A connection to one database file, for one thread at a time (SQLITE_OPEN_NOMUTEX).
@safe final class SQLiteConnection {
    enum Mode { case readWrite, readOnly }

    private let handle: OpaquePointer
    private let deadline: UnsafeMutablePointer<UInt64>

    init(path: String, mode: Mode) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags =
            (mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
            | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard result == SQLITE_OK, let handle = unsafe opened else {
            let message = unsafe String(cString: sqlite3_errstr(result))
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(code: result, message: message)
        }
        unsafe self.handle = handle
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(to: .max)
        unsafe _ = csqlite_harden(handle)
        unsafe sqlite3_busy_timeout(handle, 5000)
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
        unsafe deadline.deallocate()
    }

    /// Stops every statement that still runs at the instant set with ``setDeadline(_:)``.
    func watchDeadline() {
        let callback: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
            guard let limit = unsafe context?.load(as: UInt64.self) else { return 0 }
            return MonotonicInstant.now.nanoseconds > limit ? 1 : 0
        }
        // A thousand virtual instructions are some tens of microseconds.
        unsafe sqlite3_progress_handler(handle, 1000, callback, deadline)
    }

    func setDeadline(_ instant: MonotonicInstant?) { unsafe deadline.pointee = instant?.nanoseconds ?? .max }

    /// Runs statements that give no rows, or whose rows do not matter.
    func execute(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        var prepared: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let statement = unsafe prepared else { throw error(result) }
        return unsafe SQLiteStatement(statement, of: self)
    }

    /// The first column of the first row of a query.
    func integer(_ sql: String) throws(SQLiteError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// How many rows the last statement changed.
    var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    /// True between BEGIN and COMMIT; SQLite itself leaves a transaction on some errors.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    func error(_ code: Int32) -> SQLiteError {
        unsafe SQLiteError(code: code, message: String(cString: sqlite3_errmsg(handle)))
    }
}
