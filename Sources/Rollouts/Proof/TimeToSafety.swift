/// How long it takes at most from a fault of the new revision, at any instant, until it has no traffic.
///
/// The way back is the machine's own, run from every phase with the latest answers that ``RunnerTimes`` allow. Bounded
/// to one fault at a time: nobody pauses, skips or promotes in full meanwhile, and the metrics are there. A crash
/// means that fewer replicas are left than its traffic needs; a fault of fewer than that has no traffic to save.
package struct TimeToSafety: Sendable, Hashable {
    package enum Fault: String, Sendable, Hashable, CaseIterable {
        /// Readiness shows it.
        case crash
        /// Only metrics show it.
        case errors
        /// A person does, and aborts: from the word on.
        case abort
    }

    /// What the time is made of.
    package struct Parts: Sendable, Hashable {
        /// Until it is known.
        package internal(set) var detection = Duration.zero
        /// Until the machine has it.
        package internal(set) var reaction = Duration.zero
        /// Until the stable revision has the replicas again that it gave up.
        package internal(set) var restoring = Duration.zero
        /// Until the router has the weights of the way back.
        package internal(set) var routing = Duration.zero
        /// Between these weights.
        package internal(set) var pauses = Duration.zero

        package var total: Duration { detection + reaction + restoring + routing + pauses }
    }

    package enum Bound: Sendable, Hashable {
        case within(Parts)
        /// There is none, and why.
        case unbounded(String)

        /// nil where there is no bound.
        package var total: Duration? { if case .within(let parts) = self { parts.total } else { nil } }
    }

    /// For faults that begin while one step is taken.
    ///
    /// The last row is of the promotion and of the old revision kept warm after it; a fault that is known only once
    /// that is gone has no way back, and is none of it.
    package struct Row: Sendable, Hashable {
        /// Of the schedule; its count for the promotion.
        package let step: Int
        /// As `weight 25%`.
        package let text: String
        package let crash: Bound
        /// Of an analysis with looks: a fault after the last look is one of the next step.
        package let errors: Bound
        package let abort: Bound

        package subscript(_ fault: Fault) -> Bound {
            switch fault {
            case .crash: crash
            case .errors: errors
            case .abort: abort
            }
        }
    }

    package let rows: [Row]

    /// - Parameter schedule: one without problems.
    package init(_ schedule: Schedule, _ times: RunnerTimes) {
        let bounds = SafetyBounds(schedule, times)
        rows = (schedule.steps.map(\.words) + ["promotion"]).enumerated().map { index, text in
            Row(
                step: index, text: text, crash: bounds.announced(index, after: times.health),
                errors: bounds.measured(index), abort: bounds.announced(index, after: .zero))
        }
    }

    /// The longest of all steps; without a bound where one of them has none.
    package func worst(_ fault: Fault) -> Bound {
        var worst = Parts()
        for row in rows {
            switch row[fault] {
            case .within(let parts): if parts.total > worst.total { worst = parts }
            case .unbounded(let why): return .unbounded("\(row.text): \(why)")
            }
        }
        return .within(worst)
    }

    /// The rows that take longer than `cap`, or have no bound.
    package func rows(over cap: Duration, _ fault: Fault) -> [Row] {
        rows.filter { row in row[fault].total.map { $0 > cap } ?? true }
    }
}
