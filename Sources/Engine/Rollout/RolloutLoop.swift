internal import Diagnostics
internal import JSON
internal import POSIX
internal import Planning
internal import Providers
internal import RolloutPlans
package import Rollouts
package import StateStore

/// The one place where a running rollout is decided about: events go into the machine, effects go to lanes.
///
/// Lanes work beside each other and never decide: one changes resources, one moves traffic, one counts what is ready,
/// and each analysis has one. What they have done comes back as messages. So nothing that takes long, such as a replica
/// that does not get ready, holds up the way back of traffic.
final class RolloutLoop {
    enum Message: Sendable {
        case reconciled(Result<Bool, Failure>)
        /// False where the split was superseded.
        case routed(TrafficSplit, Result<Bool, Failure>)
        case health([ResourceAddress: Bool])
        case measured(Bool)
        case bases(String, began: Moment, AnalysisDriver.Bases)
        case readings(String, began: Moment, AnalysisDriver.Bases)
    }

    /// How often there is a look at what came.
    static let pulse = Duration.milliseconds(40)
    /// How often taking away what a rollout made is tried.
    static let clearings = 5

    let runner: RolloutRunner
    let plan: RolloutPlan
    let journal: Journal
    let provider: any RolloutProvider
    let mailbox = Mailbox<Message>()
    let notifier: Notifier
    let reconciler: Reconciler
    let clock: RolloutClock
    var rollout: Rollout
    var watch = ReadinessWatch()
    var drivers: [String: AnalysisDriver] = [:]
    var background: AnalysisDriver?
    /// The last verdict.
    var judgement: Judgement?
    /// What lanes do now, to be waited for at the end.
    var tasks: [String: Task<Void, Never>] = [:]
    /// Whether resources may be other than they should be.
    var isDirty = true
    /// Whether traffic may be other than it should be.
    var isSplitDirty = false
    /// Whether the router knows both revisions.
    var hasSplit = false
    /// Whether whoever measures the new revision knows of it.
    var isMeasured: Bool
    /// Since when that is waited for.
    var measuring: Instant?
    var lastHealth: Instant?
    var lastRouting: Instant?
    /// When the router was told, or told again, what share the new revision has.
    var lastAffirmed: Instant?
    /// The split that is being put into effect.
    var routing = RoutingTurn()
    var lastReconciling: Instant?
    var failedClearings = 0
    private var lastNotice = ""
    /// Events that follow from an effect at once.
    var following: [RolloutEvent] = []

    init(_ runner: RolloutRunner, _ journal: Journal, _ record: RolloutRecord) throws(Failure) {
        self.runner = runner
        self.journal = journal
        plan = record.plan
        rollout = record.rollout
        let clock = RolloutClock(after: record.entries.last?.at)
        self.clock = clock
        provider = runner.provider
        isMeasured = !record.plan.isMeasured
        notifier = Notifier(record.plan.notifications, rollout: record.id, in: runner.directory)
        let report = runner.report
        reconciler = Reconciler(runner.provider, record.plan) { (change) throws(Failure) in
            report(.changed(change))
            let words = "\(change.action.rawValue) \(change.address)"
            try journal.note(RolloutNote.change, ["change": .string(words), "at": clock.now.json])
        }
        try restore(record)
    }

    /// What an earlier process was doing is taken up where it was left.
    private func restore(_ record: RolloutRecord) throws(Failure) {
        guard rollout.phase != .pending, !rollout.phase.isTerminal else { return }
        for side in RolloutEvent.Side.allCases { watch.assume(Array(wanted(side).prefix(rollout.ready[side] ?? 0))) }
        // A weight that was not confirmed may be of a router that has not been told of the new revision yet.
        hasSplit = rollout.weight > .none
        isMeasured = isMeasured || hasSplit
        isSplitDirty = rollout.highestWeight > .none || rollout.route != nil
        try restoreBackground(record)
        switch rollout.phase {
        case .analysing(let name): try restoreAnalysis(name, record)
        case .promoting where following.isEmpty: following.append(backgroundProblem().map { .failed($0) } ?? .promoted)
        case .demoting: following.append(.demoted)
        default: break
        }
    }

    /// Goes on reading; a verdict that was found and not acted on is acted on now.
    private func restoreAnalysis(_ name: String, _ record: RolloutRecord) throws(Failure) {
        guard let judged = record.last(name) else { return }
        if let verdict = judged.verdict {
            judgement = judged.run.judgement
            following.append(.verdict(analysis: name, verdict))
        } else {
            drivers[name] = AnalysisDriver(judged.run, plan, bases: try record.bases(judged))
        }
    }

    private func restoreBackground(_ record: RolloutRecord) throws(Failure) {
        guard let judged = record.last(RolloutPlan.backgroundName) else { return }
        background = AnalysisDriver(judged.run, plan, bases: try record.bases(judged))
        if judged.verdict == .fail, !rollout.phase.isWayBack { following.append(backgroundFailure(judged.run)) }
    }

    // MARK: - The loop

    func run() async throws(Failure) -> RolloutOutcome.End {
        try send(rollout.phase == .pending ? .start : .takenUp)
        while true {
            try takeMessages()
            try takeRequests()
            // What is known already counts before the time does.
            while !following.isEmpty { try send(following.removeFirst()) }
            if !rollout.phase.isTerminal { try send(.tick) }
            while !following.isEmpty { try send(following.removeFirst()) }
            let signal = Signals.pending.signal
            if let end = try end(signal) { return end }
            if signal == nil { try dispatch() }
            try? await Task.sleep(for: Self.pulse)
        }
    }

    private func end(_ signal: Int32?) throws(Failure) -> RolloutOutcome.End? {
        guard tasks.isEmpty else { return nil }
        if let signal { return .left(signal: signal) }
        switch rollout.phase {
        case .stuck: return .stuck(rollout.reason ?? "")
        case .succeeded: return isDirty ? nil : .succeeded
        case .aborted: return isDirty ? nil : .putBack(rollout.reason ?? "")
        default: return nil
        }
    }

    /// Waits for the lanes; afterwards nothing of this loop is at work.
    func settle() async {
        reconciler.supersede()
        for task in tasks.values { await task.value }
        tasks = [:]
    }

    // MARK: - The machine

    /// Gives the machine an event, and its effects to the lanes.
    func send(_ event: RolloutEvent) throws(Failure) {
        let before = rollout
        let moment = clock.now
        let effects = rollout.handle(event, at: moment)
        guard !effects.isEmpty || !rollout.isAs(before) || event.actor != nil else {
            rollout = before
            return
        }
        try runner.reach(.rolloutTransition)
        try journal.note(
            RolloutNote.event,
            [
                "at": moment.json, "event": event.json, "phase": .string(rollout.phase.name),
                "weight": rollout.weight.json,
            ])
        if rollout.phase != before.phase || event.actor != nil {
            runner.report(.moved(event, rollout))
            notifier.tell(event, before.phase, rollout, plan)
        }
        for effect in effects { try begin(effect, at: moment) }
        if rollout.phase.isTerminal, !before.phase.isTerminal { enterEnd() }
        if rollout.weight > .none, background == nil, let analysis = plan.backgroundAnalysis, !rollout.isPromoted {
            background = AnalysisDriver(plan.run(analysis, at: moment), plan)
        }
    }

    private func enterEnd() {
        failedClearings = 0
        drivers = [:]
        background = nil
        isDirty = rollout.phase != .stuck
    }

    private func begin(_ effect: RolloutEffect, at moment: Moment) throws(Failure) {
        try runner.reach(.rolloutEffect)
        switch effect {
        case .scale:
            watch.keep(only: everyWanted)
            isDirty = true
            reconciler.supersede()
        case .route, .match:
            isSplitDirty = true
            routing.supersede()
        case .measure(let analysis):
            drivers[analysis.name] = AnalysisDriver(plan.run(analysis, at: moment), plan)
        case .stopMeasuring(let name): drivers[name] = nil
        case .promote: following.append(backgroundProblem().map { .failed($0) } ?? .promoted)
        case .demote: following.append(.demoted)
        }
    }

    /// Why the analysis beside the steps forbids the promotion; nil where it does not.
    private func backgroundProblem() -> String? {
        guard let run = background?.run else {
            let isMeasured = plan.backgroundAnalysis != nil && plan.schedule.onNoData != .proceed
            return isMeasured ? "the background metrics were never read" : nil
        }
        background = nil
        if plan.schedule.onNoData != .proceed, run.isStale(at: clock.now) {
            return "the background metrics were not read any more"
        }
        let judgement = Judgement(run.metrics, run.measurements, bounds: run.bounds)
        switch judgement.verdict {
        case .pass: return nil
        case .noData:
            return plan.schedule.onNoData == .proceed ? nil : "the background has no data: \(judgement.reason)"
        case .marginal, .fail: return "the background is not good enough: \(judgement.reason)"
        }
    }

    // MARK: - What came

    private func takeMessages() throws(Failure) {
        for message in mailbox.takeAll() {
            switch message {
            case .reconciled(let result): try takeReconciled(result)
            case .routed(let split, let result): try takeRouted(split, result)
            case .health(let answers):
                tasks["health"] = nil
                let before = candidates
                watch.take(answers, wanted: everyWanted)
                // Who became ready is let in, whoever told the router before.
                if candidates != before, rollout.highestWeight > .none || rollout.route != nil { isSplitDirty = true }
                for side in RolloutEvent.Side.allCases {
                    let count = watch.count(of: wanted(side))
                    if !rollout.phase.isTerminal, rollout.ready[side] != count { try send(.ready(side, count)) }
                }
            case .measured(let isMeasured):
                tasks["targets"] = nil
                self.isMeasured = isMeasured
            case .bases(let name, let began, let bases): try takeBases(name, began, bases)
            case .readings(let name, let began, let readings): try takeReadings(name, began, readings)
            }
        }
    }

    private func takeReconciled(_ result: Result<Bool, Failure>) throws(Failure) {
        tasks["resources"] = nil
        switch result {
        case .success(let isReached):
            failedClearings = 0
            if isReached { hasSplit = true } else { isDirty = true }
        case .failure(let failure):
            guard Signals.pending.signal == nil else { return isDirty = true }
            let words = failure.diagnostics.first?.detail ?? "a change failed"
            guard rollout.phase.isTerminal || rollout.phase.isWayBack else { return try send(.failed(words)) }
            // Nothing is left to decide: what the rollout made goes, if not now, then in a moment.
            isDirty = true
            failedClearings += 1
            try notice("not done yet: \(words)")
            if failedClearings >= Self.clearings, rollout.phase.isTerminal {
                throw Failure(
                    RolloutCodes.notCleared, "After \(failedClearings) tries: \(words)",
                    help: "mend what it says, then run `slipway resume \(plan.environment)`")
            }
        }
    }

    private func takeRouted(_ split: TrafficSplit, _ result: Result<Bool, Failure>) throws(Failure) {
        tasks["traffic"] = nil
        switch result {
        case .success(let isInEffect):
            if isInEffect, rollout.routing == split.weight { try send(.routed(split.weight)) }
        case .failure(let failure):
            let words = failure.diagnostics.first?.detail ?? "the router does not answer"
            if rollout.phase.isWayBack, !rollout.phase.isTerminal {
                // Again and again: the way back has a deadline of its own.
                isSplitDirty = true
                lastRouting = .now
                try notice("not routed yet: \(words)")
            } else if rollout.routing == nil, split.weight == rollout.weight {
                // It was in effect, and is looked after. Whoever is harmed meanwhile shows in metrics and readiness.
                try notice("the router does not confirm its weight: \(words)")
            } else if !rollout.phase.isTerminal {
                try send(.failed(words))
            }
        }
    }

    private func takeBases(_ name: String, _ began: Moment, _ bases: AnalysisDriver.Bases) throws(Failure) {
        tasks["bases of \(name)"] = nil
        guard var driver = driver(name), driver.run.began == began else { return }
        let known = driver.bases
        driver.begin(from: bases)
        keep(driver)
        if driver.bases != known { try noteBases(driver) }
    }

    private func noteBases(_ driver: AnalysisDriver) throws(Failure) {
        try journal.note(
            RolloutNote.base,
            [
                "analysis": .string(driver.name), "began": driver.run.began.json,
                "counters": AnalysisDriver.json(driver.bases),
            ])
    }

    private func takeReadings(_ name: String, _ began: Moment, _ readings: AnalysisDriver.Bases) throws(Failure) {
        tasks["readings of \(name)"] = nil
        guard var driver = driver(name), driver.run.began == began else { return }
        let bases = driver.bases
        let (measured, verdict) = driver.take(readings, at: clock.now)
        keep(driver)
        if driver.bases != bases { try noteBases(driver) }
        let metrics = Dictionary(
            measured.map { ($0.name, $0.measurement.json) }, uniquingKeysWith: { first, _ in first })
        try journal.note(
            RolloutNote.reading,
            ["analysis": .string(name), "began": began.json, "metrics": .sortedObject(metrics)])
        runner.report(.read(driver.run))
        if name == RolloutPlan.backgroundName {
            // On the way back already it changes nothing.
            guard verdict == .fail, !rollout.phase.isWayBack else { return }
            try send(backgroundFailure(driver.run))
        } else if let verdict {
            drivers[name] = nil
            judgement = driver.run.judgement
            if let judgement { runner.report(.judged(judgement, of: name)) }
            try send(.verdict(analysis: name, verdict))
        }
    }

    private func backgroundFailure(_ run: AnalysisRun) -> RolloutEvent {
        .failed("the background is not good enough: \(run.judgement?.reason ?? "")")
    }

    func driver(_ name: String) -> AnalysisDriver? { name == RolloutPlan.backgroundName ? background : drivers[name] }

    func keep(_ driver: AnalysisDriver) {
        if driver.name == RolloutPlan.backgroundName { background = driver } else { drivers[driver.name] = driver }
    }

    private func takeRequests() throws(Failure) {
        let requests = RolloutRequests(runner.store)
        for request in try requests.waiting() {
            if let place = request.place, place != RolloutRequest.Place(rollout) {
                // What it approved is over; what comes now was approved by nobody.
                try notice("\(request.actor) came too late to \(request.verb.rawValue) step \(place.step + 1)")
            } else if !rollout.phase.isTerminal {
                try send(RolloutEvent(request))
                // An abort has its reason in the event: it becomes the reason of the rollout's end.
                if !request.reason.isEmpty, request.verb != .abort {
                    try notice("\(request.actor) on the request to \(request.verb.rawValue): \(request.reason)")
                }
            }
            try requests.remove(request)
        }
    }

    /// Tells and notes something once, however often it is met in a row.
    func notice(_ words: String) throws(Failure) {
        guard words != lastNotice else { return }
        lastNotice = words
        runner.report(.notice(words))
        try journal.note(RolloutNote.notice, ["at": clock.now.json, "words": .string(words)])
    }

    /// The replicas of the new revision that may be asked.
    var candidates: [ResourceAddress] { wanted(.canary).filter { watch.ready.contains($0) } }

    /// The replicas that both sides are to have now.
    private var everyWanted: Set<ResourceAddress> { Set(RolloutEvent.Side.allCases.flatMap { wanted($0) }) }

    /// The replicas that one side is to have now.
    func wanted(_ side: RolloutEvent.Side) -> [ResourceAddress] {
        plan.replicas(of: side).prefix(rollout.wanted[side] ?? 0).map(\.address)
    }
}

extension RolloutRequest.Place {
    package init(_ rollout: Rollout) { self.init(step: rollout.step, phase: rollout.phase.name) }
}

extension RolloutEvent {
    /// What a request of a person means to the machine.
    package init(_ request: RolloutRequest) {
        self =
            switch request.verb {
            case .promote: .promote(full: false, by: request.actor)
            case .promoteFully: .promote(full: true, by: request.actor)
            case .pause: .pause(by: request.actor)
            case .resume: .resume(by: request.actor)
            case .abort: .abort(by: request.actor, reason: request.reason.isEmpty ? "aborted" : request.reason)
            }
    }

    /// The person behind it; nil where it is no person's.
    package var actor: String? {
        switch self {
        case .promote(_, let actor), .pause(let actor), .resume(let actor), .abort(let actor, _): actor
        case .start, .ready, .routed, .verdict, .promoted, .demoted, .failed, .tick, .takenUp: nil
        }
    }
}
