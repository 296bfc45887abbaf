/// What happens to a rollout from outside.
package enum RolloutEvent: Sendable, Hashable {
    package enum Side: String, Sendable, Hashable, CaseIterable { case stable, canary }

    /// How an analysis ended.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case pass, marginal, fail
        case noData = "no-data"
    }

    case start
    /// So many replicas of one side are ready now.
    case ready(Side, Int)
    /// The router has this weight in effect.
    case routed(Weight)
    case verdict(analysis: String, Verdict)
    /// The new revision is the stable one for everyone from now on, or the old one is again.
    case promoted
    case demoted
    /// An effect cannot be carried out.
    case failed(String)
    /// Time has passed.
    case tick
    /// A process goes on with it where another was ended.
    case takenUp
    /// A person approves, or skips what is waited for; `full` goes to 100 % without further steps.
    case promote(full: Bool, by: String)
    case pause(by: String)
    case resume(by: String)
    case abort(by: String, reason: String)
}
