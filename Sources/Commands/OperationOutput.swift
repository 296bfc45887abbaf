import Diagnostics
import Engine
import JSON
import POSIX
import Planning
import Reports
import StateStore

/// How an operation that changes things is run and told: lock, signals, progress, result.
struct OperationOutput {
    let lockTimeout: Duration

    /// What runs under the lock.
    struct Run {
        let session: Session
        let work: EnvironmentWork
        let lock: HeldLock
        let applier: Applier
        let verb: Event.Operation

        var events: EventLog { session.events }
    }

    /// Takes the lock, makes sure nothing is half done, and runs `body`; the lock is given back whatever happens.
    func run(
        _ verb: String, _ work: EnvironmentWork, settled: Bool = true,
        _ body: (Run) async throws(Failure) -> ExitStatus
    ) async throws(Failure) -> ExitStatus {
        do throws(SystemError) { try Signals.install() } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
        let operation = Event.Operation(rawValue: verb) ?? .apply
        let session = work.session
        let lock = try work.lock(verb, timeout: lockTimeout)
        session.detail("lock: taken as \(lock.holder.description), fencing token \(lock.token)")
        let run = Run(
            session: session, work: work, lock: lock,
            applier: work.applier(Progress(session: session, verb: operation)), verb: operation)
        let status: ExitStatus
        do throws(Failure) {
            if settled { try run.applier.requireSettled() }
            status = try await body(run)
        } catch {
            try? lock.release()
            throw error
        }
        try lock.release()
        return status
    }
}

extension OperationOutput.Run {
    /// Tells where everything is when there was nothing to do.
    func nothingToDo(_ facts: [String: JSONValue]) -> ExitStatus {
        tellOutputs(facts)
        return .success
    }

    /// Tells how it ended; throws what went wrong, after what was done and what was not.
    ///
    /// What is left of an environment that was taken away goes with it.
    func finish(_ receipt: Receipt, _ goal: Plan.Goal) async throws(Failure) -> ExitStatus {
        session.detail("operation: \(receipt.operation)")
        if receipt.isComplete {
            let summary = Event.changeSummary(ChangeCounts(receipt.done), operation: verb)
            if !events.isJSON { session.print(EventText(terminal: session.output).render(summary)) }
            switch goal {
            case .apply: tellOutputs(try work.store.read()?.facts ?? [:])
            case .destroy: try work.retire(lock)
            }
            return .success
        }
        session.tell(
            "Done: \(receipt.done.count). Failed: \(receipt.failed.map { "\($0.address)" } ?? "none"). "
                + "Not started: \(receipt.notStarted.map { "\($0.address)" }.joined(separator: ", ")).\n")
        if let problem = receipt.problem {
            guard receipt.signal != nil else { throw problem }
            for diagnostic in problem.diagnostics { events.emit(.diagnostic(diagnostic)) }
            session.report(problem.diagnostics, sources: [:])
        }
        session.tell("Stopped as asked. `slipway \(goal.rawValue) \(work.name)` goes on from here.\n")
        return receipt.signal == Signals.terminate ? .terminated : .interrupted
    }

    private func tellOutputs(_ facts: [String: JSONValue]) {
        let outputs = facts.filter { $0.value.string != nil }
        guard !outputs.isEmpty else { return }
        events.emit(.outputs(outputs))
        if !events.isJSON { session.print(EventText(terminal: session.output).render(.outputs(outputs))) }
    }
}
