/// Everything that may happen next to a state, as far as it makes a difference.
extension ProofWorld {
    /// The counts of ready replicas that mean something to the machine; what lies between two is like the lower one.
    struct Thresholds {
        let canary: [Int]
        let stable: [Int]

        init(_ schedule: Schedule) {
            var counts: (canary: Set<Int>, stable: Set<Int>) = ([], [schedule.replicas])
            for step in schedule.steps {
                switch step {
                case .setWeight(let weight):
                    counts.canary.insert(weight.replicas(of: schedule.replicas))
                    counts.stable.insert(weight.rest.replicas(of: schedule.replicas))
                case .scale(let count): counts.canary.insert(count)
                case .soak, .analyse, .gate, .route: break
                }
            }
            for weight in schedule.wayBack { counts.stable.insert(weight.rest.replicas(of: schedule.replicas)) }
            canary = counts.canary.sorted()
            stable = counts.stable.sorted()
        }

        func next(_ side: RolloutEvent.Side, from count: Int, to wanted: Int) -> Int {
            let counts = side == .canary ? canary : stable
            return min(counts.first { $0 > count } ?? wanted, wanted)
        }
    }

    func moves(_ thresholds: Thresholds) -> [Move] {
        var moves: [Move] = []
        for side in RolloutEvent.Side.allCases { addReady(side, thresholds, to: &moves) }
        if let told { moves.append(.event(.routed(told))) }
        if isPromotionDue { moves.append(.event(.promoted)) }
        if isDemotionDue { moves.append(.event(.demoted)) }
        if !rollout.phase.isWayBack { addDecisions(to: &moves) }
        if lost == nil {
            for side in RolloutEvent.Side.allCases where ready(side) > 0 { moves.append(.loss(side)) }
        }
        if lost == nil || !awaitsRouter { moves.append(.deadline) }
        return moves
    }

    private func addReady(_ side: RolloutEvent.Side, _ thresholds: Thresholds, to moves: inout [Move]) {
        let count = ready(side)
        let wanted = rollout.wanted[side] ?? 0
        if count != rollout.ready[side] ?? 0 { moves.append(.event(.ready(side, count))) }
        if count < wanted { moves.append(.event(.ready(side, thresholds.next(side, from: count, to: wanted)))) }
    }

    /// Of the judge and of people. A verdict of failure leads where an abort does; no data does that, or is as marginal
    /// or passing.
    private func addDecisions(to moves: inout [Move]) {
        moves.append(.event(.abort(by: "a person", reason: "abort")))
        switch rollout.phase {
        case .pending: moves.append(.event(.start))
        case .analysing(let name):
            moves.append(.event(.verdict(analysis: name, .pass)))
            moves.append(.event(.verdict(analysis: name, .marginal)))
        case .scaling, .warming, .shifting, .soaking: moves.append(.event(.pause(by: "a person")))
        case .gated:
            moves.append(.event(.pause(by: "a person")))
            moves.append(.event(.promote(full: false, by: "a person")))
        case .paused:
            moves.append(.event(.resume(by: "a person")))
            moves.append(.event(.promote(full: false, by: "a person")))
        default: break
        }
        switch rollout.phase {
        case .pending, .promoting, .keepingWarm: break
        default: if !rollout.isFull { moves.append(.event(.promote(full: true, by: "a person"))) }
        }
    }
}
