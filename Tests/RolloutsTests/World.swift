import Rollouts

/// The other side of a rollout in a test: replicas and a router that do what they are told, late or not at all, and an
/// observer who writes down whatever must never happen.
struct World {
    let schedule: Schedule
    var rollout: Rollout
    var now: Moment
    var ready: [RolloutEvent.Side: Int]
    var wanted: [RolloutEvent.Side: Int]
    /// What it says it does.
    var routed = Weight.none
    /// What the router was told last.
    var told = Weight.none
    var isPromoted = false
    var route: Route?
    var measuring: Set<String> = []
    /// Sides that were told a count, and have not said what is ready since.
    var unanswered: Set<RolloutEvent.Side> = []
    /// Answers on their way.
    var pending: [RolloutEvent] = []
    var wrong: [String] = []
    var effects: [RolloutEffect] = []
    private var isGivenUp = false
    /// Whether somebody asked for everything at once.
    private var isFullAsked = false
    /// Since when as many of the new revision are ready as are wanted.
    private var warmSince: Moment?
    /// Since when nothing has changed, of a soak that a pause may cut.
    private var soaked = Duration.zero
    private var lastMoment: Moment

    init(_ schedule: Schedule) {
        self.schedule = schedule
        now = Moment(milliseconds: 1_000_000)
        lastMoment = now
        rollout = Rollout(schedule, stableReady: schedule.replicas, at: now)
        ready = [.stable: schedule.replicas, .canary: 0]
        wanted = [.stable: schedule.replicas, .canary: 0]
    }

    mutating func send(_ event: RolloutEvent) {
        let before = rollout
        if case .ready(let side, let count) = event {
            ready[side] = count
            unanswered.remove(side)
            if side == .canary { noteWarmth() }
        }
        soaked = before.phase == .soaking ? soaked + now.since(lastMoment) : soaked
        lastMoment = now
        if case .verdict(let name, _) = event { measuring.remove(name) }
        if event == .routed(told) { routed = told }
        let done = rollout.handle(event, at: now)
        effects += done
        if case .promote(full: true, _) = event, before.phase != .pending, !before.phase.isTerminal {
            isFullAsked = true
        }
        for effect in done { carryOut(effect) }
        check(event, before, done)
    }

    mutating func wait(_ duration: Duration) { now = now.advanced(by: duration) }

    private mutating func carryOut(_ effect: RolloutEffect) {
        switch effect {
        case .scale(let side, let count):
            wanted[side] = count
            // What is told to go is gone.
            ready[side] = min(ready[side] ?? 0, count)
            unanswered.insert(side)
            if side == .canary { noteWarmth() }
        case .route(let weight):
            judge(weight)
            told = weight
            pending.append(.routed(weight))
        case .match(let route): self.route = route
        case .measure(let analysis): measuring.insert(analysis.name)
        case .stopMeasuring(let name): measuring.remove(name)
        case .promote:
            isPromoted = true
            if isGivenUp { wrong.append("promoted on the way back") }
            if told != .all { wrong.append("promoted with \(told)") }
            pending.append(.promoted)
        case .demote:
            isPromoted = false
            pending.append(.demoted)
        }
    }

    private mutating func noteWarmth() {
        let count = wanted[.canary] ?? 0
        guard count > 0, (ready[.canary] ?? 0) >= count else { return warmSince = nil }
        warmSince = warmSince ?? now
    }

    /// Traffic goes only where ready replicas carry it; and on the way back it only falls.
    private mutating func judge(_ weight: Weight) {
        let count = schedule.replicas
        if weight > told {
            if isGivenUp { wrong.append("\(told) to \(weight) on the way back") }
            if (ready[.canary] ?? 0) < weight.replicas(of: count) {
                wrong.append("\(weight) to \(ready[.canary] ?? 0) of \(count) replicas")
            }
            if warmSince.map({ now.since($0) < schedule.warmUp }) ?? true { wrong.append("\(weight) to cold replicas") }
        } else if weight < told, (ready[.canary] ?? 0) > 0, (ready[.stable] ?? 0) < weight.rest.replicas(of: count) {
            wrong.append("\(weight.rest) back to \(ready[.stable] ?? 0) of \(count) replicas")
        }
    }

    private mutating func check(_ event: RolloutEvent, _ before: Rollout, _ done: [RolloutEffect]) {
        if before.phase.isTerminal, !done.isEmpty || rollout != before { wrong.append("\(event) after the end") }
        checkSoak(event, before)
        if isFullAsked, !measuring.isEmpty { wrong.append("measures after a full promotion") }
        if !rollout.phase.isTerminal, wanted[.stable] == 0 { wrong.append("nothing to go back to") }
        // Who promotes to the full may leave a weight out.
        let isSkip = if case .promote = event { true } else { false }
        if !isSkip, rollout.step == before.step + 1, !rollout.phase.isWayBack,
            case .setWeight(let weight) = schedule.steps[before.step], routed != weight
        {
            wrong.append("past \(weight) with \(routed) in effect")
        }
        if before.phase.isWayBack, !rollout.phase.isWayBack, rollout.phase != .stuck {
            wrong.append("from \(before.phase) to \(rollout.phase)")
        }
        if case .abort = event, !rollout.phase.isWayBack, !rollout.phase.isTerminal {
            wrong.append("\(rollout.phase) after an abort")
        }
        isGivenUp = isGivenUp || rollout.phase.isWayBack || rollout.phase == .stuck
        if rollout.phase.isTerminal != (rollout.deadline == nil) { wrong.append("\(rollout.phase) and its deadline") }
        if let deadline = rollout.deadline, deadline < now { wrong.append("\(rollout.phase) is over already") }
        switch rollout.phase {
        case .aborted:
            if told != .none || route != nil || isPromoted || wanted[.canary] != 0 || !measuring.isEmpty
                || wanted[.stable] != schedule.replicas
            {
                wrong.append(
                    "aborted with \(told), \(wanted), \(String(describing: route)), \(isPromoted), \(measuring)")
            }
            if rollout.reason == nil { wrong.append("aborted without a reason") }
        case .succeeded:
            if told != .all || route != nil || !isPromoted || wanted[.stable] != 0 {
                wrong.append("succeeded with \(told), \(wanted), \(isPromoted)")
            }
        case .stuck: if rollout.reason == nil { wrong.append("stuck without a reason") }
        default: break
        }
    }

    private mutating func checkSoak(_ event: RolloutEvent, _ before: Rollout) {
        guard before.step != rollout.step || rollout.phase.isTerminal || rollout.phase.isWayBack else { return }
        defer { soaked = .zero }
        guard case .soaking = before.phase, before.step < schedule.steps.count,
            case .soak(let length) = schedule.steps[before.step], rollout.step > before.step
        else { return }
        if case .promote = event { return }
        if soaked < length { wrong.append("soaked \(soaked) of \(length)") }
    }

    /// Lets replicas and router do what they were told.
    mutating func settle() {
        var rounds = 0
        while rounds < 1_000, !rollout.phase.isTerminal {
            rounds += 1
            if let side = [RolloutEvent.Side.stable, .canary].first(where: {
                ready[$0] != wanted[$0] || unanswered.contains($0)
            }) {
                send(.ready(side, wanted[side] ?? 0))
            } else if !pending.isEmpty {
                send(pending.removeFirst())
            } else {
                return
            }
        }
    }
}
