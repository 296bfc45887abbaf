import Diagnostics
import Engine
import JSON
import POSIX
import Reports
import RolloutPlans
import Rollouts

/// `slipway rollout status ENV`: where it is; with a timeout, how it ended.
struct RolloutStatusCommand: Command {
    let environment: String
    let timeout: Duration?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        guard var subject = try RolloutSubject.current(work) else {
            _ = try project.environment(environment)
            session.print(
                isJSON
                    ? "{\"environment\":\(JSONValue.string(environment).text),\"rollout\":null}\n"
                    : "\(environment) has had no rollout.\n")
            return .success
        }
        if let timeout {
            try WaitingSignals.install()
            let deadline = Deadline.after(timeout)
            while subject.end == nil, !deadline.hasPassed {
                guard Pause.sleep(for: min(.milliseconds(200), deadline.remaining)) else {
                    return Signals.pending.signal == Signals.terminate ? .terminated : .interrupted
                }
                if let next = try RolloutSubject.current(work) { subject = next }
            }
        }
        show(subject, in: session)
        guard let timeout else { return .success }
        guard let end = subject.end else {
            throw Failure(
                RolloutCodes.timedOut,
                "The rollout of \(environment) \(PhaseText.words(subject.record.rollout.phase)) after \(PhaseText.words(timeout)).",
                help: "`slipway rollout watch \(environment)` follows it")
        }
        return end
    }

    private func show(_ subject: RolloutSubject, in session: Session) {
        guard isJSON else {
            let view = RolloutView(terminal: session.output, isASCII: session.isASCII)
            session.print(view.render(subject.page, at: .now))
            if subject.isRun, let advice = PhaseText.advice(subject.record.rollout.phase, environment: environment) {
                session.print("\n\(advice)\n")
            }
            return
        }
        let (record, rollout) = (subject.record, subject.record.rollout)
        let document: JSONValue = [
            "environment": .string(environment), "rollout": .string(record.id), "actor": .string(record.actor),
            "startedAt": .string(record.startedAt.description), "strategy": .string(record.plan.strategy),
            "phase": .string(rollout.phase.name), "step": .integer(rollout.step),
            "steps": .integer(record.plan.schedule.steps.count), "weight": .string(rollout.weight.description),
            "stable": .string(record.plan.stable.id), "canary": .string(record.plan.canary.id),
            "reason": rollout.reason.map { .string($0) } ?? .null, "ended": .bool(rollout.phase.isTerminal),
            "running": .bool(subject.isRun),
        ]
        session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
    }
}

/// Stop signals for a command that only waits.
enum WaitingSignals {
    static func install() throws(Failure) {
        do throws(SystemError) { try Signals.install() } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
    }
}

extension Session {
    /// Whether only ASCII can be shown, by the locale.
    var isASCII: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return !(name.contains("UTF-8") || name.contains("UTF8"))
    }
}
