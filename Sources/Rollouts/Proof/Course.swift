/// A rollout on its way in time: everything it asks for is answered, as late as the runner's times allow.
///
/// Analyses pass, and gates are opened in the last moment. Nobody else does anything.
struct Course: Sendable {
    private(set) var rollout: Rollout
    private(set) var now = Moment(milliseconds: 0)
    /// Everything that was asked for, in order.
    private(set) var effects: [RolloutEffect] = []
    private var due: [(at: Moment, event: RolloutEvent)] = []
    private let times: RunnerTimes

    /// The time of the whole does not count: giving up for it is earlier than what comes instead.
    init(_ schedule: Schedule, _ times: RunnerTimes) {
        var unhurried = schedule
        unhurried.deadlines.overall = .seconds(1_000_000_000)
        rollout = Rollout(unhurried, stableReady: schedule.replicas, at: now)
        self.times = times
        send(.start)
    }

    mutating func send(_ event: RolloutEvent) {
        let before = (rollout.phase, rollout.step)
        let asked = rollout.handle(event, at: now)
        effects += asked
        for effect in asked { answer(effect) }
        if rollout.phase == .gated, before != (.gated, rollout.step), let deadline = rollout.deadline {
            due.append((deadline.advanced(by: .milliseconds(-1)), .promote(full: false, by: "a person")))
        }
    }

    /// To the next thing that happens; false at the end.
    mutating func advance() -> Bool {
        guard let deadline = rollout.deadline?.advanced(by: times.reaction) else { return false }
        if let next = due.indices.min(by: { due[$0].at < due[$1].at }), due[next].at <= deadline {
            let (moment, event) = due.remove(at: next)
            now = max(now, moment)
            send(event)
        } else {
            now = max(now, deadline)
            send(.tick)
        }
        return !rollout.phase.isTerminal
    }

    private mutating func answer(_ effect: RolloutEffect) {
        switch effect {
        case .scale(let side, let count):
            due.removeAll { if case .ready(side, _) = $0.event { true } else { false } }
            // What has to go may go at once.
            let wait = count > rollout.ready[side] ?? 0 ? times.ready : .zero
            due.append((now.advanced(by: wait + times.reaction), .ready(side, count)))
        case .route(let weight):
            due.removeAll { if case .routed = $0.event { true } else { false } }
            due.append((now.advanced(by: times.router + times.reaction), .routed(weight)))
        case .measure(let analysis):
            let wait = analysis.length + times.verdict + times.reaction
            due.append((now.advanced(by: wait), .verdict(analysis: analysis.name, .pass)))
        case .promote: due.append((now.advanced(by: times.router + times.reaction), .promoted))
        case .demote: due.append((now.advanced(by: times.router + times.reaction), .demoted))
        case .match, .stopMeasuring: break
        }
    }
}

// MARK: - Forward and back

extension Course {
    /// Every phase of the way forward as it begins, to the end, or to where the runner is too slow for the schedule.
    static func stops(_ schedule: Schedule, _ times: RunnerTimes) -> [Course] {
        var course = Course(schedule, times)
        var stops = [course]
        while course.advance() {
            guard !course.rollout.phase.isWayBack else { break }
            guard let last = stops.last?.rollout else { break }
            if course.rollout.phase != last.phase || course.rollout.step != last.step { stops.append(course) }
        }
        stops.append(course)
        return stops
    }

    /// What an abort asks for here, in order, up to the end.
    func undone() -> [RolloutEffect] {
        var course = self
        let count = course.effects.count
        course.send(.abort(by: "a person", reason: "abort"))
        while course.advance() {}
        return Array(course.effects[count...])
    }
}
