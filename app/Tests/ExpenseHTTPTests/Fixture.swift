import ExpenseDomain
import ExpenseHTTP
import ExpenseStore
import Glibc
import JSON
import Testing

/// The service over a real store in a private directory, without a socket.
final class Fixture: Sendable {
    private let directory: String
    let store: any ExpenseStore
    let state = ServiceState()
    let metrics = MetricsRegistry()
    let api: ExpenseAPI

    init(_ change: (inout ExpenseAPI.Options) -> Void = { _ in }, store replacement: (any ExpenseStore)? = nil) throws {
        var template = Array("/tmp/expense-http-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var options = SQLiteStore.Options(path: directory + "/a.sqlite3")
        options.durability = .normal
        store = try replacement ?? SQLiteStore(options)
        var api = ExpenseAPI.Options()
        change(&api)
        self.api = ExpenseAPI(store: store, state: state, options: api, metrics: metrics)
        state.enter(.serving)
    }

    deinit {
        store.close()
        for suffix in ["", "-wal", "-shm"] { unsafe _ = unlink(directory + "/a.sqlite3" + suffix) }
        unsafe _ = rmdir(directory)
    }

    /// The reply to a request, its write included.
    func reply(_ request: Request) -> ExpenseAPI.Reply {
        switch api.answer(request).step {
        case .respond(let reply): return reply
        case .write(let command, let pending):
            do throws(StoreError) {
                return api.finish(pending, .success(try store.perform(command)))
            } catch {
                return api.finish(pending, .failure(error))
            }
        }
    }

    func send(
        _ method: ExpenseHTTP.Method, _ target: String, _ body: String = "", type: String? = "application/json",
        accept: String? = nil
    ) -> Response {
        reply(
            Request(method, target, contentType: type, accept: accept, body: Array(body.utf8), id: "test")
        ).response
    }

    /// Records a transaction and gives its id.
    func create(_ body: String = #"{"amount":"12.30","description":"Lunch"}"#) throws -> String {
        let response = send(.post, "/transaction", body)
        try #require(response.status == 201)
        return try #require(response.json["id"]?.string)
    }
}

extension Response {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONReader.parse(body)) ?? .null }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Pointers and parameters of a problem's errors, in their order.
    var places: [String] {
        (json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string ?? $0["parameter"]?.string }
    }
}
