/// The shortest way found to a state that must not be, as lines to read.
package struct CounterExample: Sendable, Hashable, CustomStringConvertible {
    /// What must not be.
    package enum Fault: Sendable, Hashable, CustomStringConvertible {
        /// Replicas of a side carry more than they may; `after` whose loss.
        case overloaded(RolloutEvent.Side, LoadFactor, bound: LoadFactor, after: RolloutEvent.Side?)
        /// This share was sent back to a stable revision of too few ready replicas.
        case backToTooFew(Weight, ready: Int)
        /// Deadlines alone do not end it.
        case endless

        package var description: String {
            switch self {
            case .overloaded(let side, let load, let bound, let lost):
                let cause = lost.map { " after a loss of the \($0.words)" } ?? ""
                return load == .infinite
                    ? "traffic goes to the \(side.words), which has no ready replica\(cause)"
                    : "each replica of the \(side.words) carries \(load) of its load\(cause), and \(bound) is the bound"
            case .backToTooFew(let share, let ready):
                return "\(share) of the traffic goes back to \(ready) replicas"
            case .endless: return "deadlines alone do not end it"
            }
        }
    }

    /// What happened, and where that led.
    package struct Line: Sendable, Hashable, CustomStringConvertible {
        /// In words.
        package let event: String
        package let phase: Phase
        /// The least and the highest the router may have.
        package let weights: ClosedRange<Weight>
        /// Ready replicas, and how many the highest share of each side needs.
        package let canary: (ready: Int, needed: Int)
        package let stable: (ready: Int, needed: Int)

        package var description: String {
            let weight =
                weights.lowerBound == weights.upperBound
                ? "\(weights.lowerBound)" : "\(weights.lowerBound) to \(weights.upperBound)"
            return "\(event): \(phase.name), weight \(weight), new \(canary.ready) ready of \(canary.needed) needed, "
                + "stable \(stable.ready) of \(stable.needed)"
        }

        package static func == (left: Self, right: Self) -> Bool { left.description == right.description }

        package func hash(into hasher: inout Hasher) { hasher.combine(description) }
    }

    package let fault: Fault
    package let lines: [Line]

    /// One line for each event, and the fault.
    package var description: String {
        (lines.enumerated().map { "\($0 + 1). \($1)" } + [fault.description]).joined(separator: "\n")
    }
}

extension RolloutEvent.Side {
    /// As messages name it.
    var words: String { self == .canary ? "new revision" : "stable revision" }
}

extension CounterExample.Line {
    init(_ move: ProofWorld.Move, to world: ProofWorld) {
        let replicas = world.rollout.schedule.replicas
        event = move.words
        phase = world.rollout.phase
        weights = world.lowest...world.highest
        canary = (world.canary, world.highest.replicas(of: replicas))
        stable = (world.stable, world.lowest.rest.replicas(of: replicas))
    }
}

extension ProofWorld.Move {
    var words: String {
        switch self {
        case .loss(let side): "a replica of the \(side.words) is lost"
        case .deadline: "the deadline passes"
        case .event(let event):
            switch event {
            case .start: "start"
            case .ready(let side, let count): "the \(side.words) has \(count) ready"
            case .routed(let weight): "the router has \(weight)"
            case .verdict(let name, let verdict): "analysis \(name): \(verdict.rawValue)"
            case .promoted: "the new revision is the stable one"
            case .demoted: "the old revision is the stable one again"
            case .failed(let reason): "failed: \(reason)"
            case .tick: "time passes"
            case .takenUp: "another process goes on"
            case .promote(let isFull, let actor): isFull ? "\(actor) promotes in full" : "\(actor) approves"
            case .pause(let actor): "\(actor) pauses"
            case .resume(let actor): "\(actor) resumes"
            case .abort(let actor, _): "\(actor) aborts"
            }
        }
    }
}
