import Diagnostics
import Environments
import Reports
import RolloutPlans

/// `slipway rollout lint ENV`: the schedule, and what can be proven of it; changes nothing.
struct RolloutLintCommand: Command {
    let environment: String
    let overrides: [String]
    let image: String?
    let strategy: String?

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        let wish = RolloutWish(
            overrides: try Override.all(overrides + (image.map { ["service.image=\($0)"] } ?? [])),
            strategy: strategy.flatMap { RolloutSection.Strategy(rawValue: $0) })
        let spec = try project.environment(environment, overrides: wish.overrides).spec
        let plan = try await work.rolloutPlan(wish)
        let check = try RolloutCheck(plan, work, spec)
        session.print(RolloutPlanText(terminal: session.output).render(plan) + "\n" + check.text(for: session.output))
        try await check.require()
        return .success
    }
}
