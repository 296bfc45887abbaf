import ExpenseDomain
import Glibc
import Synchronization
import Testing

@testable import ExpenseStore

@Suite(.serialized) struct SQLiteStoreTests {
    private func content() throws -> NewTransaction {
        NewTransaction(amount: try Money(minorUnits: 1, currency: .usd), description: "x")
    }

    @Test func fileIsPrivateAndSurvivesReopening() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.sqlite3"
        let first = try SQLiteStore(SQLiteStore.Options(path: path))
        guard case .created(let made) = try first.perform(.create(try content())) else {
            Issue.record("not created")
            return
        }
        first.close()
        for suffix in ["", "-wal", "-shm"] {
            var status = stat()
            if unsafe stat(path + suffix, &status) == 0 { #expect(status.st_mode & 0o777 == 0o600) }
        }
        let second = try SQLiteStore(SQLiteStore.Options(path: path))
        defer { second.close() }
        #expect(try second.transaction(made.id) == made)
    }

    @Test func checkNoticesThatTheFileIsGone() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.sqlite3"
        let store = try SQLiteStore(SQLiteStore.Options(path: path))
        defer { store.close() }
        try store.check()
        unsafe unlink(path)
        #expect(throws: StoreError.self) { try store.check() }
    }

    /// Waiting writes share a commit: the disk is asked far fewer times than there are writes.
    @Test func waitingWritesShareCommits() throws {
        let directory = try TemporaryDirectory()
        var options = SQLiteStore.Options(path: directory.path + "/a.sqlite3")
        let left = Monitor(1000)
        let counter = CommitCounter()
        options.observe = { operation, _ in if operation == .commit { counter.increment() } }
        let store = try SQLiteStore(options)
        defer { store.close() }
        let content = try content()
        for _ in 0..<1000 {
            store.submit(.create(content)) { _ in
                left.withLock { $0 -= 1 }
                left.notifyAll()
            }
        }
        _ = left.wait { $0 == 0 ? true : nil }
        #expect(counter.value <= 100)
    }

    /// An endless query is cut at its deadline and the connection stays usable.
    @Test func readsEndAtTheirDeadline() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.sqlite3"
        try SQLiteStore(SQLiteStore.Options(path: path)).close()
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        connection.watchDeadline()
        connection.setDeadline(MonotonicInstant.now.adding(milliseconds: 20))
        let error = #expect(throws: SQLiteError.self) {
            try connection.integer(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
        }
        #expect(error?.storeError.kind == .timedOut)
        connection.setDeadline(nil)
        #expect(try connection.integer("SELECT 41 + 1") == 42)
    }

    /// The query of a page walks the index of live rows and sorts nothing.
    @Test func listUsesItsIndex() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.sqlite3"
        try SQLiteStore(SQLiteStore.Options(path: path)).close()
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        let plan = try connection.prepare(
            "EXPLAIN QUERY PLAN SELECT * FROM transactions WHERE deleted_at IS NULL ORDER BY key DESC LIMIT 20")
        var lines: [String] = []
        while try plan.step() { lines.append(plan.text(3)) }
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("SCAN transactions"))
        #expect(!lines[0].contains("TEMP B-TREE"))
    }
}

private final class CommitCounter: Sendable {
    private let count = Atomic<Int>(0)
    func increment() { count.wrappingAdd(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}

@Suite(.serialized) struct SchemaMigratorTests {
    private static func migrator(_ files: [(String, String)]) -> SchemaMigrator {
        SchemaMigrator(migrations: files.compactMap { Migration(file: $0.0, bytes: Array($0.1.utf8)) })
    }

    private static let first = ("0001_first.sql", "CREATE TABLE first (a INTEGER);")
    private static let second = ("0002_second.sql", "CREATE TABLE second (b INTEGER);")

    private func migrate(_ path: String, _ migrator: SchemaMigrator) throws {
        let connection = try SQLiteConnection(path: path, mode: .readWrite)
        try migrator.migrate(connection, path: path, now: Timestamp(milliseconds: 0))
    }

    private func emptyFile(_ directory: TemporaryDirectory) throws -> String {
        let path = directory.path + "/a.sqlite3"
        Glibc.close(unsafe open(path, O_CREAT | O_RDWR, 0o600))
        return path
    }

    @Test func stepsAreAppliedOnceAndInOrder() throws {
        let directory = try TemporaryDirectory()
        let path = try emptyFile(directory)
        try migrate(path, Self.migrator([Self.first]))
        try migrate(path, Self.migrator([Self.first, Self.second]))
        try migrate(path, Self.migrator([Self.first, Self.second]))
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        #expect(try connection.integer("SELECT count(*) FROM schema_migrations") == 2)
        #expect(try connection.integer("SELECT count(*) FROM second") == 0)
    }

    @Test func newerSchemaIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = try emptyFile(directory)
        try migrate(path, Self.migrator([Self.first, Self.second]))
        let error = #expect(throws: StoreOpenError.self) { try migrate(path, Self.migrator([Self.first])) }
        #expect(error?.problem == "\(path) has schema version 2, this program knows up to 1")
    }

    @Test func alteredMigrationIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = try emptyFile(directory)
        try migrate(path, Self.migrator([Self.first]))
        let error = #expect(throws: StoreOpenError.self) {
            try migrate(path, Self.migrator([("0001_first.sql", "CREATE TABLE first (a INTEGER); -- edited")]))
        }
        #expect(error?.problem == "migration 1 (first) was changed after \(path) had applied it")
    }

    @Test func failedStepLeavesNothingBehind() throws {
        let directory = try TemporaryDirectory()
        let path = try emptyFile(directory)
        #expect(throws: StoreOpenError.self) {
            try migrate(path, Self.migrator([Self.first, ("0002_bad.sql", "CREATE TABLE oops (")]))
        }
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 0)
    }

    @Test func foreignDatabaseIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = try emptyFile(directory)
        try SQLiteConnection(path: path, mode: .readWrite).execute("CREATE TABLE theirs (a)")
        let error = #expect(throws: StoreOpenError.self) { try SQLiteStore(SQLiteStore.Options(path: path)) }
        #expect(error?.problem == "\(path) is a database of another program")
    }

    @Test func fileThatIsNoDatabaseIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.sqlite3"
        let descriptor = unsafe open(path, O_CREAT | O_RDWR, 0o600)
        let text = Array(repeating: UInt8(ascii: "x"), count: 4096)
        unsafe _ = write(descriptor, text, text.count)
        Glibc.close(descriptor)
        let error = #expect(throws: StoreOpenError.self) { try SQLiteStore(SQLiteStore.Options(path: path)) }
        #expect(error?.problem.contains("file is not a database") == true)
    }

    @Test func missingDirectoryIsToldWithTheRemedy() {
        let error = #expect(throws: StoreOpenError.self) {
            try SQLiteStore(SQLiteStore.Options(path: "/nonexistent-directory/a.sqlite3"))
        }
        #expect(
            error?.problem == "the database /nonexistent-directory/a.sqlite3 cannot be opened: "
                + "No such file or directory")
        #expect(error?.help.isEmpty == false)
    }

    @Test func everyEmbeddedFileIsAWellNamedStep() {
        let versions = SchemaMigrator.embedded.migrations.map(\.version)
        #expect(versions == Array(1...Int64(versions.count)))
    }
}
