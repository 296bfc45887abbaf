import CSQLite
import ExpenseDomain

/// A statement that was compiled once and runs many times; parameters count from 1, columns from 0.
@safe final class SQLiteStatement {
    private let handle: OpaquePointer
    /// Keeps the connection open for as long as the statement lives.
    private let connection: SQLiteConnection

    @unsafe init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    func bind(_ value: Int64, at index: Int32) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ text: String?, at index: Int32) throws(SQLiteError) {
        guard var text else { return try check(unsafe sqlite3_bind_null(handle, index)) }
        let result = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe csqlite_bind_text(handle, index, characters.baseAddress, Int32(clamping: characters.count))
            }
        }
        try check(result)
    }

    func bind(_ id: PublicID, at index: Int32) throws(SQLiteError) {
        var words = (id.high.bigEndian, id.low.bigEndian)
        let result = unsafe withUnsafeBytes(of: &words) { bytes in
            unsafe csqlite_bind_blob(handle, index, bytes.baseAddress, 16)
        }
        try check(result)
    }

    /// True where there is a row to read, false at the end.
    func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = connection.error(code)
            reset()
            throw error
        }
    }

    /// Runs a statement that gives no row.
    func run() throws(SQLiteError) {
        defer { reset() }
        _ = try step()
    }

    func reset() { unsafe _ = sqlite3_reset(handle) }

    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String {
        guard let bytes = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func publicID(_ column: Int32) -> PublicID? {
        guard let bytes = unsafe sqlite3_column_blob(handle, column),
            unsafe sqlite3_column_bytes(handle, column) == 16
        else { return nil }
        return unsafe PublicID(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw connection.error(code) }
    }
}
