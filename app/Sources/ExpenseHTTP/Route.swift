/// The places of the service; the template is the label in metrics, logs and the published document.
package enum Route: Int, Sendable, Hashable, CaseIterable {
    case livez, readyz, startupz, health, metrics, openAPI
    case shortCollection, shortItem, shortRestore
    case collection, item, restore
    /// Nothing of ours; all unknown paths share it.
    case unmatched

    package var template: String {
        switch self {
        case .livez: "/livez"
        case .readyz: "/readyz"
        case .startupz: "/startupz"
        case .health: "/health"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.json"
        case .shortCollection: "/transaction"
        case .shortItem: "/transaction/{id}"
        case .shortRestore: "/transaction/{id}/restore"
        case .collection: "/api/v1/transactions"
        case .item: "/api/v1/transactions/{id}"
        case .restore: "/api/v1/transactions/{id}/restore"
        case .unmatched: "unmatched"
        }
    }

    /// The collection a transaction made here belongs to.
    var collectionPath: String {
        switch self {
        case .shortCollection, .shortItem, .shortRestore: Route.shortCollection.template
        default: Route.collection.template
        }
    }

    struct Match: Equatable {
        let route: Route
        /// What stands in the place of `{id}`, undecoded; empty where the template has none.
        let id: Substring
    }

    /// The place a path names.
    ///
    /// Paths are compared byte by byte: every id is made of characters that need no escape, so another spelling
    /// (`%74ransaction`, `//transaction`, a slash at the end) is another, unknown place and passes no rule by accident.
    static func match(_ path: Substring) -> Match {
        if path.hasPrefix("/api/v1/transactions/") {
            return matchItem(Substring(path.utf8.dropFirst(21)), item: .item, restore: .restore)
        }
        if path.hasPrefix("/transaction/") {
            return matchItem(Substring(path.utf8.dropFirst(13)), item: .shortItem, restore: .shortRestore)
        }
        // Paths of this length that are none of ours are not worth a string of their own.
        guard path.utf8.count <= 32 else { return Match(route: .unmatched, id: "") }
        return Match(route: fixed[String(path)] ?? .unmatched, id: "")
    }

    private static let fixed: [String: Route] = [
        "/livez": .livez, "/readyz": .readyz, "/startupz": .startupz, "/health": .health, "/metrics": .metrics,
        "/openapi.json": .openAPI, "/transaction": .shortCollection, "/api/v1/transactions": .collection,
    ]

    private static func matchItem(_ rest: Substring, item: Route, restore: Route) -> Match {
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return rest.isEmpty ? Match(route: .unmatched, id: "") : Match(route: item, id: rest)
        }
        guard slash > rest.startIndex, rest[slash...] == "/restore" else { return Match(route: .unmatched, id: "") }
        return Match(route: restore, id: rest[..<slash])
    }
}

extension Route {
    /// What may be asked here, in the order of the `Allow` header; HEAD is allowed wherever GET is.
    package var methods: [Method] { Route.methodTable[rawValue] }

    private static let methodTable: [[Method]] = Route.allCases.map { route in
        Operation.all.filter { $0.route == route }.flatMap { $0.method == .get ? [.get, .head] : [$0.method] }
    }

    var allow: String { methods.map(\.label).joined(separator: ", ") }
}
