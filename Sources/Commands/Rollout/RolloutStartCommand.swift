import Diagnostics
import Engine
import Environments
import Reports
import RolloutPlans
import StateStore

/// `slipway rollout start|rollback|retry ENV`: shows the schedule, asks, and carries it out.
struct RolloutStartCommand: Command {
    /// Where the new revision comes from.
    enum Origin {
        case spec(overrides: [String], image: String?, strategy: String?)
        case revision(String?)
        /// The last rollout that was put back.
        case last
    }

    let environment: String
    let origin: Origin
    let consent: Consent
    let output: OperationOutput

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        // What is wrong with the spec is told before anything is touched, the lock included.
        let spec = try project.environment(environment, overrides: try overrides()).spec
        try work.requireApplied()
        return try await output.run("rollout", work) { (run) throws(Failure) in
            let plan = try await plan(work)
            let check = try RolloutCheck(plan, work, spec)
            if !session.events.isJSON {
                let text = RolloutPlanText(terminal: session.output).render(plan)
                session.print(text + "\n" + check.text(for: session.output) + "\n")
            }
            try await check.require()
            try consent.ask("Roll this out on \(environment)?", in: session)
            return try await RolloutRun(work: work, lock: run.lock).start(plan)
        }
    }

    private func overrides() throws(Failure) -> [Override] {
        guard case .spec(let overrides, let image, _) = origin else { return [] }
        return try Override.all(overrides + (image.map { ["service.image=\($0)"] } ?? []))
    }

    private func plan(_ work: EnvironmentWork) async throws(Failure) -> RolloutPlan {
        switch origin {
        case .spec(_, _, let strategy):
            let wish = RolloutWish(
                overrides: try overrides(), strategy: strategy.flatMap { RolloutSection.Strategy(rawValue: $0) })
            return try await work.rolloutPlan(wish)
        case .revision(let revision): return try await work.rollbackPlan(to: revision)
        case .last:
            guard let replay = try Journal.finishedRollouts(in: work.store).first, replay.outcome != "succeeded" else {
                throw Failure(
                    RolloutCodes.notUnderWay, "The last rollout of \(environment) was not put back.",
                    help: "`slipway rollout start \(environment)` begins a new one")
            }
            let last = try RolloutRecord(replay).plan
            return try await work.rolloutPlan(
                RolloutWish(
                    overrides: try Override.all(last.overrides),
                    strategy: RolloutSection.Strategy(rawValue: last.strategy)))
        }
    }
}
