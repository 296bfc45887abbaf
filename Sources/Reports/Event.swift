package import Diagnostics
package import JSON
package import Planning

/// One thing that happened, for the event stream; text and JSON are two views of it.
package enum Event: Sendable, Hashable {
    /// The first of every stream: the tool's version; the format's is ``EventJSON/formatVersion``.
    case version(tool: String)
    case plannedChange(Change)
    /// What was changed from outside.
    case resourceDrift(Change)
    case changeSummary(ChangeCounts, operation: Operation)
    case applyStart(ResourceAddress, Action)
    /// A sign of life of something that takes long; told at least every 30 s.
    case applyProgress(ResourceAddress, Action, elapsedSeconds: Int)
    case applyComplete(ResourceAddress, Action, elapsedSeconds: Int)
    case applyErrored(ResourceAddress, Action, elapsedSeconds: Int)
    case diagnostic(Diagnostic)
    /// A rollout went on, waits, or goes back.
    case rolloutMoved(RolloutMove)
    /// Something a rollout met that does not stop it.
    case rolloutNotice(String)
    /// Results by name, such as the address the service answers at.
    case outputs([String: JSONValue])

    /// What a change summary counts.
    package enum Operation: String, Sendable, Hashable { case plan, apply, destroy, resume }

    /// The `type` of the JSON view.
    package var type: String {
        switch self {
        case .version: "version"
        case .plannedChange: "planned_change"
        case .resourceDrift: "resource_drift"
        case .changeSummary: "change_summary"
        case .applyStart: "apply_start"
        case .applyProgress: "apply_progress"
        case .applyComplete: "apply_complete"
        case .applyErrored: "apply_errored"
        case .diagnostic: "diagnostic"
        case .rolloutMoved: "rollout_moved"
        case .rolloutNotice: "rollout_notice"
        case .outputs: "outputs"
        }
    }

    /// The event in one line of words, without a line feed.
    package var message: String {
        switch self {
        case .version(let tool): "Slipway \(VisibleText.of(tool))"
        case .plannedChange(let change): "\(Self.name(change.address)): plan to \(change.action.rawValue)"
        case .resourceDrift(let change): "\(Self.name(change.address)): changed from outside"
        case .changeSummary(let counts, let operation): Self.summary(counts, operation)
        case .applyStart(let address, let action): "\(Self.name(address)): \(Self.words(action).doing)..."
        case .applyProgress(let address, let action, let seconds):
            "\(Self.name(address)): still \(Self.words(action).doing)... \(seconds)s"
        case .applyComplete(let address, let action, let seconds):
            "\(Self.name(address)): \(Self.words(action).done) after \(seconds)s"
        case .applyErrored(let address, let action, let seconds):
            "\(Self.name(address)): \(Self.words(action).doing) failed after \(seconds)s"
        case .diagnostic(let diagnostic): "\(diagnostic.severity.rawValue): \(VisibleText.of(diagnostic.code.title))"
        case .rolloutMoved(let move): move.message
        case .rolloutNotice(let words): VisibleText.of(words)
        case .outputs(let outputs): "Outputs: \(outputs.count)"
        }
    }

    var level: String {
        switch self {
        case .applyErrored: "error"
        case .diagnostic(let diagnostic):
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warn"
            case .note: "info"
            }
        default: "info"
        }
    }

    private static func name(_ address: ResourceAddress) -> String { VisibleText.of(address.description) }

    private static func summary(_ counts: ChangeCounts, _ operation: Operation) -> String {
        if operation == .plan { return PlanText.lastLine(counts) }
        let add = counts.create + counts.replace, destroy = counts.delete + counts.replace
        let name = operation.rawValue.prefix(1).uppercased() + operation.rawValue.dropFirst()
        return "\(name) complete: \(add) added, \(counts.update) changed, \(destroy) destroyed."
    }

    private static func words(_ action: Action) -> (doing: String, done: String) {
        switch action {
        case .create: ("creating", "created")
        case .update: ("changing", "changed")
        case .replace: ("replacing", "replaced")
        case .delete: ("destroying", "destroyed")
        case .none: ("reading", "read")
        }
    }
}

/// An instant, given in by whoever owns the clock.
package struct EventTime: Sendable, Hashable {
    /// Seconds since 1970-01-01 UTC, within the years 0 to 9999.
    package let seconds: Int
    /// From 0 to 999.
    package let milliseconds: Int

    package init(seconds: Int, milliseconds: Int = 0) {
        self.seconds = seconds
        self.milliseconds = min(max(milliseconds, 0), 999)
    }

    /// RFC 3339 in UTC, such as `2026-03-01T12:00:00.250Z`.
    package var text: String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        // The civil date of a day number: Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        let time = [second / 3_600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(date)T\(time).\(Self.padded(milliseconds, 3))Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
