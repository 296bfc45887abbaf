import Diagnostics
import Engine
import Planning
import StateStore

/// `slipway resume ENV`: finishes the operation that was interrupted.
struct ResumeCommand: Command {
    let environment: String
    let consent: Consent
    let output: OperationOutput

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        guard try work.store.exists else {
            session.print("Nothing to resume: \(environment) is not there.\n")
            return .success
        }
        return try await output.run("resume", work, settled: false) { (run) throws(Failure) in
            guard let replay = try Journal.replay(in: work.store) else {
                session.print("Nothing to resume.\n")
                return .success
            }
            let operation = replay.operation
            if operation.verb == RolloutRecord.verb {
                return try await RolloutRun(work: work, lock: run.lock).resume()
            }
            if !replay.isFinished {
                session.tell(
                    "\(operation.verb) \(operation.id), begun by \(operation.actor) at \(operation.startedAt), made "
                        + "\(replay.done.count) of \(operation.changes.count) changes.\n")
                try consent.ask("Finish it?", in: session)
            }
            let goal = Plan.Goal(rawValue: operation.verb) ?? .apply
            guard let receipt = try await run.applier.resume(under: run.lock) else {
                session.print("Nothing to resume.\n")
                if goal == .destroy, replay.outcome == "complete" { try work.retire(run.lock) }
                return .success
            }
            return try await run.finish(receipt, goal)
        }
    }
}
