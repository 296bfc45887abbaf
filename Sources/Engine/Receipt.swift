package import Diagnostics
package import Planning

/// What an operation did: the last lines a user reads, and what automation asks for.
package struct Receipt: Sendable, Hashable {
    /// The operation's identity in the journal and the audit log.
    package let operation: String
    /// Changes in effect now, in the order they were made, those made before an interruption included.
    package let done: [Change]
    package let failed: Change?
    package let notStarted: [Change]
    package let problem: Failure?
    /// The signal that ended the operation early, after the change under way was finished.
    package let signal: Int32?

    package var isComplete: Bool { problem == nil && signal == nil && notStarted.isEmpty }

    var outcome: String {
        if problem != nil { return "failed" }
        return signal == nil ? "complete" : "interrupted"
    }
}

/// What happens while an operation runs, in order.
package enum EngineEvent: Sendable {
    case started(operation: String, pending: Int)
    case changeStarted(Change)
    case changeDone(Change, took: Duration)
    case changeFailed(Change, took: Duration, Failure)
    case finished(Receipt)
}
