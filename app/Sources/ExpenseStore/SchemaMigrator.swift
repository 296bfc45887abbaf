import CSQLite
import ExpenseDomain
import ExpenseMigrations

/// A step of the schema as it is carried in the binary.
struct Migration: Sendable, Hashable {
    let version: Int64
    let name: String
    let sql: String
    /// FNV-1a (64 bits) of the file: it finds an edited file, it does not stop a forger.
    let checksum: String

    /// Reads `NNNN_name.sql`; nil where the name has another form.
    init?(file: String, bytes: [UInt8]) {
        let parts = file.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count == 4, let version = Int64(parts[0]), version > 0,
            parts[1].hasSuffix(".sql")
        else { return nil }
        self.version = version
        name = String(parts[1].dropLast(4))
        sql = String(decoding: bytes, as: UTF8.self)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        checksum = String(hash, radix: 16)
    }
}

/// Why a database cannot be used by this program, for the person who started it.
package struct StoreOpenError: Error, Sendable, Hashable {
    package let problem: String
    package let help: String

    init(_ problem: String, help: String) {
        self.problem = problem
        self.help = help
    }
}

/// Brings a database to the schema of this binary, forward only, each step recorded with its checksum.
struct SchemaMigrator {
    let migrations: [Migration]

    /// "EXPN": marks the file as ours (sqlite.org/pragma.html#pragma_application_id).
    static let applicationID: Int64 = 0x4558_504E

    static let embedded = SchemaMigrator(
        migrations: EmbeddedMigrations.files.compactMap { Migration(file: $0.name, bytes: $0.bytes) })

    /// Applies what is missing in one transaction; several processes may start at once.
    func migrate(_ connection: SQLiteConnection, path: String, now: Timestamp) throws(StoreOpenError) {
        do {
            try connection.execute("BEGIN IMMEDIATE")
            let problem = try carryOut(connection, path: path, now: now)
            try connection.execute(problem == nil ? "COMMIT" : "ROLLBACK")
            if let problem { throw problem }
        } catch let error as StoreOpenError {
            throw error
        } catch {
            let cause = (error as? SQLiteError)?.message ?? "unknown"
            throw StoreOpenError(
                "the schema of \(path) could not be brought up to date: \(cause)",
                help: "Check that the disk has room and that no other program holds the database.")
        }
    }

    private func carryOut(
        _ connection: SQLiteConnection, path: String, now: Timestamp
    ) throws(SQLiteError) -> StoreOpenError? {
        if try connection.integer("SELECT count(*) FROM sqlite_schema") > 0,
            try connection.integer("PRAGMA application_id") != SchemaMigrator.applicationID
        {
            return StoreOpenError(
                "\(path) is a database of another program", help: "Set DATABASE_PATH to a file of its own.")
        }
        try connection.execute(
            """
            PRAGMA application_id = \(SchemaMigrator.applicationID);
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
            ) STRICT;
            """)
        let applied = try appliedSteps(connection)
        for (version, checksum) in applied {
            guard let known = migrations.first(where: { $0.version == version }) else {
                return StoreOpenError(
                    "\(path) has schema version \(version), this program knows up to \(migrations.last?.version ?? 0)",
                    help: "Start the newer program that wrote it, or restore a backup from before its migration.")
            }
            guard known.checksum == checksum else {
                return StoreOpenError(
                    "migration \(version) (\(known.name)) was changed after \(path) had applied it",
                    help: "Restore the migration's file and put the change into a new one.")
            }
        }
        let highest = applied.last?.version ?? 0
        for migration in migrations where migration.version > highest {
            try connection.execute(migration.sql)
            let record = try connection.prepare(
                "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)")
            try record.bind(migration.version, at: 1)
            try record.bind(migration.name, at: 2)
            try record.bind(migration.checksum, at: 3)
            try record.bind(now.milliseconds, at: 4)
            try record.run()
        }
        return nil
    }

    private func appliedSteps(
        _ connection: SQLiteConnection
    ) throws(SQLiteError) -> [(version: Int64, checksum: String)] {
        let query = try connection.prepare("SELECT version, checksum FROM schema_migrations ORDER BY version")
        var steps: [(version: Int64, checksum: String)] = []
        while try query.step() { steps.append((query.integer(0), query.text(1))) }
        return steps
    }
}
