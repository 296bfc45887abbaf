package import Planning
package import Rollouts

/// What a runner tells of a rollout while it goes on.
package enum RolloutReport: Sendable {
    /// The identity of the rollout, before anything else.
    case began(id: String)
    /// Something happened; the machine is as it says now.
    case moved(RolloutEvent, Rollout)
    /// A resource was changed.
    case changed(Change)
    /// All metrics of an analysis were read; the judgement is there after a look.
    case read(AnalysisRun)
    /// An analysis came to a verdict.
    case judged(Judgement, of: String)
    /// Something that does not stop the rollout and that somebody should know.
    case notice(String)
}

/// How a rollout ended, as far as this process saw it.
package struct RolloutOutcome: Sendable {
    package enum End: Sendable, Hashable {
        case succeeded
        case putBack(String)
        case stuck(String)
        /// This process stopped; the rollout has not ended.
        case left(signal: Int32)
    }

    package let id: String
    package let rollout: Rollout
    /// The last verdict, where there was one.
    package let judgement: Judgement?
    package let end: End
}
