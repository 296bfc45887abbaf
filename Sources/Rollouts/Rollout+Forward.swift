/// The way forward: step by step to 100 %.
extension Rollout {
    mutating func begin() {
        overallDeadline = now.advanced(by: schedule.deadlines.overall)
        enterStep()
    }

    /// Begins the step, and those after it as far as nothing has to be waited for.
    private mutating func enterStep() {
        while step < schedule.steps.count {
            switch schedule.steps[step] {
            case .setWeight, .scale: return scale(to: schedule.canaryReplicas(during: step))
            case .soak(let length):
                guard !isFull else { break }
                defer { soakLeft = nil }
                return enter(.soaking, for: soakLeft ?? length)
            case .analyse(let analysis):
                guard !isFull else { break }
                effects.append(.measure(analysis))
                return enter(.analysing(analysis.name), for: analysis.length + analysis.grace)
            case .gate(let within):
                guard !isFull else { break }
                return enter(.gated, for: within)
            case .route(let route):
                self.route = route
                effects.append(.match(route))
            }
            step += 1
        }
        beginPromotion()
    }

    mutating func next() {
        step += 1
        enterStep()
    }

    // MARK: - Replicas

    private mutating func scale(to count: Int) {
        if wanted[.canary] != count {
            wanted[.canary] = count
            noteShrinking(.canary)
            noteWarmth()
            effects.append(.scale(.canary, count))
        }
        if (ready[.canary] ?? 0) >= count { return warm() }
        enter(.scaling(count), for: schedule.deadlines.ready)
    }

    mutating func takeReady() {
        switch phase {
        case .scaling(let count): if (ready[.canary] ?? 0) >= count { warm() }
        case .warming:
            // One that was ready is not any more: its time begins anew once it is.
            let count = wanted[.canary] ?? 0
            if (ready[.canary] ?? 0) < count { enter(.scaling(count), for: schedule.deadlines.ready) }
        case .restoring: stepBack()
        // What is left does not carry the traffic it still has: there is no time to wait for.
        case .cooling(let weight):
            if (ready[.canary] ?? 0) < weight.replicas(of: schedule.replicas) { stepBack() }
        default: break
        }
    }

    mutating func warm() {
        let left = schedule.warmUp - now.since(warmSince ?? now)
        guard left > .zero else { return afterScaling() }
        enter(.warming, for: left)
    }

    mutating func afterScaling() {
        // What was ready when the time began may not be any more.
        let count = wanted[.canary] ?? 0
        guard (ready[.canary] ?? 0) >= count else { return enter(.scaling(count), for: schedule.deadlines.ready) }
        guard case .setWeight(let weight) = schedule.steps[step] else { return next() }
        guard weight != self.weight || routing != nil else {
            shrinkStable()
            return next()
        }
        routing = weight
        effects.append(.route(weight))
        enter(.shifting(weight), for: schedule.deadlines.router)
    }

    // MARK: - Traffic

    mutating func takeRouted(_ weight: Weight) {
        switch phase {
        case .shifting(let wanted):
            guard wanted == weight, routing == nil else { return }
            shrinkStable()
            next()
        case .returning(let wanted):
            guard wanted == weight, routing == nil else { return }
            endReturn()
        default: break
        }
    }

    /// At 100 % the old replicas stay, ready to take everything back.
    private mutating func shrinkStable() {
        guard schedule.shrinksStable, weight < .all else { return }
        let count = schedule.stableReplicas(at: weight)
        guard count < wanted[.stable] ?? 0 else { return }
        wanted[.stable] = count
        noteShrinking(.stable)
        effects.append(.scale(.stable, count))
    }

    // MARK: - Verdicts and people

    mutating func take(_ verdict: RolloutEvent.Verdict, of analysis: String) {
        guard phase == .analysing(analysis) else { return }
        switch verdict {
        case .pass: next()
        // It was taken before the time was looked at.
        case .fail: break
        case .marginal: hold(.marginal(analysis))
        case .noData:
            switch schedule.onNoData {
            case .hold: hold(.noData(analysis))
            case .abort: giveUp("analysis \(analysis) had no data")
            case .proceed:
                effects.append(.stopMeasuring(analysis))
                next()
            }
        }
    }

    private mutating func hold(_ pause: Phase.Pause) {
        if case .analysing(let name) = phase { effects.append(.stopMeasuring(name)) }
        enter(.paused(pause), for: schedule.deadlines.pause)
    }

    mutating func takePause(_ actor: String) {
        switch phase {
        case .scaling, .warming, .shifting, .analysing, .gated: hold(.person(actor))
        case .soaking:
            soakLeft = deadline.map { max(.zero, $0.since(now)) }
            hold(.person(actor))
        default: break
        }
    }

    /// Takes the step up again: a soak goes on, everything else begins anew.
    mutating func resume() { enterStep() }

    mutating func takePromote(_ isFull: Bool) {
        switch phase {
        case .pending, .promoting, .restoring, .returning, .cooling, .demoting, .succeeded, .aborted, .stuck: return
        case .keepingWarm: return succeed()
        case .scaling, .warming, .shifting, .soaking, .gated, .analysing, .paused: break
        }
        self.isFull = self.isFull || isFull
        if case .analysing(let name) = phase { effects.append(.stopMeasuring(name)) }
        // Weights between are left out as well; capacity for all of the traffic is waited for all the same.
        if isFull, let last = schedule.steps.lastIndex(where: { $0 == .setWeight(.all) }), step < last {
            step = last
            return enterStep()
        }
        switch phase {
        // The step was interrupted; of a pause for a verdict the person is the judge.
        case .paused(.person): enterStep()
        case .soaking, .gated, .analysing, .paused: next()
        // Nothing of these can be left out.
        default: break
        }
    }

    // MARK: - The end

    private mutating func beginPromotion() {
        if route != nil {
            route = nil
            effects.append(.match(nil))
        }
        isPromoted = true
        effects.append(.promote)
        enter(.promoting, for: schedule.deadlines.router)
    }

    mutating func endPromotion() {
        guard schedule.keepWarm > .zero else { return succeed() }
        enter(.keepingWarm, for: schedule.keepWarm)
    }

    mutating func succeed() {
        wanted[.stable] = 0
        effects.append(.scale(.stable, 0))
        finish(.succeeded)
    }
}
