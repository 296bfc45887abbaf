import Diagnostics
package import JSON
package import Planning
internal import Rollouts

/// The event stream for programs: one JSON object per line; docs/events.md shows each type.
package enum EventJSON {
    /// Members and types may be added in a minor version; a reader must ignore what it does not know.
    package static let formatVersion = "1.0"

    /// One line with its line feed; `text` renders diagnostics, with the source lines it knows.
    package static func line(_ event: Event, at time: EventTime, text: DiagnosticText = .plain) -> String {
        value(of: event, at: time, text: text).text + "\n"
    }

    /// Every event has `@level`, `@message`, `@module`, `@timestamp` and `type`; the rest depends on the type.
    package static func value(of event: Event, at time: EventTime, text: DiagnosticText = .plain) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("@level", .string(event.level)), .init("@message", .string(event.message)),
            .init("@module", "slipway"), .init("@timestamp", .string(time.text)), .init("type", .string(event.type)),
        ]
        members += body(of: event, text: text)
        return .object(members)
    }

    private static func body(of event: Event, text: DiagnosticText) -> [JSONValue.Member] {
        switch event {
        case .version(let tool):
            return [.init("slipway", .string(tool)), .init("ui", .string(formatVersion))]
        case .plannedChange(let change), .resourceDrift(let change):
            return [.init("change", self.change(change))]
        case .changeSummary(let counts, let operation):
            let changes: JSONValue = [
                "add": .integer(counts.create + counts.replace), "change": .integer(counts.update),
                "remove": .integer(counts.delete + counts.replace), "replace": .integer(counts.replace),
                "operation": .string(operation.rawValue),
            ]
            return [.init("changes", changes)]
        case .applyStart(let address, let action):
            return [.init("hook", hook(address, action, nil))]
        case .applyProgress(let address, let action, let seconds),
            .applyComplete(let address, let action, let seconds), .applyErrored(let address, let action, let seconds):
            return [.init("hook", hook(address, action, seconds))]
        case .diagnostic(let diagnostic):
            return [.init("diagnostic", DiagnosticJSON.value(of: diagnostic, text: text))]
        case .rolloutMoved(let move): return [.init("rollout", move.json)]
        case .rolloutNotice(let words): return [.init("notice", .string(words))]
        case .outputs(let outputs):
            let sorted = outputs.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value) }
            return [.init("outputs", .object(sorted))]
        }
    }

    private static func resource(_ address: ResourceAddress) -> JSONValue {
        ["addr": .string(address.description), "kind": .string(address.kind), "name": .string(address.name)]
    }

    private static func hook(_ address: ResourceAddress, _ action: Action, _ seconds: Int?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("resource", resource(address)), .init("action", .string(action.rawValue)),
        ]
        if let seconds { members.append(.init("elapsed_seconds", .integer(seconds))) }
        return .object(members)
    }

    /// A change as `show --json` prints it too: no attribute that is not part of a difference, no secret.
    package static func change(_ change: Change) -> JSONValue {
        [
            "resource": resource(change.address), "action": .string(change.action.rawValue),
            "reasons": .array(change.reasons.map(JSONValue.string)),
            "differences": .array(change.differences.map(difference)),
        ]
    }

    /// `before` and `after` are absent where the attribute is; a secret is null, and `sensitive` says so.
    private static func difference(_ difference: Difference) -> JSONValue {
        var members: [JSONValue.Member] = [.init("attribute", .string(difference.attribute))]
        var isSensitive = false
        for (name, value) in [("before", difference.before), ("after", difference.after)] {
            switch value {
            case .plain(let value): members.append(.init(name, value))
            case .sensitive:
                isSensitive = true
                members.append(.init(name, .null))
            case nil: break
            }
        }
        return .object(members + [.init("sensitive", .bool(isSensitive))])
    }
}

/// The event stream for people without a live view: a line at the start and the end of each operation.
package struct EventText: Sendable {
    private let terminal: Terminal

    package init(terminal: Terminal) { self.terminal = terminal }

    /// What is printed for an event, with its line feeds; empty for what the plan's own text shows.
    package func render(_ event: Event) -> String {
        switch event {
        case .version, .plannedChange: ""
        case .diagnostic(let diagnostic): DiagnosticText(terminal: terminal).render(diagnostic)
        case .outputs(let outputs):
            outputs.sorted { $0.key < $1.key }.map { name, value in
                "\(VisibleText.of(name)) = \(VisibleText.of(value.string ?? value.text))\n"
            }.joined()
        case .applyErrored: terminal.paint(event.message, .red) + "\n"
        case .applyComplete: terminal.paint(event.message, .green) + "\n"
        case .changeSummary: terminal.paint(event.message, .bold) + "\n"
        case .resourceDrift(let change):
            event.message + "\n" + change.reasons.map { "  \(VisibleText.of($0))\n" }.joined()
        case .applyStart, .applyProgress, .rolloutNotice: event.message + "\n"
        case .rolloutMoved(let move):
            terminal.paint(event.message, PhaseText.colour(move.rollout.phase)) + "\n"
        }
    }
}
