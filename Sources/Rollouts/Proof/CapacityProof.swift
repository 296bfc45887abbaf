/// That the traffic of a rollout is carried at every moment, seen by going through all that can happen to it.
///
/// The machine itself is explored, not a formula about it: every order of answers, a loss of one replica of either side
/// in every state, an abort, a pause, a full promotion and a passing deadline in every phase. Without a loss each side
/// carries its share with what is ready. After a loss nothing is worse than the same loss without a rollout, once the
/// router has what the machine made of it. The way back never sends traffic to a stable set that is too small, unless
/// the new revision has nothing left, and deadlines alone end everything.
///
/// Bounded in three ways: at most one replica is missing at a time; the router is never late after a loss; time passes
/// as deadlines only. Replica counts between two that matter are one state.
package struct CapacityProof: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        /// In all of so many states, those at the end not counted.
        case holds(states: Int)
        case fails(CounterExample)
        /// There are more states than the limit.
        case tooLarge
    }

    /// What is carried while one step is taken; the last row is of the promotion.
    package struct Row: Sendable, Hashable {
        /// Of the schedule; its count for the promotion.
        package let step: Int
        /// As `weight 25%`.
        package let text: String
        /// The highest of the new revision.
        package internal(set) var weight = Weight.none
        /// Of the new revision, at most.
        package internal(set) var canary = 0
        /// Of the stable one, at least.
        package internal(set) var stable = Int.max
        /// The highest share of the stable one.
        package internal(set) var stableShare = Weight.none
        /// The worst of a single loss once the machine has answered it; nil where nothing can be lost.
        package internal(set) var worst: Loss?
        /// The worst at once, while the router takes the answer over.
        package internal(set) var worstAtOnce: Loss?
    }

    /// What a single loss does.
    package struct Loss: Sendable, Hashable {
        /// Whose replica it is.
        package let of: RolloutEvent.Side
        /// What each replica of the more loaded side carries.
        package let load: LoadFactor
    }

    package let rows: [Row]
    package let verdict: Verdict
    /// What a replica may carry after a loss.
    package let tolerated: LoadFactor

    /// - Parameters:
    ///   - schedule: one without problems.
    ///   - tolerated: what a replica may carry after a loss, 1 and more; as without a rollout where it is nil.
    ///   - limit: how many states are looked at before it is given up.
    ///   - surroundings: faithful ones where nothing else is said.
    package init(
        _ schedule: Schedule, tolerated: LoadFactor? = nil, limit: Int = 100_000,
        in surroundings: Surroundings = Surroundings()
    ) {
        let tolerated = max(tolerated ?? .withoutOne(of: schedule.replicas), .full)
        var search = CapacitySearch(schedule, tolerated, surroundings)
        verdict = search.run(limit)
        rows = search.rows
        self.tolerated = tolerated
    }
}
