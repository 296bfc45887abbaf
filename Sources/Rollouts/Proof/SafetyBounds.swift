/// The bounds of ``TimeToSafety``, from one slow passage of the machine and the ways back from each of its phases.
struct SafetyBounds {
    private let schedule: Schedule
    private let times: RunnerTimes
    /// When each step begins at the latest, and the end; nil where the passage does not get that far.
    private let begins: [Moment?]
    /// The longest way back from each step, and from the promotion; nil where one does not end in 0 %.
    private let ways: [TimeToSafety.Parts?]
    /// Whether the new revision may have traffic in a step at all.
    private let isExposed: [Bool]
    /// Why it does not get further.
    private let obstacle: String

    init(_ schedule: Schedule, _ times: RunnerTimes) {
        self.schedule = schedule
        self.times = times
        let stops = Course.stops(schedule, times)
        let last = stops.last?.rollout
        let isThrough = last?.phase == .succeeded
        obstacle = last?.reason ?? "nobody ends the \(last?.phase.name ?? "rollout")"
        let count = schedule.steps.count
        begins = (0...count).map { index in
            stops.first { $0.rollout.step >= index && !$0.rollout.phase.isTerminal && !$0.rollout.phase.isWayBack }?.now
        }
        isExposed = (0...count).map { index in
            stops.contains { $0.rollout.step == index && $0.rollout.highestWeight > .none }
        }
        ways = (0...count).map { index in
            guard isThrough || stops.contains(where: { $0.rollout.step > index }) else { return nil }
            var longest = TimeToSafety.Parts()
            for stop in stops where stop.rollout.step == index && !stop.rollout.phase.isTerminal {
                guard let parts = stop.wayBack() else { return nil }
                if parts.total > longest.total { longest = parts }
            }
            return longest
        }
    }

    /// Of a fault that the machine is told `delay` after it, wherever it is by then.
    func announced(_ index: Int, after delay: Duration) -> TimeToSafety.Bound {
        var last = index
        // The fault may be in the last moment of its step.
        var left = delay + times.reaction
        while last < schedule.steps.count, left >= .zero {
            last += 1
            if last < schedule.steps.count { left -= least(schedule.steps[last]) }
        }
        if last == schedule.steps.count, schedule.keepWarm <= left {
            return .unbounded("the old revision is gone before it is known")
        }
        return bound(detection: delay, over: index...last)
    }

    /// Of a fault that an analysis has to show.
    func measured(_ index: Int) -> TimeToSafety.Bound {
        let next = schedule.steps.indices.first { $0 > index && analysis($0) != nil }
        switch times.sight {
        case .nextLook(let looks):
            // After the last look of the analysis before, whose verdict is on its way.
            let tail = index > 0 && analysis(index - 1) != nil ? times.verdict + times.reaction : .zero
            guard let place = analysis(index) != nil ? index : next, let analysis = analysis(place) else { break }
            guard let begin = begins[index], let end = begins[place] else { return .unbounded(obstacle) }
            let look = analysis.length / max(1, looks) + times.verdict
            return bound(detection: tail + end.since(begin) + look, over: index...place)
        case .wholeAnalysis:
            guard let next else { break }
            guard let begin = begins[index], let end = begins[next + 1] else { return .unbounded(obstacle) }
            let seen = end.since(begin) - times.reaction
            guard analysis(index) != nil, let after = begins[index + 1] else {
                return bound(detection: seen, over: index...next)
            }
            // Half good, it may be marginal: a person is waited for, who may have it done again.
            let again = after.since(begin) * 2 - times.reaction
            let pause = schedule.deadlines.pause + times.reaction
            return bound(detection: pause + max(seen, again), over: index...next)
        }
        return .unbounded("no analysis begins after it")
    }

    private func bound(detection: Duration, over steps: ClosedRange<Int>) -> TimeToSafety.Bound {
        var longest = TimeToSafety.Parts()
        for index in steps {
            guard let way = ways[index] else { return .unbounded(obstacle) }
            if way.total > longest.total { longest = way }
        }
        // Without traffic there is nothing to save.
        guard steps.contains(where: { isExposed[$0] }) else { return .within(longest) }
        longest.detection = detection
        longest.reaction = times.reaction
        return .within(longest)
    }

    private func analysis(_ index: Int) -> Analysis? {
        guard index < schedule.steps.count, case .analyse(let analysis) = schedule.steps[index] else { return nil }
        return analysis
    }

    /// How long a step takes at least.
    private func least(_ step: Step) -> Duration {
        switch step {
        case .soak(let length): length
        case .analyse(let analysis): analysis.length
        case .setWeight, .gate, .scale, .route: .zero
        }
    }
}

extension Course {
    /// What it takes from giving up here to a confirmed weight of 0; nil where that does not come.
    func wayBack() -> TimeToSafety.Parts? {
        var course = self
        var parts = TimeToSafety.Parts()
        guard course.rollout.highestWeight > .none else { return parts }
        course.send(.abort(by: "a person", reason: "abort"))
        while course.rollout.highestWeight > .none {
            let (phase, began) = (course.rollout.phase, course.now)
            let isGoingOn = course.advance()
            let length = course.now.since(began)
            switch phase {
            case .restoring: parts.restoring += length
            case .cooling: parts.pauses += length
            default: parts.routing += length
            }
            guard isGoingOn || course.rollout.highestWeight == .none else { return nil }
        }
        return course.rollout.phase == .stuck ? nil : parts
    }
}
