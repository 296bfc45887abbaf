import Diagnostics
import Engine
import POSIX
import Reports
import RolloutPlans
import Rollouts
import StateStore

/// `slipway rollout promote|pause|resume|abort ENV`: asks the process that runs the rollout, or takes its place.
struct RolloutRequestCommand: Command {
    let environment: String
    let verb: RolloutRequest.Verb
    let reason: String
    let output: OperationOutput

    /// How long a running rollout may take to notice.
    private static let patience = Duration.seconds(10)

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        guard let subject = try RolloutSubject.current(work), subject.record.outcome == nil else {
            _ = try project.environment(environment)
            throw Failure(
                RolloutCodes.notUnderWay, "\(environment) has no rollout under way.",
                help: "`slipway rollout history \(environment)` lists those that were")
        }
        // An approval is of what was seen, and not of what may have come since.
        let isApproval = verb == .promote || verb == .promoteFully
        let request = RolloutRequest(
            verb, by: RolloutRunner.actor, reason: reason,
            at: isApproval ? RolloutRequest.Place(subject.record.rollout) : nil)
        try WaitingSignals.install()
        let rollout = subject.record.rollout
        if verb == .abort, rollout.phase.isWayBack {
            guard subject.isRun else { return try await takeOver(work, session) }
            session.print("It is being put back already: \(rollout.weight), \(PhaseText.words(rollout.phase)).\n")
            return .success
        }
        try requireEffect(request, on: subject)
        let requests = RolloutRequests(work.store)
        try requests.post(request)
        guard subject.isRun else { return try await takeOver(work, session) }
        let deadline = Deadline.after(Self.patience)
        while requests.isWaiting(request), !deadline.hasPassed {
            guard Pause.sleep(for: .milliseconds(50)) else { break }
            let now = try RolloutSubject.current(work)
            // It ended while we asked: nobody is there to take the request, and nothing is there to take it for.
            if now?.record.rollout.phase.isTerminal != false { break }
            // Its runner did, and the rollout did not.
            if now?.isRun == false, requests.isWaiting(request) { return try await takeOver(work, session) }
        }
        guard !requests.isWaiting(request) else {
            try requests.remove(request)
            throw Failure(
                RolloutCodes.requestUnanswered,
                "The rollout of \(environment) did not take the request to \(verb.rawValue) within "
                    + "\(PhaseText.words(Self.patience)).",
                help: "see who runs it: `slipway rollout watch \(environment)`")
        }
        guard let now = try RolloutSubject.current(work)?.record else { return .success }
        let place = "\(now.rollout.weight), \(PhaseText.words(now.rollout.phase))"
        // The runner drops what it was too late for; what it took is on record.
        func count(_ record: RolloutRecord) -> Int { record.entries.count { $0.event == RolloutEvent(request) } }
        guard count(now) > count(subject.record) else {
            throw Failure(
                RolloutCodes.requestInvalid,
                "The rollout of \(environment) moved on before the request to \(verb.rawValue) reached it: \(place).",
                help: "look again, and ask for what it needs now: `slipway rollout status \(environment)`")
        }
        session.print("Taken: \(place).\n")
        return .success
    }

    /// Throws where the machine would do nothing about the request.
    private func requireEffect(_ request: RolloutRequest, on subject: RolloutSubject) throws(Failure) {
        let rollout = subject.record.rollout
        var next = rollout
        guard next.handle(RolloutEvent(request), at: .now).isEmpty, next.isAs(rollout) else { return }
        throw Failure(
            RolloutCodes.requestInvalid,
            "A request to \(verb.rawValue) changes nothing in the rollout of \(environment) now: "
                + "\(PhaseText.words(rollout.phase)).",
            help: subject.isRun
                ? PhaseText.advice(rollout.phase, environment: environment)
                    ?? "see where it is: `slipway rollout status \(environment)`"
                : "nobody runs it any more: `slipway resume \(environment)` goes on with it")
    }

    /// Where nobody runs it the request has to be carried out here; it waits in its file for the runner this becomes.
    private func takeOver(_ work: EnvironmentWork, _ session: Session) async throws(Failure) -> ExitStatus {
        session.tell("Nobody runs this rollout any more; it is taken up here.\n")
        return try await output.run("rollout", work, settled: false) { (run) throws(Failure) in
            try await RolloutRun(work: work, lock: run.lock).resume()
        }
    }
}
