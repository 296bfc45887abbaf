import Diagnostics
import Engine
import Environments
import JSON
import POSIX
import Planning
import Reports
import StateStore

/// `slipway show FILE`: a saved plan, also where it can no longer be applied; a banner says so.
struct ShowCommand: Command {
    let file: String
    let isJSON: Bool
    let isMarkdown: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let plan = try SavedPlan.read(file, in: session)
        let problems = await problems(of: plan, session, project)
        if isJSON {
            let document: JSONValue = [
                "digest": .string(plan.digest), "applicable": problems.map { .bool($0.isEmpty) } ?? .null,
                "problems": .array((problems ?? []).map { DiagnosticJSON.value(of: $0) }), "plan": plan.json,
            ]
            session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
        } else if isMarkdown {
            session.print(
                PlanMarkdown(environment: plan.environment).render(plan.changes, unchanged: plan.unchanged.count))
        } else {
            session.report((problems ?? []).map(\.asWarning), sources: [:])
            session.print(PlanView(plan: plan).report(session.output))
        }
        return .success
    }

    /// Why it would be refused; nil where there is no project here to compare it with.
    private func problems(of plan: Plan, _ session: Session, _ project: Project) async -> [Diagnostic]? {
        do throws(Failure) {
            let work = try EnvironmentWork(plan.environment, session: session, project: project)
            try await SavedPlan.requireApplicable(plan, work)
            return []
        } catch {
            return error.diagnostics.contains { $0.code == CommandCodes.noProject } ? nil : error.diagnostics
        }
    }
}

/// A plan file on its way to be shown or applied.
enum SavedPlan {
    static func read(_ file: String, in session: Session) throws(Failure) -> Plan {
        let bytes: [UInt8]
        do throws(SystemError) {
            try Seams.reach(.planRead)
            bytes = try FileSystem.read(session.path(file), limit: Plan.fileLimit)
        } catch {
            throw error.failure(code: CommandCodes.planUnreadable)
        }
        return try Plan.read(bytes, file: file)
    }

    /// Throws where the plan was used, has expired, or no longer describes the world.
    static func requireApplicable(_ plan: Plan, _ work: EnvironmentWork) async throws(Failure) {
        do throws(SystemError) {
            try Seams.reach(.planVerify)
        } catch {
            throw error.failure(code: CommandCodes.planUnreadable)
        }
        if try PlanLedger(work.store).isConsumed(nonce: plan.nonce) {
            throw Failure(
                StateCodes.planUsed, "This plan was applied before.",
                help: "make a new plan: `slipway plan \(plan.environment)`")
        }
        let now = Int(WallTime.now.seconds)
        try Staleness.requireCurrent(plan, now: now)
        let fresh = try await work.plan(plan.goal, overrides: try Override.all(plan.overrides))
        try Staleness.check(plan, against: fresh, now: now)
    }
}
