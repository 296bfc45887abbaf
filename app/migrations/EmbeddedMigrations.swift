/// The SQL files of this directory, carried inside the binary.
package enum EmbeddedMigrations {
    /// File name and bytes, in the order in which they apply. A new file is added here and never changed afterwards.
    package static let files: [(name: String, bytes: [UInt8])] = [
        ("0001_transactions.sql", PackageResources._001_transactions_sql)
    ]
}
