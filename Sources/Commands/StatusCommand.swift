import Diagnostics
import JSON
import Planning
import Providers
import Reports
import StateStore

/// `slipway status ENV`: what runs, whether it is healthy, and what was changed from outside.
struct StatusCommand: Command {
    let environment: String
    let hasDetailedExit: Bool
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        guard let state = try work.store.read() else {
            // A name that is no environment at all is a mistake; one that was never applied is not.
            _ = try project.environment(environment)
            session.print(
                isJSON
                    ? "{\"environment\":\(JSONValue.string(environment).text),\"applied\":false}\n"
                    : "\(environment) is not applied.\n")
            return .success
        }
        var rows: [(address: ResourceAddress, health: Health)] = []
        for resource in state.resources {
            rows.append((resource.address, try await work.provider.health(of: resource.address)))
        }
        let observed = try await work.provider.read(state.resources.map(\.address))
        let drift = try Changes(desired: state.resources, recorded: state.resources, observed: observed).pending
        session.print(isJSON ? json(state, rows, drift) : text(state, rows, drift, session.output))
        return hasDetailedExit && !drift.isEmpty ? .changes : .success
    }

    private func text(
        _ state: StateSnapshot, _ rows: [(address: ResourceAddress, health: Health)], _ drift: [Change],
        _ terminal: Terminal
    ) -> String {
        var text = "\(environment)"
        if let url = state.facts["url"]?.string { text += "  \(url)" }
        text += "  serial \(state.serial)  applied \(state.writtenAt)\n"
        let width = rows.map { $0.address.description.count }.max() ?? 0
        for row in rows.sorted(by: { $0.address < $1.address }) {
            let name = row.address.description
            text += "  \(name)\(String(repeating: " ", count: width - name.count))  \(Self.words(row.health))\n"
        }
        for change in drift {
            text += "drift: \(change.address): \(change.reasons.joined(separator: "; "))\n"
        }
        return text + (drift.isEmpty ? "No drift.\n" : "`slipway apply \(environment)` repairs it.\n")
    }

    private static func words(_ health: Health) -> String {
        switch health {
        case .healthy: "healthy"
        case .starting(let detail): "starting: \(VisibleText.of(detail))"
        case .unhealthy(let detail): "unhealthy: \(VisibleText.of(detail))"
        case .unknown: "gone"
        }
    }

    private func json(
        _ state: StateSnapshot, _ rows: [(address: ResourceAddress, health: Health)], _ drift: [Change]
    ) -> String {
        let resources = rows.map { row -> JSONValue in
            let (word, detail): (String, String?) =
                switch row.health {
                case .healthy: ("healthy", nil)
                case .starting(let detail): ("starting", detail)
                case .unhealthy(let detail): ("unhealthy", detail)
                case .unknown: ("gone", nil)
                }
            return [
                "address": .string(row.address.description), "health": .string(word),
                "detail": detail.map { .string($0) } ?? .null,
            ]
        }
        let document: JSONValue = [
            "environment": .string(environment), "applied": true, "serial": .integer(state.serial),
            "facts": .sortedObject(state.facts), "resources": .array(resources),
            "drift": .array(
                drift.map { change in
                    [
                        "address": .string(change.address.description),
                        "reasons": .array(change.reasons.map { .string($0) }),
                    ]
                }),
        ]
        return String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n"
    }
}
