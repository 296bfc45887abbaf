/// What a rollout wants done. All of them can be repeated without harm: a runner that was killed does them again.
package enum RolloutEffect: Sendable, Hashable {
    /// Brings one side to so many replicas, and answers ``RolloutEvent/ready(_:_:)``, where nothing changes too.
    case scale(RolloutEvent.Side, Int)
    /// Puts a weight into effect, verifies it, and answers ``RolloutEvent/routed(_:)``.
    case route(Weight)
    /// Sends matching requests to the new revision; nil ends that.
    case match(Route?)
    /// Starts measuring; a verdict comes when it is over.
    case measure(Analysis)
    /// Gives an analysis up; no verdict of it counts any more.
    case stopMeasuring(String)
    /// Makes the new revision the stable one, and answers ``RolloutEvent/promoted``.
    case promote
    /// Makes the old revision the stable one again, and answers ``RolloutEvent/demoted``.
    case demote
}
