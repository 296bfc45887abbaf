/// A rollout as a machine: what has happened goes in, what is to be done comes out, and nothing else is looked at.
///
/// It is a value: stored after each event, it goes on in any process. Traffic moves only to where ready replicas carry
/// it, on the way back too; the way back, once begun, ends in ``Phase/aborted`` or ``Phase/stuck`` and nowhere else.
package struct Rollout: Sendable, Hashable {
    package let schedule: Schedule
    package internal(set) var phase = Phase.pending
    /// Of the schedule; its count once all are taken.
    package internal(set) var step = 0
    package internal(set) var phaseBegan: Moment
    /// When the phase ends by itself; nil in the last phases only.
    package internal(set) var deadline: Moment?
    /// When the whole is given up; the time that people take is added to it.
    package internal(set) var overallDeadline: Moment
    /// The last weight that the router confirmed.
    package internal(set) var weight = Weight.none
    /// What the router was told and has not confirmed.
    package internal(set) var routing: Weight?
    package internal(set) var route: Route?
    package internal(set) var ready: [RolloutEvent.Side: Int] = [:]
    package internal(set) var wanted: [RolloutEvent.Side: Int] = [:]
    /// Whether the new revision was, or is being, made the stable one.
    package internal(set) var isPromoted = false
    /// Why it is on its way back, or stuck.
    package internal(set) var reason: String?
    /// Since when all replicas that the new revision is to have are ready.
    var warmSince: Moment?
    /// Of a soak that a pause interrupted.
    var soakLeft: Duration?
    /// Whether somebody asked for everything at once.
    var isFull = false
    var now: Moment
    /// What is to be done, while an event is handled.
    var effects: [RolloutEffect] = []

    /// - Parameter replicas: how many of the stable revision are ready now.
    package init(_ schedule: Schedule, stableReady replicas: Int, at now: Moment) {
        self.schedule = schedule
        self.now = now
        phaseBegan = now
        deadline = now.advanced(by: schedule.deadlines.pause)
        overallDeadline = now.advanced(by: schedule.deadlines.overall)
        ready = [.stable: replicas, .canary: 0]
        wanted = [.stable: schedule.replicas, .canary: 0]
    }

    /// What is to be done now that this has happened. A time before the last one counts as the last one.
    package mutating func handle(_ event: RolloutEvent, at moment: Moment) -> [RolloutEffect] {
        guard !phase.isTerminal else { return [] }
        now = max(now, moment)
        effects = []
        note(event)
        if case .abort(let actor, let reason) = event, !phase.isWayBack {
            // Before the time is looked at: it goes first.
            giveUp("\(actor): \(reason)")
        } else if case .verdict(let name, .fail) = event, phase == .analysing(name) {
            // However late it comes, it is no missing one.
            giveUp("analysis \(name) failed")
        } else {
            if case .takenUp = event { renew() }
            expire()
            if !phase.isTerminal { take(event) }
        }
        defer { effects = [] }
        return effects
    }

    /// Whether nothing but time has passed between the two.
    package func isAs(_ earlier: Rollout) -> Bool {
        var same = self
        same.now = earlier.now
        return same == earlier
    }

    /// The share that the new revision may have now: what is confirmed, or what the router may already do.
    package var highestWeight: Weight { max(weight, routing ?? .none) }

    /// Facts, whatever the phase.
    private mutating func note(_ event: RolloutEvent) {
        switch event {
        case .ready(let side, let count):
            ready[side] = max(0, count)
            noteWarmth()
        case .routed(let weight) where weight == routing:
            self.weight = weight
            routing = nil
        default: break
        }
    }

    /// What is told to go counts as gone, before anybody says so: until then traffic might be sent to it.
    mutating func noteShrinking(_ side: RolloutEvent.Side) {
        ready[side] = min(ready[side] ?? 0, wanted[side] ?? 0)
    }

    mutating func noteWarmth() {
        let count = wanted[.canary] ?? 0
        warmSince = count > 0 && (ready[.canary] ?? 0) >= count ? warmSince ?? now : nil
    }

    private mutating func take(_ event: RolloutEvent) {
        if losesCapacity {
            return giveUp(
                "\(ready[.canary] ?? 0) replicas of the new revision are ready, and \(highestWeight) of the traffic needs "
                    + "\(highestWeight.replicas(of: schedule.replicas))")
        }
        switch event {
        case .start: if phase == .pending { begin() }
        case .ready: takeReady()
        case .routed(let weight): takeRouted(weight)
        case .verdict(let analysis, let verdict): take(verdict, of: analysis)
        case .promoted: if phase == .promoting { endPromotion() }
        case .demoted: if phase == .demoting { endWayBack() }
        case .failed(let reason): phase.isWayBack ? stick(reason) : giveUp(reason)
        case .promote(let isFull, _): takePromote(isFull)
        case .pause(let actor): takePause(actor)
        case .resume: if case .paused = phase { resume() }
        case .tick, .abort, .takenUp: break
        }
    }

    /// A way back that nobody went on with was given no time: what it waits for begins anew.
    private mutating func renew() {
        guard phase.isWayBack, let deadline, now >= deadline else { return }
        switch phase {
        case .restoring: enter(phase, for: schedule.deadlines.ready)
        case .returning, .demoting: enter(phase, for: schedule.deadlines.router)
        default: break
        }
    }

    /// Whether the new revision has, or may already have, traffic that its ready replicas do not carry.
    private var losesCapacity: Bool {
        guard !phase.isWayBack, phase != .pending else { return false }
        return (ready[.canary] ?? 0) < highestWeight.replicas(of: schedule.replicas)
    }

    // MARK: - Time

    /// Ends a phase whose time is over, and the next where that has none to wait for.
    private mutating func expire() {
        if now >= overallDeadline, isBound {
            return giveUp("the whole took longer than \(schedule.deadlines.overall.components.seconds) s")
        }
        guard let deadline, now >= deadline else { return }
        switch phase {
        case .pending: finish(.aborted, "it was not started in time")
        // The last of them got ready at this very moment.
        case .scaling(let count) where (ready[.canary] ?? 0) >= count: warm()
        case .scaling(let count):
            giveUp("\(ready[.canary] ?? 0) of \(count) replicas were ready in time")
        case .warming: afterScaling()
        case .shifting(let weight): giveUp("the router did not take \(weight) over in time")
        case .soaking: next()
        case .analysing(let name): take(.noData, of: name)
        case .gated: giveUp("nobody approved in time")
        case .paused: giveUp("nobody ended the pause in time")
        case .promoting: giveUp("the new revision was not made the stable one in time")
        case .keepingWarm: succeed()
        case .restoring: stick("the stable revision is not ready for its traffic")
        // It took it over at this very moment.
        case .returning where routing == nil: endReturn()
        case .returning(let weight): stick("the router did not take \(weight) over")
        case .cooling: stepBack()
        case .demoting: stick("the old revision was not made the stable one again")
        case .succeeded, .aborted, .stuck: break
        }
    }

    /// Whether the deadline of the whole counts: not while a person is waited for, and not after the last step.
    private var isBound: Bool {
        switch phase {
        case .scaling, .warming, .shifting, .soaking, .analysing, .promoting: true
        default: false
        }
    }

    mutating func enter(_ phase: Phase, for length: Duration?) {
        switch self.phase {
        // What people take is not the rollout's.
        case .gated, .paused: overallDeadline = overallDeadline.advanced(by: now.since(phaseBegan))
        default: break
        }
        self.phase = phase
        phaseBegan = now
        deadline = length.map { now.advanced(by: $0) }
    }

    mutating func finish(_ phase: Phase, _ reason: String? = nil) {
        if let reason, self.reason == nil { self.reason = reason }
        enter(phase, for: nil)
    }
}
