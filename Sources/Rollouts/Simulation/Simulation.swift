/// A rollout rehearsed in simulated time: the machine and the judge of production in the world of a scenario.
package struct Simulation: Sendable {
    /// One line of the timeline: a phase begins, or something is worth a word.
    package struct Entry: Sendable, Hashable {
        /// Since the start of the rollout.
        package let at: Duration
        package let phase: Phase
        /// Of the schedule; its count once all are taken.
        package let step: Int
        /// Of traffic to the new revision.
        package let weight: Weight
        /// Up to now.
        package let requests: Requests
        /// What happened, where it is worth a word.
        package let note: String?
    }

    /// How a rollout ended.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case promoted
        case putBack = "put-back"
        /// Stopped to wait for a person, who did not come, and was put back then.
        case paused
        /// Nobody knows which revision serves.
        case stuck
    }

    package private(set) var timeline: [Entry] = []
    package private(set) var rollout: Rollout
    package private(set) var outcome = Outcome.stuck
    /// The judgements, in order.
    package private(set) var judgements: [Judgement] = []
    /// What the metrics said in each analysis, in order: ``Scenario/recorded`` of another simulation.
    package private(set) var recorded: [RecordedAnalysis] = []

    private let scenario: Scenario
    private let begin: @Sendable (Analysis, Moment) -> AnalysisRun
    private var traffic: SimulatedTraffic
    private var drawn: SimulatedMetrics
    private var replayed: RecordedMetrics?
    private var now: Moment
    private let start: Moment
    /// What is to happen, in order of time.
    private var due: [(at: Moment, event: RolloutEvent)] = []
    private var analysis: AnalysisRun?
    /// What the router has in effect.
    private var route = Weight.none
    private var canaryReady = 0

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - metrics: judged in every analysis of the schedule.
    ///   - looks: how often an analysis is looked at.
    ///   - readingsPerLook: how often each metric is read for one look.
    package init(
        _ schedule: Schedule, _ metrics: [Metric], _ scenario: Scenario, looks: Int = 5, readingsPerLook: Int = 1
    ) {
        self.init(schedule, scenario) { analysis, moment in
            AnalysisRun(analysis, metrics, looks: looks, readingsPerLook: readingsPerLook, at: moment)
        }
    }

    /// Runs to the end, with each analysis as `begin` makes it.
    package init(
        _ schedule: Schedule, _ scenario: Scenario,
        beginning begin: @escaping @Sendable (Analysis, Moment) -> AnalysisRun
    ) {
        self.scenario = scenario
        self.begin = begin
        // Two streams: whether readings are drawn or replayed, the requests are the same.
        var random = SplitRandom(seed: scenario.seed)
        traffic = SimulatedTraffic(scenario, random.split())
        drawn = SimulatedMetrics(scenario, random.split())
        replayed = scenario.recorded.map(RecordedMetrics.init)
        start = Moment(milliseconds: 0)
        now = start
        rollout = Rollout(schedule, stableReady: schedule.replicas, at: now)
        send(.start)
        // Every phase has a deadline, so this ends; the bound is for a defect only.
        var left = 100_000
        while !rollout.phase.isTerminal, left > 0 {
            step()
            left -= 1
        }
    }

    /// Requests that the new revision answered, and of these the failed ones.
    package var requests: Requests { traffic.total }
    package var exposed: Int { traffic.total.exposed }
    package var failed: Int { traffic.total.failed }
    /// From the start of the rollout to its end.
    package var length: Duration { now.since(start) }

    /// To the next thing that happens.
    private mutating func step() {
        var next = rollout.deadline ?? now
        if let first = due.first { next = min(next, first.at) }
        if let reading = analysis?.nextReading { next = min(next, reading) }
        next = max(now, next)
        traffic.pass(now.since(start)..<next.since(start), at: route, isUp: canaryReady > 0)
        now = next
        if let first = due.first, first.at <= now {
            due.removeFirst()
            take(first.event)
        } else if let reading = analysis?.nextReading, reading <= now {
            readAll()
        } else {
            send(.tick)
        }
    }

    /// What happens, first in the world and then to the machine, which hears of it.
    private mutating func take(_ event: RolloutEvent) {
        switch event {
        case .routed(let weight): route = weight
        case .ready(.canary, let count): canaryReady = count
        default: break
        }
        send(event)
    }

    private mutating func readAll() {
        guard var run = analysis else { return }
        analysis = nil
        for metric in run.metrics {
            for measurement in read(metric, for: run) { run.note(measurement, of: metric.name) }
        }
        guard let verdict = run.endReading() else { return analysis = run }
        recorded.append(RecordedAnalysis(run))
        if let judgement = run.judgement { judgements.append(judgement) }
        send(.verdict(analysis: run.analysis.name, verdict), note: run.judgement?.reason)
    }

    private mutating func read(_ metric: Metric, for run: AnalysisRun) -> [Measurement] {
        guard replayed == nil else { return replayed?.read(metric.name, at: now, for: run) ?? [] }
        return [drawn.read(metric, of: traffic.counts, at: now, now.since(start))]
    }

    private mutating func send(_ event: RolloutEvent, note: String? = nil) {
        let (before, step) = (rollout.phase, rollout.step)
        let effects = rollout.handle(event, at: now)
        for effect in effects { carryOut(effect) }
        let phase = rollout.phase
        if phase == .gated, scenario.isApproved, before != .gated || step != rollout.step {
            expect(.promote(full: false, by: "simulation"), after: .seconds(1))
        }
        conclude(from: before)
        if phase != before || note != nil {
            let words = note ?? (phase.isWayBack && !before.isWayBack ? rollout.reason : nil)
            timeline.append(
                Entry(
                    at: length, phase: phase, step: rollout.step, weight: route, requests: traffic.total, note: words))
        }
    }

    /// Takes down how it ends, as soon as the way back begins.
    private mutating func conclude(from before: Phase) {
        switch rollout.phase {
        case .succeeded: outcome = .promoted
        case .stuck: outcome = .stuck
        case let phase where phase.isWayBack && !before.isWayBack:
            switch before {
            case .gated, .paused: outcome = .paused
            default: outcome = .putBack
            }
        default: break
        }
    }

    private mutating func expect(_ event: RolloutEvent, after delay: Duration) {
        let at = now.advanced(by: delay)
        // After those of the same time: what was caused first happens first.
        let place = due.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
        due.insert((at, event), at: place)
    }

    private mutating func carryOut(_ effect: RolloutEffect) {
        switch effect {
        case .scale(.canary, let count) where count > 0:
            guard let delay = scenario.readyAfter else { return }
            expect(.ready(.canary, count), after: delay)
            if let life = scenario.crashesAfter { expect(.ready(.canary, 0), after: delay + life) }
        case .scale(.canary, _): expect(.ready(.canary, 0), after: .zero)
        case .scale(.stable, let count): expect(.ready(.stable, count), after: .seconds(1))
        case .route(let weight):
            if let delay = scenario.routesAfter { expect(.routed(weight), after: delay) }
        case .measure(let analysis):
            traffic.beginAnalysis()
            drawn.beginAnalysis()
            replayed?.beginAnalysis(analysis.name)
            self.analysis = begin(analysis, now)
        case .stopMeasuring:
            if let run = analysis { recorded.append(RecordedAnalysis(run)) }
            analysis = nil
        case .promote: expect(.promoted, after: .zero)
        case .demote: expect(.demoted, after: .zero)
        case .match: break
        }
    }
}
