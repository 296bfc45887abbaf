import CSQLite
package import ExpenseDomain
import Glibc

/// The embedded store: one SQLite file in WAL mode, one thread that writes, a pool of connections that read.
///
/// Several processes may use one file at once, as the instances of a rollout on one machine do.
package final class SQLiteStore: ExpenseStore {
    /// Told the nanoseconds every operation took; writes count from the moment they were handed over.
    package typealias Observer = @Sendable (StoreOperation, UInt64) -> Void

    /// What a commit waits for (sqlite.org/pragma.html#pragma_synchronous).
    package enum Durability: String, Sendable, CaseIterable {
        /// Every commit survives a loss of power.
        case full
        /// A loss of power may undo the last commits, never damage the file; a crash of the process loses nothing.
        case normal
    }

    package struct Options: Sendable {
        package var path: String
        package var durability = Durability.full
        /// As many as threads that read at once.
        package var readers = 2
        /// How long one read may take.
        package var readMilliseconds = 2000
        package var clock: @Sendable () -> Timestamp = { .now }
        package var observe: Observer = { _, _ in }

        package init(path: String) { self.path = path }
    }

    private struct Pool {
        var idle: [SQLiteReader]
        var isClosed = false
    }

    /// Where the file was when it was opened, to notice that somebody moved or removed it.
    private struct FileIdentity: Equatable {
        let device: UInt64
        let inode: UInt64

        init?(path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    private let options: Options
    private let pool: Monitor<Pool>
    private let writer: GroupCommit
    private let identity: FileIdentity?

    private static let stallNanoseconds: UInt64 = 5_000_000_000

    /// Opens the file, makes it where it is missing (mode 0600), and brings its schema up to date.
    package convenience init(_ options: Options) throws(StoreOpenError) {
        try self.init(options, migrator: .embedded)
    }

    /// Statistics cost every allocation of SQLite a lock that all connections share; must come before the first one.
    private static let hasNoStatistics: Bool = csqlite_disable_memory_statistics() == SQLITE_OK

    init(_ options: Options, migrator: SchemaMigrator) throws(StoreOpenError) {
        self.options = options
        _ = SQLiteStore.hasNoStatistics
        try SQLiteStore.createPrivately(options.path)
        do {
            let connection = try SQLiteConnection(path: options.path, mode: .readWrite)
            try connection.execute(
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = \(options.durability.rawValue);
                PRAGMA foreign_keys = 1; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192
                """)
            try migrator.migrate(connection, path: options.path, now: options.clock())
            let sqliteWriter = try SQLiteWriter(connection)
            var readers: [SQLiteReader] = []
            for _ in 0..<max(1, options.readers) { readers.append(try SQLiteReader(path: options.path)) }
            pool = Monitor(Pool(idle: readers))
            guard
                let writer = GroupCommit(
                    sqliteWriter, limits: GroupCommit.Limits(), clock: options.clock, observe: options.observe)
            else {
                throw StoreOpenError("the writer's thread could not be started", help: "Raise the limit of threads.")
            }
            self.writer = writer
        } catch let error as StoreOpenError {
            throw error
        } catch {
            let cause = (error as? SQLiteError)?.message ?? "unknown"
            throw StoreOpenError(
                "the database \(options.path) cannot be used: \(cause)",
                help: "DATABASE_PATH must name a SQLite file, or a new file, in a directory this user can write to.")
        }
        identity = FileIdentity(path: options.path)
    }

    package func transaction(_ id: PublicID) throws(StoreError) -> Transaction? {
        try read(.get) { reader throws(SQLiteError) in try reader.transaction(id) }
    }

    package func page(skip: Int, limit: Int) throws(StoreError) -> TransactionPage {
        try read(.list) { reader throws(SQLiteError) in try reader.page(skip: skip, limit: limit) }
    }

    package func check() throws(StoreError) {
        guard let now = FileIdentity(path: options.path), now == identity else {
            throw StoreError(.unavailable, "\(options.path) was moved or removed")
        }
        guard writer.stalledNanoseconds < SQLiteStore.stallNanoseconds else {
            throw StoreError(.unavailable, "a commit has been under way for more than 5 s")
        }
        _ = try read(.check) { reader throws(SQLiteError) in try reader.liveCount() }
    }

    package func submit(
        _ command: StoreCommand, completion: @escaping @Sendable (Result<StoreReply, StoreError>) -> Void
    ) {
        let request: WriteRequest
        switch command {
        case .create(let content):
            var generator = SystemRandomNumberGenerator()
            request = .create(
                Transaction(id: .random(using: &generator), content: content, createdAt: options.clock()))
        case .delete(let id): request = .delete(id)
        case .deleteAll: request = .deleteAll
        case .restore(let id): request = .restore(id)
        case .purge(let instant, let limit): request = .purge(deletedBefore: instant, limit: limit)
        }
        writer.submit(
            GroupCommit.Waiting(
                request: request, operation: command.operation, submitted: .now, completion: completion))
    }

    package func close() {
        writer.close()
        pool.withLock { pool in
            pool.isClosed = true
            pool.idle = []
        }
        pool.notifyAll()
    }

    private func read<Result>(
        _ operation: StoreOperation, _ body: (SQLiteReader) throws(SQLiteError) -> Result
    ) throws(StoreError) -> Result {
        let start = MonotonicInstant.now
        let deadline = start.adding(milliseconds: options.readMilliseconds)
        let taken = pool.wait(deadline: deadline) { pool -> SQLiteReader?? in
            if pool.isClosed { return .some(nil) }
            return pool.idle.popLast().map { .some($0) }
        }
        guard let taken else { throw StoreError(.busy, "no reader became free in time") }
        guard let reader = taken else { throw StoreError(.closed, "the store is closing") }
        defer {
            pool.withLock { if !$0.isClosed { $0.idle.append(reader) } }
            pool.notifyAll()
            options.observe(operation, MonotonicInstant.now.elapsed(since: start))
        }
        reader.setDeadline(deadline)
        do {
            return try body(reader)
        } catch {
            throw error.storeError
        }
    }

    /// SQLite would make the file readable for everybody the umask allows.
    private static func createPrivately(_ path: String) throws(StoreOpenError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            let cause = unsafe String(cString: strerror(errno))
            throw StoreOpenError(
                "the database \(path) cannot be opened: \(cause)",
                help: "DATABASE_PATH must be a file in a directory this user can write to.")
        }
        Glibc.close(descriptor)
    }
}
