import Diagnostics
import Engine
import Environments
import POSIX
import Planning
import Reports
import StateStore

/// `slipway apply FILE|ENV`: carries out a saved plan as reviewed, or plans, asks and does it.
struct ApplyCommand: Command {
    let subject: String
    let consent: Consent
    let expected: String?
    let overrides: [String]
    let output: OperationOutput

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let isEnvironment = try isEnvironment(in: session, project)
        guard isEnvironment else {
            guard overrides.isEmpty else {
                throw Failure(
                    CommandCodes.planWithOverrides, "\(subject) is a saved plan, and --set would make it another.",
                    help: "give --set to `slipway plan`, and apply what that saves")
            }
            let plan = try SavedPlan.read(subject, in: session)
            return try await apply(plan.environment, saved: plan, session, project)
        }
        return try await apply(subject, saved: nil, session, project)
    }

    /// A name of an environment means that; else it is the path of a plan.
    private func isEnvironment(in session: Session, _ project: Project) throws(Failure) -> Bool {
        if subject.contains("/") { return false }
        let exists = (try? FileSystem.kind(of: session.path(subject))) == .regular
        do throws(Failure) {
            let names = try project.environmentNames()
            if names.contains(subject) || !exists { return true }
        } catch {
            if !exists { throw error }
        }
        return false
    }

    private func apply(
        _ environment: String, saved: Plan?, _ session: Session, _ project: Project
    ) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        // A spec that is wrong is told before anything is touched, the lock included.
        if saved == nil { _ = try project.environment(environment, overrides: try Override.all(overrides)) }
        return try await output.run("apply", work) { (run) throws(Failure) in
            let plan: Plan
            if let saved {
                try await SavedPlan.requireApplicable(saved, work)
                plan = saved
            } else {
                plan = try await work.plan(.apply, overrides: try Override.all(overrides))
            }
            try requireExpected(plan)
            PlanView(plan: plan).show(in: session, events: run.events)
            guard plan.hasChanges else { return run.nothingToDo(try work.store.read()?.facts ?? [:]) }
            // A saved plan was reviewed; asking again would teach people to say yes without reading.
            if saved == nil { try consent.ask("Make these changes to \(environment)?", in: session) }
            return try await run.finish(try await run.applier.apply(plan, under: run.lock), plan.goal)
        }
    }

    private func requireExpected(_ plan: Plan) throws(Failure) {
        guard let expected, plan.digest != expected else { return }
        let isAbbreviated = expected.count >= 12 && plan.digest.hasPrefix(expected.lowercased())
        guard !isAbbreviated else { return }
        throw Failure(
            PlanningCodes.unexpectedDigest, "The plan has the digest \(plan.digest), not \(expected).",
            help: "review this plan, and expect its digest")
    }
}

/// The yes that changes need.
struct Consent {
    let isGiven: Bool
    /// Whether standard output is a stream of events, in which no question can be answered.
    let isStreaming: Bool
    /// What to do where nobody can be asked.
    var advice = "review the plan, then run the command again with --yes"

    /// Throws where the answer is not yes, or nobody is there to ask.
    func ask(_ question: String, in session: Session) throws(Failure) {
        guard !isGiven else { return }
        guard session.isInteractive, !isStreaming else {
            throw Failure(
                PlanningCodes.approvalMissing,
                isStreaming ? "Nothing is asked in a stream of events." : "There is no terminal to ask on.",
                help: advice)
        }
        StandardStream.error.write("\(question) Type yes to go on: ")
        switch StandardInput.line() {
        case .line("yes"): return
        case .line, .end:
            throw Failure(PlanningCodes.approvalMissing, "The answer was not yes; nothing was changed.")
        case .signal(let signal):
            StandardStream.error.write("\n")
            throw Failure(
                signal == Signals.terminate ? CommandCodes.terminatedAtQuestion : CommandCodes.interruptedAtQuestion,
                "Stopped at the question; nothing was changed.")
        }
    }
}
