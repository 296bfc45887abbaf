/// All states of a rollout in the order of their distance from its start, each looked at once.
///
/// Those at the end are judged and not kept: nothing comes after them.
struct CapacitySearch {
    private enum Next { case nowhere, end, node(Int) }

    private struct Node {
        let world: ProofWorld
        /// Whence and by what; nil for the start.
        let origin: (node: Int, move: ProofWorld.Move)?
        /// Where the phase's deadline leads.
        var afterDeadline: Next = .nowhere
    }

    private(set) var rows: [CapacityProof.Row]
    private var nodes: [Node] = []
    private var places: [ProofWorld.Signature: Int] = [:]
    private var counterExample: CounterExample?
    private let tolerated: LoadFactor
    private let surroundings: Surroundings
    private let thresholds: ProofWorld.Thresholds

    init(_ schedule: Schedule, _ tolerated: LoadFactor, _ surroundings: Surroundings) {
        self.tolerated = tolerated
        self.surroundings = surroundings
        thresholds = ProofWorld.Thresholds(schedule)
        rows = (schedule.steps.map(\.words) + ["promotion"]).enumerated().map { .init(step: $0, text: $1) }
        let start = ProofWorld(schedule)
        nodes.reserveCapacity(4_096)
        places.reserveCapacity(4_096)
        places[start.signature] = 0
        nodes.append(Node(world: start, origin: nil))
        write(start)
    }

    mutating func run(_ limit: Int) -> CapacityProof.Verdict {
        var next = 0
        while next < nodes.count {
            guard nodes.count <= limit else { return counterExample.map { .fails($0) } ?? .tooLarge }
            let world = nodes[next].world
            for move in world.moves(thresholds) { go(move, from: next, world) }
            if world.lost != nil, world.awaitsRouter { nodes[next].afterDeadline = endsByTime(world) }
            next += 1
        }
        if counterExample == nil, let node = endless() { counterExample = path(to: node, .endless) }
        return counterExample.map { .fails($0) } ?? .holds(states: nodes.count)
    }

    private mutating func go(_ move: ProofWorld.Move, from origin: Int, _ before: ProofWorld) {
        var world = before
        let fault = world.take(move, surroundings)
        let next = keep(world, (origin, move))
        if case .deadline = move { nodes[origin].afterDeadline = next }
        guard counterExample == nil, let fault = fault ?? world.overload(tolerated) else { return }
        counterExample = path(to: origin, fault, by: (move, world))
    }

    private mutating func keep(_ world: ProofWorld, _ origin: (Int, ProofWorld.Move)) -> Next {
        if world.rollout.phase.isTerminal {
            write(world)
            return .end
        }
        let signature = world.signature
        if let place = places[signature] { return .node(place) }
        places[signature] = nodes.count
        nodes.append(Node(world: world, origin: origin))
        write(world)
        return .node(nodes.count - 1)
    }

    /// Where a deadline of the router leads after a loss: two faults, whose loads are nobody's promise, but an end.
    private func endsByTime(_ world: ProofWorld) -> Next {
        var rollout = world.rollout
        for _ in 0..<1_000 where !rollout.phase.isTerminal {
            guard let deadline = rollout.deadline else { return .nowhere }
            _ = rollout.handle(.tick, at: deadline)
        }
        return rollout.phase.isTerminal ? .end : .nowhere
    }

    private func path(
        to node: Int, _ fault: CounterExample.Fault, by last: (ProofWorld.Move, ProofWorld)? = nil
    ) -> CounterExample {
        var lines: [CounterExample.Line] = last.map { [CounterExample.Line($0.0, to: $0.1)] } ?? []
        var node = node
        while let origin = nodes[node].origin {
            lines.append(CounterExample.Line(origin.move, to: nodes[node].world))
            node = origin.node
        }
        return CounterExample(fault: fault, lines: lines.reversed())
    }

    /// A state from which deadlines alone lead to no end.
    private func endless() -> Int? {
        var ends = Array(repeating: false, count: nodes.count)
        for start in nodes.indices {
            var way: [Int] = []
            var node = start
            while !ends[node], way.count <= nodes.count {
                way.append(node)
                switch nodes[node].afterDeadline {
                case .nowhere: return start
                case .end: ends[node] = true
                case .node(let next): node = next
                }
            }
            guard ends[node] else { return start }
            for node in way { ends[node] = true }
        }
        return nil
    }

    // MARK: - The table

    private mutating func write(_ world: ProofWorld) {
        let index = min(world.rollout.step, rows.count - 1)
        guard let lost = world.lost else { return writeIntact(world, index) }
        let loss = CapacityProof.Loss(of: lost, load: max(world.load(.canary), world.load(.stable)))
        if rows[index].worstAtOnce.map({ $0.load < loss.load }) ?? true { rows[index].worstAtOnce = loss }
        guard !world.awaitsRouter else { return }
        if rows[index].worst.map({ $0.load < loss.load }) ?? true { rows[index].worst = loss }
    }

    private mutating func writeIntact(_ world: ProofWorld, _ index: Int) {
        let rollout = world.rollout
        // What a full promotion leaves out is no part of the step, and the way back is not either.
        guard !rollout.phase.isWayBack, !rollout.phase.isTerminal, !rollout.isFull else { return }
        rows[index].weight = max(rows[index].weight, world.highest)
        rows[index].canary = max(rows[index].canary, rollout.wanted[.canary] ?? 0)
        rows[index].stable = min(rows[index].stable, world.stable)
        rows[index].stableShare = max(rows[index].stableShare, world.lowest.rest)
    }
}
