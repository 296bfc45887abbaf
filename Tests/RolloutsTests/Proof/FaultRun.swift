import Rollouts
import TestSupport

/// One rollout in a world whose every delay is drawn within what a runner may take, with one fault at one instant.
struct FaultRun {
    let fault: TimeToSafety.Fault
    let faultAt: Moment
    /// The row that the fault belongs to; nil where it came too late.
    private(set) var row: Int?
    /// From the fault to the last moment with traffic; nil where that goes on.
    private(set) var exposure: Duration?
    private(set) var length = Duration.zero
    /// Whether it became known only after the old revision was gone.
    var isTooLate: Bool { row == rollout.schedule.steps.count && rollout.phase == .succeeded }

    private let times: RunnerTimes
    private var random: SplitMix
    private var rollout: Rollout
    private var now = Moment(milliseconds: 0)
    private var due: [(at: Moment, event: RolloutEvent)] = []
    private var isStruck = false
    private var lastTraffic: Moment?
    /// The last look of the analysis that goes on.
    private var lastLook: Moment?

    init(_ schedule: Schedule, _ times: RunnerTimes, _ fault: TimeToSafety.Fault, at moment: Moment, seed: UInt64) {
        self.times = times
        self.fault = fault
        faultAt = moment
        random = SplitMix(seed: seed)
        rollout = Rollout(schedule, stableReady: schedule.replicas, at: now)
        send(.start)
        while !rollout.phase.isTerminal { step() }
        length = now.since(Moment(milliseconds: 0))
        exposure =
            rollout.highestWeight > .none ? nil : lastTraffic.map { max(.zero, $0.since(faultAt)) } ?? .zero
    }

    private mutating func step() {
        let tick = (rollout.deadline ?? now).advanced(by: upTo(times.reaction))
        let next = due.indices.min { due[$0].at < due[$1].at }
        let moment = min(tick, next.map { due[$0].at } ?? tick)
        if !isStruck, faultAt <= moment {
            now = max(now, faultAt)
            return strike()
        }
        now = max(now, moment)
        if let next, due[next].at <= now { send(due.remove(at: next).event) } else { send(.tick) }
    }

    /// Within the bound; as often as not all of it.
    private mutating func upTo(_ bound: Duration) -> Duration {
        bound * Int.random(in: 0...8, using: &random).clamped(to: 0...4) / 4
    }

    private mutating func strike() {
        isStruck = true
        row = rollout.step + (lastLook.map { times.sight.hasLooks && $0 < faultAt } ?? false ? 1 : 0)
        switch fault {
        case .crash:
            let needed = rollout.highestWeight.replicas(of: rollout.schedule.replicas)
            let left = needed > 0 ? Int.random(in: 0..<needed, using: &random) : 0
            due.removeAll { if case .ready(.canary, _) = $0.event { true } else { false } }
            due.append((now.advanced(by: upTo(times.health) + upTo(times.reaction)), .ready(.canary, left)))
        case .abort: due.append((now.advanced(by: upTo(times.reaction)), .abort(by: "p", reason: "r")))
        case .errors: break
        }
    }

    private mutating func send(_ event: RolloutEvent) {
        let before = (rollout.phase, rollout.step)
        if rollout.highestWeight > .none { lastTraffic = now }
        for effect in rollout.handle(event, at: now) { answer(effect) }
        guard (rollout.phase, rollout.step) != before else { return }
        if case .analysing = rollout.phase {} else { lastLook = nil }
        switch rollout.phase {
        case .gated: due.append((beforeDeadline(), .promote(full: false, by: "p")))
        case .paused where Bool.random(using: &random):
            due.append(
                (beforeDeadline(), Bool.random(using: &random) ? .resume(by: "p") : .promote(full: false, by: "p")))
        default: break
        }
    }

    private mutating func beforeDeadline() -> Moment {
        let length = (rollout.deadline ?? now).since(now)
        return now.advanced(by: max(.zero, upTo(length) - .milliseconds(1)))
    }

    private mutating func answer(_ effect: RolloutEffect) {
        switch effect {
        case .scale(.canary, _) where isStruck && fault == .crash: break
        case .scale(let side, let count):
            due.removeAll { if case .ready(side, _) = $0.event { true } else { false } }
            due.append((now.advanced(by: upTo(times.ready) + upTo(times.reaction)), .ready(side, count)))
        case .route(let weight):
            due.removeAll { if case .routed = $0.event { true } else { false } }
            due.append((now.advanced(by: upTo(times.router) + upTo(times.reaction)), .routed(weight)))
        case .measure(let analysis): measure(analysis)
        case .stopMeasuring: due.removeAll { if case .verdict = $0.event { true } else { false } }
        case .promote: due.append((now.advanced(by: upTo(times.router)), .promoted))
        case .demote: due.append((now.advanced(by: upTo(times.router)), .demoted))
        case .match: break
        }
    }

    private mutating func measure(_ analysis: Analysis) {
        let end = now.advanced(by: analysis.length)
        lastLook = end
        var (verdict, at) = (RolloutEvent.Verdict.pass, end)
        if fault == .errors {
            switch times.sight {
            case .nextLook(let looks):
                let look = (1...looks).map { now.advanced(by: analysis.length * $0 / looks) }.first { $0 >= faultAt }
                if let look { (verdict, at) = (.fail, look) }
            case .wholeAnalysis:
                if faultAt <= now {
                    verdict = .fail
                } else if faultAt < end {
                    verdict = [.pass, .marginal].randomElement(using: &random) ?? .pass
                }
            }
        }
        let wait = upTo(times.verdict) + upTo(times.reaction)
        due.append((at.advanced(by: wait), .verdict(analysis: analysis.name, verdict)))
    }
}

extension RunnerTimes.Sight {
    var hasLooks: Bool { if case .nextLook = self { true } else { false } }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
