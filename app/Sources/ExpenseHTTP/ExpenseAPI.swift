package import ExpenseDomain
package import ExpenseStore

/// The service without a socket: a request goes in, an answer comes out.
package final class ExpenseAPI: Sendable {
    package struct Options: Sendable {
        package var defaultCurrency = Currency.usd
        /// Longest body that is read, in bytes.
        package var bodyLimit = 65_536
        /// Told in `/health` and in the build's metric; tells the instances of a rollout apart.
        package var revision = ""

        package init() {}
    }

    /// What a request leads to.
    package enum Step: Sendable {
        case respond(Reply)
        /// The store has to do this first; then ``ExpenseAPI/finish(_:_:)`` makes the reply.
        case write(StoreCommand, PendingWrite)
    }

    /// A response, and what the log should know and the client should not.
    package struct Reply: Sendable {
        package let response: Response
        package let fault: String?

        init(_ response: Response, fault: String? = nil) {
            self.response = response
            self.fault = fault
        }
    }

    /// A request that waits for its write.
    package struct PendingWrite: Sendable {
        let route: Route
        let requestID: String
    }

    package struct Answer: Sendable {
        package let route: Route
        package let step: Step
    }

    let store: any ExpenseStore
    let state: ServiceState
    let options: Options
    let metrics: MetricsRegistry
    let process: @Sendable () -> ProcessSample?

    package init(
        store: any ExpenseStore, state: ServiceState, options: Options, metrics: MetricsRegistry,
        process: @escaping @Sendable () -> ProcessSample? = { nil }
    ) {
        self.store = store
        self.state = state
        self.options = options
        self.metrics = metrics
        self.process = process
    }

    /// Never traps and never throws, whatever the request holds.
    package func answer(_ received: Request) -> Answer {
        guard let request = received.inOriginForm else {
            let problem = Problem(.malformedRequest, "The request target must be a path.")
            return refuse(problem, received, .unmatched)
        }
        let match = Route.match(request.path)
        do throws(Problem) {
            try check(request, match.route)
            return Answer(route: match.route, step: try step(request, match))
        } catch {
            return refuse(error, request, match.route)
        }
    }

    /// The answer to a request the server itself found fault with before it was complete.
    package func refuse(_ problem: Problem, _ request: Request) -> Answer {
        refuse(problem, request, Route.match(request.path).route)
    }

    /// The reply to a request whose write is done, or failed.
    package func finish(_ pending: PendingWrite, _ result: Result<StoreReply, StoreError>) -> Reply {
        switch result {
        case .success(.created(let transaction)):
            metrics.countCreated()
            let location = pending.route.collectionPath + "/" + transaction.id.text
            return Reply(.transaction(transaction, status: 201, headers: [Response.Header("Location", location)]))
        case .success(.restored(let transaction)):
            return Reply(.transaction(transaction))
        case .success(.deleted), .success(.purged):
            return Reply(Response(204))
        case .success(.notFound):
            return Reply(ExpenseAPI.notFound.response(requestID: pending.requestID))
        case .failure(let error):
            return failed(error, requestID: pending.requestID)
        }
    }

    private static let notFound = Problem(
        .notFound, "No transaction has this id; it may have been deleted.")

    private func refuse(_ problem: Problem, _ request: Request, _ route: Route) -> Answer {
        Answer(route: route, step: .respond(Reply(problem.response(requestID: request.id))))
    }

    private func failed(_ error: StoreError, requestID: String) -> Reply {
        let retry = [Response.Header("Retry-After", "1")]
        let problem =
            switch error.kind {
            case .busy, .timedOut:
                Problem(.busy, "The request could not be served in time; nothing was changed.", headers: retry)
            case .unavailable, .closed:
                Problem(.unavailable, "The service cannot reach its data at the moment.", headers: retry)
            case .failed:
                Problem(.internalError, "The request failed; the log has the details under the instance given here.")
            }
        return Reply(problem.response(requestID: requestID), fault: "\(error.kind.rawValue): \(error.detail)")
    }

    /// What is the same for all routes, in the order of RFC 9110 section 15.5.
    private func check(_ request: Request, _ route: Route) throws(Problem) {
        guard route != .unmatched else { throw Problem(.noSuchRoute, "This service has no such path.") }
        guard route.methods.contains(request.method) else {
            throw Problem(
                .methodNotAllowed, "Allowed here: \(route.allow).",
                headers: [Response.Header("Allow", route.allow)])
        }
        guard request.body.count <= options.bodyLimit else {
            throw Problem(.bodyTooLarge, "A body has at most \(options.bodyLimit) bytes.")
        }
        if route.answersJSON, !MediaType.accepts("application", "json", header: request.accept) {
            throw Problem(.notAcceptable, "This resource is available as application/json.")
        }
    }

    private func step(_ request: Request, _ match: Route.Match) throws(Problem) -> Step {
        switch match.route {
        case .livez, .readyz, .startupz: return .respond(Reply(probe(match.route, request)))
        case .health: return .respond(Reply(health()))
        case .metrics:
            let text = metrics.render(revision: options.revision, process: process())
            return .respond(Reply(Response(200, .metrics, body: text)))
        case .openAPI: return .respond(Reply(Response(200, .json, body: OpenAPIDocument.bytes)))
        case .shortCollection, .collection: return try collection(request, match)
        case .shortItem, .item: return try item(request, match)
        case .shortRestore, .restore:
            try QueryString(request.query).requireNone()
            guard let id = PublicID(match.id) else { throw ExpenseAPI.notFound }
            return .write(.restore(id), PendingWrite(route: match.route, requestID: request.id))
        case .unmatched: throw Problem(.noSuchRoute, "This service has no such path.")
        }
    }

    private func collection(_ request: Request, _ match: Route.Match) throws(Problem) -> Step {
        let query = try QueryString(request.query)
        let pending = PendingWrite(route: match.route, requestID: request.id)
        switch request.method {
        case .post:
            try query.requireNone()
            guard MediaType.isJSON(request.contentType) else {
                throw Problem(
                    .unsupportedMediaType, "The body must be application/json, in UTF-8.",
                    headers: [Response.Header("Accept", "application/json")])
            }
            let content = try TransactionDecoding.decode(request.body, defaultCurrency: options.defaultCurrency)
            return .write(.create(content), pending)
        case .delete:
            try query.requireNone()
            return .write(.deleteAll, pending)
        default:
            let (skip, limit) = try query.page(
                defaultLimit: ListLimits.defaultLimit, maximumLimit: ListLimits.largestLimit)
            do throws(StoreError) {
                return .respond(Reply(.page(try store.page(skip: skip, limit: limit))))
            } catch {
                return .respond(failed(error, requestID: request.id))
            }
        }
    }

    private func item(_ request: Request, _ match: Route.Match) throws(Problem) -> Step {
        try QueryString(request.query).requireNone()
        guard let id = PublicID(match.id) else { throw ExpenseAPI.notFound }
        if request.method == .delete {
            return .write(.delete(id), PendingWrite(route: match.route, requestID: request.id))
        }
        let found: Transaction?
        do throws(StoreError) {
            found = try store.transaction(id)
        } catch {
            return .respond(failed(error, requestID: request.id))
        }
        guard let found else { throw ExpenseAPI.notFound }
        return .respond(Reply(.transaction(found)))
    }
}

extension Route {
    /// Whether the answer is JSON and nothing else, so that `Accept` has a say.
    var answersJSON: Bool {
        switch self {
        case .livez, .readyz, .startupz, .metrics, .unmatched: false
        default: true
        }
    }
}
