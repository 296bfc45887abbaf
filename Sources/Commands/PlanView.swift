import Diagnostics
import JSON
import POSIX
import Planning
import Reports

/// A plan on the screen, or as events.
struct PlanView {
    let plan: Plan

    func show(in session: Session, events: EventLog) {
        if !events.isJSON { session.print(text(session.output)) }
        guard events.isRead else { return }
        for change in plan.changes where change.isDrift { events.emit(.resourceDrift(change)) }
        for change in plan.changes { events.emit(.plannedChange(change)) }
        events.emit(.changeSummary(plan.counts, operation: .plan))
        events.emit(.outputs(["digest": .string(plan.digest)]))
    }

    private func text(_ terminal: Terminal) -> String {
        let body = PlanText(terminal: terminal).render(plan.changes, unchanged: plan.unchanged.count)
        return plan.hasChanges ? "\(body)Digest: \(plan.digest)\n" : body
    }

    /// The plan below a head that says what it is for, as `show` prints it.
    func report(_ terminal: Terminal) -> String {
        var head = "Plan to \(plan.goal.rawValue) \(plan.environment) on \(plan.provider)\n"
        head += "made \(Self.time(plan.createdAt)) with Slipway \(plan.basis.toolVersion), "
        head += "holds until \(Self.time(plan.expiresAt))\n"
        for override in plan.overrides { head += "with --set \(override)\n" }
        return head + "\n" + text(terminal)
    }

    static func time(_ seconds: Int) -> String { WallTime(seconds: Int64(seconds)).description }
}
