/// One state of the check: the machine, and what is around it, as bad as what it knows allows.
struct ProofWorld: Sendable {
    /// What can happen next.
    enum Move: Sendable {
        case event(RolloutEvent)
        /// One replica of a side falls over, and the machine is told.
        case loss(RolloutEvent.Side)
        /// The phase's time is over. That of the whole leads where an abort does.
        case deadline
    }

    var rollout: Rollout
    /// What is really there; what is told to go counts as gone at once.
    var canary = 0
    var stable: Int
    /// The least and the highest weight the router may have: of all it was told since it last confirmed one.
    var lowest = Weight.none
    var highest = Weight.none
    /// What it was told last and has not confirmed.
    var told: Weight?
    var isPromotionDue = false
    var isDemotionDue = false
    /// Whose replica is missing.
    var lost: RolloutEvent.Side?

    init(_ schedule: Schedule) {
        rollout = Rollout(schedule, stableReady: schedule.replicas, at: Moment(milliseconds: 0))
        stable = schedule.replicas
    }

    func ready(_ side: RolloutEvent.Side) -> Int { side == .canary ? canary : stable }

    /// Whether the router is all that is waited for: what it still does will be over within its deadline.
    var awaitsRouter: Bool {
        guard told != nil else { return false }
        switch rollout.phase {
        case .shifting, .returning: return true
        default: return false
        }
    }

    /// Lets it happen; returns what is wrong with what the machine then does, if anything is.
    mutating func take(_ move: Move, _ surroundings: Surroundings) -> CounterExample.Fault? {
        let now = rollout.now
        switch move {
        case .event(let event):
            note(event)
            return carryOut(rollout.handle(surroundings.hears(event), at: now))
        case .loss(let side):
            if side == .canary { canary -= 1 } else { stable -= 1 }
            lost = side
            return carryOut(rollout.handle(surroundings.hears(.ready(side, ready(side))), at: now))
        case .deadline: return carryOut(rollout.handle(.tick, at: rollout.deadline ?? now))
        }
    }

    private mutating func note(_ event: RolloutEvent) {
        switch event {
        case .ready(let side, let count):
            if side == .canary { canary = count } else { stable = count }
        case .routed(let weight): (lowest, highest, told) = (weight, weight, nil)
        case .promoted: isPromotionDue = false
        case .demoted: isDemotionDue = false
        default: break
        }
    }

    private mutating func carryOut(_ effects: [RolloutEffect]) -> CounterExample.Fault? {
        var fault: CounterExample.Fault?
        for effect in effects {
            switch effect {
            case .scale(.canary, let count): canary = min(canary, count)
            case .scale(.stable, let count): stable = min(stable, count)
            case .route(let weight):
                if weight < highest, canary > 0, stable < weight.rest.replicas(of: rollout.schedule.replicas) {
                    fault = .backToTooFew(weight.rest, ready: stable)
                }
                (lowest, highest, told) = (min(lowest, weight), max(highest, weight), weight)
            case .promote: isPromotionDue = true
            case .demote: isDemotionDue = true
            case .match, .measure, .stopMeasuring: break
            }
        }
        // What a loss led to is over once nothing is missing on either side.
        if RolloutEvent.Side.allCases.allSatisfy({ ready($0) >= rollout.wanted[$0] ?? 0 }) { lost = nil }
        return fault
    }
}

// MARK: - What is carried

extension ProofWorld {
    /// What each replica of a side carries at most.
    func load(_ side: RolloutEvent.Side) -> LoadFactor {
        let replicas = rollout.schedule.replicas
        // A router sends nothing to where nothing is ready as long as the stable revision is there.
        if canary == 0 { return side == .canary ? .none : LoadFactor(share: .all, of: replicas, on: stable) }
        return switch side {
        case .canary: LoadFactor(share: highest, of: replicas, on: canary)
        case .stable: LoadFactor(share: lowest.rest, of: replicas, on: stable)
        }
    }

    /// The side that carries more than it may, and how much; nil where both carry what they can.
    func overload(_ tolerated: LoadFactor) -> CounterExample.Fault? {
        let bound = lost == nil ? LoadFactor.full : tolerated
        // What the machine makes of a loss counts, once the router has it.
        guard lost == nil || !awaitsRouter else { return nil }
        for side in RolloutEvent.Side.allCases where load(side) > bound {
            return .overloaded(side, load(side), bound: bound, after: lost)
        }
        return nil
    }
}
