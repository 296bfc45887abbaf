import Diagnostics
import Engine
import Environments
import POSIX
import Planning
import Reports
import StateStore

/// `slipway plan ENV`: what would change, shown and perhaps saved; nothing is changed.
struct PlanCommand: Command {
    let environment: String
    let goal: Plan.Goal
    let overrides: [String]
    let file: String?
    let hasDetailedExit: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let overrides = try Override.all(self.overrides)
        let work = try EnvironmentWork(environment, session: session, project: project)
        let plan = try await work.plan(goal, overrides: overrides)
        PlanView(plan: plan).show(in: session, events: session.events)
        if goal == .apply, !session.events.isJSON { await showRollout(work, plan, overrides) }
        try warn(about: work, session.events)
        if let file {
            do throws(SystemError) {
                try FileSystem.writeAtomically(plan.fileBytes, to: session.path(file), mode: 0o600)
            } catch {
                throw error.failure(code: CommandCodes.outputUnwritable)
            }
            session.tell("Saved as \(file); apply it with `slipway apply \(file)`.\n")
        }
        return hasDetailedExit && plan.hasChanges ? .changes : .success
    }

    /// What a rollout would do in place of this plan, where the spec asks for one; proofs that fail are told there too.
    ///
    /// Without anything to roll out from, or with changes that a rollout cannot make, there is nothing to show.
    private func showRollout(_ work: EnvironmentWork, _ plan: Plan, _ overrides: [Override]) async {
        guard plan.hasChanges, plan.basis.serial > 0 else { return }
        do throws(Failure) {
            let spec = try work.project.environment(environment, overrides: overrides).spec
            guard spec.rollout.strategy != .rolling else { return }
            let rollout = try await work.rolloutPlan(RolloutWish(overrides: overrides, strategy: nil))
            let check = try RolloutCheck(rollout, work, spec)
            let text = RolloutPlanText(terminal: work.session.output).render(rollout)
            work.session.print(
                "\nApplied as it is, this replaces all at once. `slipway rollout start \(environment)` does:\n\n")
            work.session.print(text + "\n" + check.text(for: work.session.output))
        } catch {
            work.session.detail("no rollout: \(error.diagnostics.first?.detail ?? "")")
        }
    }

    /// A plan made while something else is at work, or half done, is soon stale.
    private func warn(about work: EnvironmentWork, _ events: EventLog) throws(Failure) {
        var warnings: [Diagnostic] = []
        if let holder = try work.store.lockHolder(), holder.process.isAlive {
            warnings.append(
                Diagnostic(
                    StateCodes.lockHeld, severity: .warning, "This plan may be stale soon: \(holder.description).",
                    help: "plan again once it has ended"))
        }
        do throws(Failure) {
            try work.applier(Progress(session: work.session, verb: .plan)).requireSettled()
        } catch {
            warnings += error.diagnostics.map { $0.asWarning }
        }
        guard !warnings.isEmpty else { return }
        for warning in warnings { events.emit(.diagnostic(warning)) }
        if !events.isJSON { work.session.report(warnings, sources: [:]) }
    }
}

extension Override {
    /// Reads every `--set`; throws a `Failure` with the problems of all of them.
    static func all(_ arguments: [String]) throws(Failure) -> [Override] {
        var problems: [Diagnostic] = []
        var overrides: [Override] = []
        for argument in arguments {
            do throws(Failure) { overrides.append(try Override(argument)) } catch { problems += error.diagnostics }
        }
        guard problems.isEmpty else { throw Failure(problems) }
        return overrides
    }
}

extension Diagnostic {
    /// The same, as something that does not stop the work.
    var asWarning: Diagnostic {
        Diagnostic(code, severity: .warning, detail, at: location, length: length, help: help, related: related)
    }
}
