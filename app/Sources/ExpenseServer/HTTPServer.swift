import CMicroHTTPD
import ExpenseHTTP
import ExpenseStore
import Glibc

/// The service behind a socket: libmicrohttpd with one epoll loop per thread.
@safe final class HTTPServer: @unchecked Sendable {  // `daemon` and `watcher` are touched by the main thread alone.
    struct Limits: Sendable {
        var threads: Int
        var connections: Int
        var bodyBytes: Int
        var connectionBytes: Int
        var requestTimeoutSeconds: Int
        var keepAliveTimeoutSeconds: Int
        var descriptors: Int
    }

    /// How much more than the limit is read and thrown away, so that a client hears 413 and not a reset.
    static let excessLimit = 1 << 20
    /// Bytes of a connection's memory that the head of an answer needs; the longest measures some 400.
    private static let answerMemory = 640

    let api: ExpenseAPI
    let store: any ExpenseStore
    let metrics: MetricsRegistry
    let state: ServiceState
    let accessLog: AccessLogger
    let connections: ConnectionTable
    let identifiers: IdentifierSource
    let limits: Limits
    private var daemon: OpaquePointer?
    private var watcher: WorkerThread?
    private let watch = Monitor(false)

    init(
        api: ExpenseAPI, store: any ExpenseStore, metrics: MetricsRegistry, state: ServiceState,
        accessLog: AccessLogger, limits: Limits
    ) {
        self.api = api
        self.store = store
        self.metrics = metrics
        self.state = state
        self.accessLog = accessLog
        self.limits = limits
        connections = ConnectionTable(descriptors: limits.descriptors)
        var generator = SystemRandomNumberGenerator()
        identifiers = IdentifierSource(seed: generator.next())
    }

    /// A TCP socket that no child process inherits; negative where the system has none left.
    static func streamSocket(_ family: Int32) -> Int32 { cmhd_stream_socket(family) }

    /// Takes the socket over and serves; false where the library cannot start.
    func start(_ socket: ListeningSocket) -> Bool {
        var options = unsafe cmhd_options()
        unsafe options.listen_socket = socket.descriptor
        unsafe options.threads = UInt32(clamping: limits.threads)
        unsafe options.connection_limit = UInt32(clamping: limits.connections)
        unsafe options.connection_timeout_seconds = UInt32(clamping: limits.keepAliveTimeoutSeconds)
        unsafe options.connection_memory = limits.connectionBytes
        unsafe options.context = Unmanaged.passUnretained(self).toOpaque()
        unsafe options.target = HTTPCallbacks.target
        unsafe options.unescape = HTTPCallbacks.unescape
        unsafe options.handler = HTTPCallbacks.handler
        unsafe options.completed = HTTPCallbacks.completed
        unsafe options.connection = HTTPCallbacks.connection
        unsafe daemon = cmhd_start(&options)
        guard unsafe daemon != nil else { return false }
        watcher = WorkerThread { [self] in watchSlowClients() }
        return true
    }

    /// Takes no new connection any more; those that wait to be accepted still are.
    func stopAccepting() {
        guard let daemon = unsafe daemon else { return }
        let descriptor = unsafe MHD_quiesce_daemon(daemon)
        guard descriptor >= 0 else { return }
        while true {
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let accepted = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    let accepted = unsafe accept(descriptor, pointer, &length)
                    if accepted >= 0 { unsafe _ = MHD_add_connection(daemon, accepted, pointer, length) }
                    return accepted
                }
            }
            if accepted < 0 { break }
        }
        close(descriptor)
    }

    /// Closes every connection and ends the threads; no write may be under way.
    func stop() {
        watch.withLock { $0 = true }
        watch.notifyAll()
        watcher?.join()
        watcher = nil
        if let daemon = unsafe daemon { unsafe MHD_stop_daemon(daemon) }
        unsafe daemon = nil
    }

    private func watchSlowClients() {
        var partial: [Int: ConnectionTable.PartialHead] = [:]
        var round = 0
        let limit = UInt64(limits.requestTimeoutSeconds) * 1000
        while true {
            let deadline = MonotonicInstant.now.adding(milliseconds: 250)
            if watch.wait(deadline: deadline, until: { $0 ? true : nil }) != nil { return }
            round += 1
            let cuts = connections.cutSlow(
                limitMilliseconds: limit, partial: &partial, looksAtIdle: round.isMultiple(of: 2))
            if cuts > 0 { metrics.count(.slowClients, UInt64(cuts)) }
        }
    }
}

extension HTTPServer {
    /// The head is complete: what can be refused without the body is refused here.
    func begin(_ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
        metrics.count(.requestsStarted)
        exchange.isHeadSeen = true
        exchange.id = RequestID.accepted(exchange.head.requestID) ?? identifiers.next()
        guard exchange.head.memory(exchange.target) + HTTPServer.answerMemory <= limits.connectionBytes else {
            exchange.status = 431
            ConnectionTable.refuseHead(exchange.descriptor)
            return .NO
        }
        let problem: Problem? =
            if let framing = exchange.framingProblem {
                framing
            } else if let length = exchange.announcedLength, length > limits.bodyBytes {
                Problem(.bodyTooLarge, "A body has at most \(limits.bodyBytes) bytes.")
            } else {
                nil
            }
        guard let problem else { return .YES }
        let answer = api.refuse(problem, exchange.request)
        exchange.route = answer.route
        guard case .respond(let reply) = answer.step else { return .NO }
        // Answered before the body is read, the library closes the connection, as it should here.
        return unsafe queue(reply, exchange, connection)
    }

    /// A piece of the body has arrived.
    func receive(_ bytes: UnsafeBufferPointer<CChar>, _ exchange: Exchange) -> MHD_Result {
        let room = limits.bodyBytes - exchange.body.count
        let piece = UnsafeRawBufferPointer(bytes)
        unsafe exchange.body.append(contentsOf: piece.prefix(room))
        exchange.excess += max(0, bytes.count - room)
        return exchange.excess > HTTPServer.excessLimit ? .NO : .YES
    }

    /// The request is complete, or its write is done.
    func finish(_ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
        if let reply = exchange.reply { return unsafe queue(reply, exchange, connection) }
        guard connections.enter(.working, exchange.descriptor) else { return .NO }
        let answer: ExpenseAPI.Answer =
            exchange.excess > 0
            ? api.refuse(
                Problem(.bodyTooLarge, "A body has at most \(limits.bodyBytes) bytes."), exchange.request)
            : api.answer(exchange.request)
        exchange.route = answer.route
        switch answer.step {
        case .respond(let reply): return unsafe queue(reply, exchange, connection)
        case .write(let command, let pending):
            unsafe MHD_suspend_connection(connection)
            let waiting = unsafe SuspendedExchange(exchange: exchange, connection: connection)
            store.submit(command) { [api] result in waiting.resume(with: api.finish(pending, result)) }
            return .YES
        }
    }

    private func queue(_ reply: ExpenseAPI.Reply, _ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
        guard connections.enter(.sending, exchange.descriptor) else { return .NO }
        let response = reply.response
        exchange.reply = reply
        exchange.status = response.status
        let copy = unsafe response.body.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let made = unsafe copy else { return .NO }
        defer { unsafe MHD_destroy_response(made) }
        if let type = response.contentType { unsafe _ = MHD_add_response_header(made, "Content-Type", type.rawValue) }
        for header in Response.common { unsafe _ = MHD_add_response_header(made, header.name, header.value) }
        for header in response.headers { unsafe _ = MHD_add_response_header(made, header.name, header.value) }
        unsafe _ = MHD_add_response_header(made, "X-Request-Id", exchange.id)
        // While it drains, every answer asks its client to come back over a new connection, to another instance.
        if state.current == .draining { unsafe _ = MHD_add_response_header(made, "Connection", "close") }
        return unsafe MHD_queue_response(connection, UInt32(response.status), made)
    }

    /// The answer was sent, or the connection broke.
    func end(_ exchange: Exchange) {
        guard exchange.isHeadSeen else { return }
        metrics.count(.requestsEnded)
        _ = connections.enter(.idle, exchange.descriptor)
        let nanoseconds = MonotonicInstant.now.elapsed(since: exchange.start)
        if exchange.status != 0 {
            metrics.record(
                method: exchange.method, route: exchange.route, status: exchange.status, nanoseconds: nanoseconds)
        }
        accessLog.log(exchange, nanoseconds: nanoseconds, identifiers)
    }
}

/// A connection that waits for a write; resumed exactly once, by the thread that committed.
@safe private struct SuspendedExchange: @unchecked Sendable {  // Resuming hands the exchange back to its own thread.
    private let exchange: Exchange
    private let connection: OpaquePointer

    @unsafe init(exchange: Exchange, connection: OpaquePointer) {
        self.exchange = exchange
        unsafe self.connection = connection
    }

    func resume(with reply: ExpenseAPI.Reply) {
        exchange.reply = reply
        unsafe MHD_resume_connection(connection)
    }
}
