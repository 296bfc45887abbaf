import ExpenseHTTP

/// One log line for each request that is to be logged.
struct AccessLogger: Sendable {
    let log: LogWriter
    let mode: Configuration.AccessLog

    func log(_ exchange: Exchange, nanoseconds: UInt64, _ identifiers: IdentifierSource) {
        let fault = exchange.reply?.fault
        let isError = exchange.status >= 500
        switch mode {
        case .off: guard fault != nil else { return }
        case .errors: guard isError || fault != nil else { return }
        case .all: break
        }
        let level: LogLevel = fault != nil ? .error : .info
        guard log.isEnabled(level) else { return }
        let trace = TraceContext(exchange.head.traceparent)
        var members: [(String, LogValue)] = [
            ("request_id", .string(exchange.id)),
            ("trace_id", .string(trace?.traceID ?? identifiers.nextLong())),
            ("span_id", .string(identifiers.next())),
        ]
        if let trace { members.append(("parent_span_id", .string(trace.parentID))) }
        members += [
            ("route", .string(exchange.route.template)),
            ("method", .string(exchange.method.label)),
            // 499: the client went away before there was an answer.
            ("status", .integer(exchange.status == 0 ? 499 : exchange.status)),
            ("duration_s", .duration(nanoseconds: nanoseconds)),
        ]
        if let fault { members.append(("error", .string(fault))) }
        log.log(level, "request", members)
    }
}
