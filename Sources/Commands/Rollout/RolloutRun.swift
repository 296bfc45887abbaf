import Diagnostics
import Engine
import POSIX
import Planning
import Reports
import RolloutPlans
import Rollouts
import StateStore
import Synchronization

/// A rollout carried out by this process: what is told of it, and how it ends for the caller.
struct RolloutRun {
    let work: EnvironmentWork
    let lock: HeldLock

    private var session: Session { work.session }

    func start(_ plan: RolloutPlan) async throws(Failure) -> ExitStatus {
        try await finish(try await runner(plan).start(plan, under: lock), plan)
    }

    /// Goes on with the rollout that another process left.
    func resume() async throws(Failure) -> ExitStatus {
        guard let replay = try Journal.replay(in: work.store), !replay.isFinished else {
            // One that was killed between its last line and the archive goes there now, where `history` finds it.
            _ = try Journal.resume(in: work.store, under: lock)
            session.print("Nothing to resume.\n")
            return .success
        }
        let record = try RolloutRecord(replay)
        session.tell("Rollout \(record.id), begun by \(record.actor) at \(record.startedAt), goes on: ")
        session.tell("\(PhaseText.words(record.rollout.phase)).\n")
        guard let outcome = try await runner(record.plan).resume(under: lock) else {
            session.print("Nothing to resume.\n")
            return .success
        }
        return try await finish(outcome, record.plan)
    }

    private func runner(_ plan: RolloutPlan) throws(Failure) -> RolloutRunner {
        let story = RolloutStory(session: session, plan: plan)
        return RolloutRunner(
            store: work.store, provider: try work.rolloutProvider(), toolVersion: session.version,
            directory: work.project.directory
        ) { story.tell($0) }
    }

    private func finish(_ outcome: RolloutOutcome, _ plan: RolloutPlan) async throws(Failure) -> ExitStatus {
        switch outcome.end {
        case .succeeded:
            let words = "Rollout complete: \(plan.environment) runs revision \(plan.canary.id).\n"
            if !session.events.isJSON { session.print(words) }
            return .success
        case .putBack(let reason):
            let measured = outcome.judgement.flatMap { $0.verdict == .fail ? "; \($0.reason)" : nil } ?? ""
            throw Failure(
                RolloutCodes.putBack,
                "\(plan.environment) runs revision \(plan.stable.id) as before: "
                    + "\(reason.isEmpty ? "aborted" : reason)\(measured)",
                help: "`slipway rollout explain \(plan.environment)` shows what was measured")
        case .stuck(let reason):
            throw Failure(
                RolloutCodes.stuck, "\(reason).",
                help: "see runbooks/rollout-stuck.md; `slipway rollout watch \(plan.environment)` shows where it stands"
            )
        case .left(let signal):
            session.tell(
                """
                Stopped as asked; the rollout stays where it is, at \(outcome.rollout.weight). `slipway resume \
                \(plan.environment)` goes on, `slipway rollout abort \(plan.environment)` puts it back.

                """)
            return signal == Signals.terminate ? .terminated : .interrupted
        }
    }
}

/// What a runner reports, in lines and events.
final class RolloutStory: Sendable {
    private let session: Session
    private let plan: RolloutPlan
    private let text: EventText
    private let began = Instant.now
    private let id = Mutex("")

    init(session: Session, plan: RolloutPlan) {
        self.session = session
        self.plan = plan
        text = EventText(terminal: session.errors)
    }

    func tell(_ report: RolloutReport) {
        switch report {
        case .began(let id):
            self.id.withLock { $0 = id }
            session.detail("rollout: \(id)")
        case .moved(let event, let rollout):
            let move = RolloutMove(
                id: id.withLock { $0 }, environment: plan.environment, steps: plan.schedule.steps.count, event: event,
                rollout: rollout)
            tell(.rolloutMoved(move))
            if let advice = PhaseText.advice(rollout.phase, environment: plan.environment) {
                session.tell("\(advice)\n")
            }
        case .changed(let change):
            session.detail("\(change.address): \(change.action.rawValue)")
        case .read(let run):
            guard let judgement = run.judgement, run.readings.isMultiple(of: run.readingsPerLook) else { return }
            for metric in judgement.metrics {
                session.detail(
                    "\(run.analysis.name): \(metric.metric.name): \(metric.outcome.rawValue), \(metric.reason)")
            }
        case .judged(let judgement, let name):
            tell(.rolloutNotice("\(name): \(judgement.verdict.rawValue); \(judgement.reason)"))
        case .notice(let words): tell(.rolloutNotice(PhaseText.headline(words)))
        }
    }

    private func tell(_ event: Event) {
        session.events.emit(event)
        let seconds = Instant.now.since(began).inSeconds
        let tenths = Int((seconds * 10).rounded())
        let stamp = "\(tenths / 10).\(tenths % 10)s"
        session.tell("[\(String(repeating: " ", count: max(0, 7 - stamp.count)))\(stamp)] \(text.render(event))")
    }
}
