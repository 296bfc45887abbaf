/// A rollout rehearsed in simulated time: the machine and the judge of production in the world of a scenario.
package struct Simulation: Sendable {
    /// One line of the timeline.
    package struct Entry: Sendable, Hashable {
        package let at: Duration
        package let phase: Phase
        /// Of traffic to the new revision.
        package let weight: Weight
        /// What happened, where it is worth a word.
        package let note: String?
    }

    package private(set) var timeline: [Entry] = []
    package private(set) var rollout: Rollout
    /// Requests that the new revision answered, and of these the failed ones.
    package private(set) var exposed = 0
    package private(set) var failed = 0
    /// The judgements, in order.
    package private(set) var judgements: [Judgement] = []

    private let scenario: Scenario
    private let metrics: [Metric]
    private let looks: Int
    private var world: SimulatedMetrics
    private var now: Moment
    private let start: Moment
    private var due: [(at: Moment, event: RolloutEvent)] = []
    private var analysis: AnalysisRun?
    private var route = Weight.none

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - metrics: judged in every analysis of the schedule.
    ///   - looks: how often an analysis is looked at.
    package init(_ schedule: Schedule, _ metrics: [Metric], _ scenario: Scenario, looks: Int = 5) {
        self.scenario = scenario
        self.metrics = metrics
        self.looks = looks
        world = SimulatedMetrics(scenario)
        start = Moment(milliseconds: 0)
        now = start
        rollout = Rollout(schedule, stableReady: schedule.replicas, at: now)
        send(.start)
        // Every phase has a deadline, so this ends; the bound is for a defect only.
        for _ in 0..<100_000 where !rollout.phase.isTerminal { step() }
        exposed = world.exposed
        failed = world.failed
    }

    /// To the next thing that happens.
    private mutating func step() {
        due.sort { $0.at < $1.at }
        let next = [due.first?.at, analysis?.nextLook, rollout.deadline].compactMap { $0 }.min() ?? now
        world.pass(max(.zero, next.since(now)), at: route)
        now = max(now, next)
        if let first = due.first, first.at <= now {
            due.removeFirst()
            send(first.event)
        } else if let look = analysis?.nextLook, look <= now {
            lookAt()
        } else {
            send(.tick)
        }
    }

    private mutating func lookAt() {
        guard var run = analysis else { return }
        let passed = now.since(start)
        let isDown = scenario.metricsAreDown?.contains(passed) ?? false
        for metric in run.metrics { run.note(world.read(metric, at: now, isDown: isDown), of: metric.name) }
        let verdict = run.judge()
        analysis = verdict == nil ? run : nil
        if let verdict {
            if let judgement = run.judgement { judgements.append(judgement) }
            send(.verdict(analysis: run.analysis.name, verdict), note: run.judgement?.reason)
        }
    }

    private mutating func send(_ event: RolloutEvent, note: String? = nil) {
        let before = rollout.phase
        let effects = rollout.handle(event, at: now)
        for effect in effects { carryOut(effect) }
        if rollout.phase == .gated, scenario.isApproved, before != .gated {
            due.append((now.advanced(by: .seconds(1)), .promote(full: false, by: "simulation")))
        }
        if rollout.phase != before || note != nil {
            let words = note ?? (rollout.phase.isWayBack && !before.isWayBack ? rollout.reason : nil)
            timeline.append(Entry(at: now.since(start), phase: rollout.phase, weight: route, note: words))
        }
    }

    private mutating func carryOut(_ effect: RolloutEffect) {
        switch effect {
        case .scale(.canary, let count) where count > 0:
            guard let delay = scenario.readyAfter else { return }
            due.append((now.advanced(by: delay), .ready(.canary, count)))
            if let life = scenario.crashesAfter {
                due.append((now.advanced(by: delay + life), .ready(.canary, 0)))
            }
        case .scale(.canary, _): due.append((now, .ready(.canary, 0)))
        case .scale(.stable, let count): due.append((now.advanced(by: .seconds(1)), .ready(.stable, count)))
        case .route(let weight):
            route = weight
            due.append((now.advanced(by: scenario.routesAfter), .routed(weight)))
        case .measure(let analysis):
            world.beginAnalysis()
            self.analysis = AnalysisRun(analysis, metrics, looks: looks, at: now)
        case .stopMeasuring: analysis = nil
        case .promote: due.append((now, .promoted))
        case .demote: due.append((now, .demoted))
        case .match: break
        }
    }
}
