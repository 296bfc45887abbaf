import Diagnostics
import Engine
import POSIX
import Planning
import StateStore

/// `slipway destroy ENV`: takes everything away, the state last.
struct DestroyCommand: Command {
    let environment: String
    let consent: Consent
    let output: OperationOutput

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        let isThere = try work.store.exists
        let names = try? project.environmentNames()
        guard isThere || names?.contains(environment) == true else {
            // Tells of a misspelt name as every command does.
            _ = try project.environment(environment)
            return .failed
        }
        guard isThere else {
            session.print("No changes. \(environment) is not there.\n")
            return .success
        }
        return try await output.run("destroy", work) { (run) throws(Failure) in
            let plan = try await work.plan(.destroy, overrides: [])
            PlanView(plan: plan).show(in: session, events: run.events)
            if plan.hasChanges { try consent.ask("Take \(environment) away?", in: session) }
            return try await run.finish(try await run.applier.apply(plan, under: run.lock), .destroy)
        }
    }
}
