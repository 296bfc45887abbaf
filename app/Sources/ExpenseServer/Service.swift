import CMicroHTTPD
import ExpenseHTTP
import ExpenseStore
import Glibc

/// The life of the server: start, serve, drain, end.
struct Service {
    private let configuration: Configuration

    init(_ configuration: Configuration) { self.configuration = configuration }

    /// Serves until a signal says to stop; gives the exit status. `complain` tells a person why it cannot start.
    func run(complain: (String) -> Void) -> Int32 {
        let signals = StopSignals()
        let descriptors = DescriptorLimit.raise()
        let metrics = MetricsRegistry()
        let log = LogWriter(level: configuration.logLevel) { metrics.count(.logLinesDropped) }
        defer { log.close() }
        let store: SQLiteStore
        do throws(StoreOpenError) {
            store = try SQLiteStore(storeOptions(metrics))
        } catch {
            complain("\(error.problem)\n  help: \(error.help)")
            return 69
        }
        defer { store.close() }
        let state = ServiceState()
        let server = makeServer(store, state, metrics, log, descriptors)
        let socket: ListeningSocket
        do throws(SystemError) {
            socket = try ListeningSocket.open(configuration.bindAddress, port: configuration.port)
        } catch {
            complain("cannot listen on \(configuration.bindAddress) port \(configuration.port): \(error.message)")
            return 69
        }
        state.enter(.serving)
        guard server.start(socket) else {
            complain("the HTTP library cannot start; raise the limits of threads and file descriptors")
            return 69
        }
        log.log(
            .info, "listening",
            [
                ("address", .string(configuration.bindAddress)), ("port", .integer(Int(socket.port))),
                ("version", .string(Build.version)), ("revision", .string(configuration.revision)),
            ])
        notifyReady()
        let purger = Purger(
            store: store, log: log, retentionDays: configuration.retentionDays,
            intervalSeconds: configuration.purgeIntervalSeconds)
        purger.start()
        let signal = signals.wait()
        log.log(.info, "draining", [("signal", .string(StopSignals.name(signal)))])
        purger.stop()
        let isClean = drain(server, state, metrics, store, signals)
        log.log(isClean ? .info : .warn, isClean ? "stopped" : "stopped before all requests were answered")
        return isClean ? 0 : 70
    }

    /// Opens the database, which brings its schema up to date, and closes it; gives the exit status.
    func migrate(complain: (String) -> Void) -> Int32 {
        do throws(StoreOpenError) {
            try SQLiteStore(storeOptions(MetricsRegistry())).close()
            return 0
        } catch {
            complain("\(error.problem)\n  help: \(error.help)")
            return 69
        }
    }

    private func storeOptions(_ metrics: MetricsRegistry) -> SQLiteStore.Options {
        var options = SQLiteStore.Options(path: configuration.databasePath)
        options.durability = configuration.durability
        options.readers = threads
        options.observe = { operation, nanoseconds in metrics.record(operation, nanoseconds: nanoseconds) }
        return options
    }

    private var threads: Int {
        configuration.threads > 0 ? configuration.threads : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private func makeServer(
        _ store: SQLiteStore, _ state: ServiceState, _ metrics: MetricsRegistry, _ log: LogWriter, _ descriptors: Int
    ) -> HTTPServer {
        var options = ExpenseAPI.Options()
        options.defaultCurrency = configuration.defaultCurrency
        options.bodyLimit = configuration.maxBodyBytes
        options.revision = configuration.revision
        let sampler = ProcessSampler()
        let api = ExpenseAPI(store: store, state: state, options: options, metrics: metrics) { sampler.sample() }
        // Each reader has up to three files open; the rest is for the log, epoll and what the system needs.
        let spare = 64 + 4 * threads
        let connections = min(configuration.maxConnections, max(16, descriptors - spare))
        if connections < configuration.maxConnections {
            log.log(
                .warn, "fewer connections than MAX_CONNECTIONS: the limit of file descriptors is too low",
                [("connections", .integer(connections)), ("descriptors", .integer(descriptors))])
        }
        return HTTPServer(
            api: api, store: store, metrics: metrics, state: state,
            accessLog: AccessLogger(log: log, mode: configuration.accessLog),
            limits: HTTPServer.Limits(
                threads: threads, connections: connections, bodyBytes: configuration.maxBodyBytes,
                connectionBytes: configuration.maxHeaderBytes,
                requestTimeoutSeconds: configuration.requestTimeoutSeconds,
                keepAliveTimeoutSeconds: configuration.keepAliveTimeoutSeconds,
                descriptors: connections + spare))
    }

    private func notifyReady() {
        guard let descriptor = configuration.readyDescriptor else { return }
        let line: [UInt8] = [0x0A]
        unsafe _ = write(descriptor, line, 1)
        close(descriptor)
    }

    /// True where every request under way was answered in time.
    private func drain(
        _ server: HTTPServer, _ state: ServiceState, _ metrics: MetricsRegistry, _ store: SQLiteStore,
        _ signals: StopSignals
    ) -> Bool {
        state.enter(.draining)
        var isHurried = signals.wait(milliseconds: configuration.shutdownDelaySeconds * 1000)
        server.stopAccepting()
        let deadline = MonotonicInstant.now.adding(milliseconds: configuration.shutdownGraceSeconds * 1000)
        var quietSince = MonotonicInstant.now
        var started = metrics.total(.requestsStarted)
        // A request may be on its way over an idle connection: close only after a short silence on all of them.
        while !isHurried, MonotonicInstant.now < deadline {
            let now = metrics.total(.requestsStarted)
            if now != started || metrics.activeRequests > 0 { quietSince = .now }
            started = now
            if metrics.activeRequests == 0 {
                if metrics.openConnections == 0 { break }
                if MonotonicInstant.now.elapsed(since: quietSince) > Service.quietNanoseconds { break }
            }
            isHurried = signals.wait(milliseconds: 10)
        }
        let isClean = metrics.activeRequests == 0
        // Answers every write that was handed over, which resumes its connection; only then may the server stop.
        store.close()
        server.stop()
        return isClean
    }

    private static let quietNanoseconds: UInt64 = 200_000_000
}
