/// The way back: traffic returns to the stable revision as its replicas are ready for it, whatever else is asked.
extension Rollout {
    /// Puts the rollout back, for `reason`; on the way back already, nothing changes.
    mutating func giveUp(_ reason: String) {
        guard !phase.isWayBack, !phase.isTerminal else { return }
        self.reason = reason
        if case .analysing(let name) = phase { effects.append(.stopMeasuring(name)) }
        if route != nil {
            route = nil
            effects.append(.match(nil))
        }
        guard highestWeight > .none || isPromoted else { return endWayBack() }
        if wanted[.stable] != schedule.replicas {
            wanted[.stable] = schedule.replicas
            effects.append(.scale(.stable, schedule.replicas))
        }
        stepBack()
    }

    /// The next lower weight, or waiting until the stable revision carries what it adds.
    mutating func stepBack() {
        let lower = schedule.wayBack.filter { $0 < highestWeight }
        guard let next = lower.first ?? schedule.wayBack.last else { return }
        // What the replicas left of the new revision do not carry is passed over, where the others are ready for it.
        let carried = lower.first { $0.replicas(of: schedule.replicas) <= ready[.canary] ?? 0 } ?? next
        let isReady = (ready[.stable] ?? 0) >= carried.rest.replicas(of: schedule.replicas)
        // Where the new revision has nothing left, few replicas are better than none.
        let isLost = (ready[.canary] ?? 0) == 0
        let target = isLost ? Weight.none : isReady ? carried : next
        guard isLost || (ready[.stable] ?? 0) >= target.rest.replicas(of: schedule.replicas) else {
            if phase != .restoring { enter(.restoring, for: schedule.deadlines.ready) }
            return
        }
        routing = target
        effects.append(.route(target))
        enter(.returning(target), for: schedule.deadlines.router)
    }

    mutating func endReturn() {
        guard weight == .none else {
            // There is nothing to wait for with what the new revision no longer carries.
            let isCarried = (ready[.canary] ?? 0) >= weight.replicas(of: schedule.replicas)
            guard schedule.wayBackPause > .zero, isCarried else { return stepBack() }
            return enter(.cooling(weight), for: schedule.wayBackPause)
        }
        guard isPromoted else { return endWayBack() }
        effects.append(.demote)
        enter(.demoting, for: schedule.deadlines.router)
    }

    mutating func endWayBack() {
        isPromoted = false
        wanted[.canary] = 0
        effects.append(.scale(.canary, 0))
        finish(.aborted)
    }

    /// Gives up for good; what is routed stays as it is until a person has looked.
    mutating func stick(_ reason: String) {
        let before = self.reason.map { "\($0); then " } ?? ""
        self.reason = before + reason
        enter(.stuck, for: nil)
    }
}
