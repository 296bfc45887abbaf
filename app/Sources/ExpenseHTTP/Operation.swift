/// One method of one route; the router and the published document are both made from this list.
struct Operation: Sendable {
    let route: Route
    let method: Method
    /// Unique; generators of clients make a function name of it.
    let id: String
    let tag: Tag
    let summary: String
    let kind: Kind

    enum Tag: String, Sendable { case transactions, operations }

    /// What an operation takes and gives, as far as the document is concerned.
    enum Kind: Sendable { case probe, health, metrics, document, list, create, deleteAll, get, delete, restore }

    private init(_ route: Route, _ method: Method, _ id: String, _ tag: Tag, _ kind: Kind, _ summary: String) {
        self.route = route
        self.method = method
        self.id = id
        self.tag = tag
        self.kind = kind
        self.summary = summary
    }

    static let all: [Operation] =
        [
            Operation(.livez, .get, "livez", .operations, .probe, "Whether the process is alive"),
            Operation(.readyz, .get, "readyz", .operations, .probe, "Whether the process may get traffic"),
            Operation(.startupz, .get, "startupz", .operations, .probe, "Whether the process has started"),
            Operation(.health, .get, "health", .operations, .health, "State of the service and what it depends on"),
            Operation(.metrics, .get, "metrics", .operations, .metrics, "Metrics for Prometheus"),
            Operation(.openAPI, .get, "openapi", .operations, .document, "This document"),
        ] + transactions(.collection, .item, .restore, suffix: "")
        + transactions(.shortCollection, .shortItem, .shortRestore, suffix: "Short")

    private static func transactions(
        _ collection: Route, _ item: Route, _ restore: Route, suffix: String
    ) -> [Operation] {
        [
            Operation(
                collection, .get, "listTransactions\(suffix)", .transactions, .list,
                "One page of the transactions, the newest first"),
            Operation(
                collection, .post, "createTransaction\(suffix)", .transactions, .create, "Record a transaction"),
            Operation(
                collection, .delete, "deleteAllTransactions\(suffix)", .transactions, .deleteAll,
                "Delete all transactions; each can be restored until it is purged"),
            Operation(item, .get, "getTransaction\(suffix)", .transactions, .get, "One transaction"),
            Operation(
                item, .delete, "deleteTransaction\(suffix)", .transactions, .delete,
                "Delete a transaction; it can be restored until it is purged"),
            Operation(
                restore, .post, "restoreTransaction\(suffix)", .transactions, .restore,
                "Take a deletion back; succeeds for a live transaction too"),
        ]
    }
}
