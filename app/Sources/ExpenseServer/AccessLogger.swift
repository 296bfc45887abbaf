import ExpenseHTTP
import JSON

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
        log.log(level, "request") { line in
            line.key("request_id")
            line.string(exchange.id)
            line.key("trace_id")
            line.string(trace?.traceID ?? identifiers.nextLong())
            line.key("span_id")
            line.string(identifiers.next())
            if let trace {
                line.key("parent_span_id")
                line.string(trace.parentID)
            }
            line.key("route")
            line.string(exchange.route.template)
            line.key("method")
            line.string(exchange.method.label)
            line.key("status")
            // 499: the client went away before there was an answer.
            line.integer(exchange.status == 0 ? 499 : exchange.status)
            line.key("duration_s")
            line.number(literal: AccessLogger.seconds(nanoseconds))
            if let fault {
                line.key("error")
                line.string(fault)
            }
        }
    }

    /// Nanoseconds as a decimal number of seconds with nine digits after the point.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
    }
}
