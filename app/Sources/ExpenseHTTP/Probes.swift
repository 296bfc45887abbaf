import ExpenseStore
import JSON

/// The questions of a supervisor: is it alive, may it get traffic, has it started (Kubernetes API health endpoints).
extension ExpenseAPI {
    private struct Check {
        let name: String
        let isPassed: Bool
    }

    /// `/livez` depends on nothing, so that a broken database never makes a supervisor kill a healthy process.
    func probe(_ route: Route, _ request: Request) -> Response {
        let name = route.template.dropFirst()
        let checks: [Check]
        switch route {
        case .livez:
            checks = [Check(name: "ping", isPassed: true)]
        case .startupz:
            checks = [Check(name: "startup", isPassed: state.current != .starting)]
        default:
            checks = [
                Check(name: "startup", isPassed: state.current != .starting),
                Check(name: "shutdown", isPassed: state.current != .draining),
                Check(name: "database", isPassed: isDatabaseReady),
            ]
        }
        let isPassed = checks.allSatisfy(\.isPassed)
        let status = isPassed ? 200 : 503
        guard isVerbose(request) else {
            if isPassed { return Response(200, .text, body: Array("ok\n".utf8)) }
            let failed = checks.filter { !$0.isPassed }.map(\.name).joined(separator: ", ")
            return Response(status, .text, body: Array("failed: \(failed)\n".utf8))
        }
        var text = ""
        for check in checks {
            text += "[\(check.isPassed ? "+" : "-")]\(check.name) \(check.isPassed ? "ok" : "failed")\n"
        }
        text += "\(name) check \(isPassed ? "passed" : "failed")\n"
        return Response(status, .text, body: Array(text.utf8))
    }

    /// What the service depends on, for people and dashboards; 503 while a request for data would fail.
    func health() -> Response {
        let isReady = isDatabaseReady
        var json = JSONWriter(reserving: 128)
        json.beginObject()
        json.key("status")
        json.string(isReady ? "ok" : "failed")
        json.key("database")
        json.string(isReady ? "ok" : "failed")
        json.key("cache")
        json.string("disabled")
        json.key("version")
        json.string(Build.version)
        json.key("revision")
        json.string(options.revision)
        json.endObject()
        return Response(isReady ? 200 : 503, .json, body: json.bytes)
    }

    private var isDatabaseReady: Bool { (try? store.check()) != nil }

    /// `?verbose`, `?verbose=`, `?verbose=true`; other parameters of a probe mean nothing and harm nothing.
    private func isVerbose(_ request: Request) -> Bool {
        guard let query = request.query else { return false }
        return query.split(separator: "&").contains { $0 == "verbose" || $0.hasPrefix("verbose=") }
    }
}
