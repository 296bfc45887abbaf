internal import Crypto
package import Diagnostics
internal import JSON
internal import POSIX
package import Providers
package import RolloutPlans
internal import Rollouts
package import StateStore

/// Carries out what the machine of a rollout wants, and tells it what happens.
///
/// Every transition is journalled before its effects. The process may be killed at any point; ``resume(under:)`` reads
/// the journal, runs the machine over it again, and goes on in the state that comes out.
package struct RolloutRunner: Sendable {
    let store: StateDirectory
    let provider: any RolloutProvider
    let toolVersion: String
    /// Where commands that are told of the rollout are run.
    let directory: String
    /// How long the first share of traffic waits for those who measure it; the analysis then says what is missing.
    let measuringLimit: Duration
    let report: @Sendable (RolloutReport) -> Void

    package init(
        store: StateDirectory, provider: any RolloutProvider, toolVersion: String, directory: String,
        measuringLimit: Duration = .seconds(10), report: @escaping @Sendable (RolloutReport) -> Void
    ) {
        self.store = store
        self.provider = provider
        self.toolVersion = toolVersion
        self.directory = directory
        self.measuringLimit = measuringLimit
        self.report = report
    }

    /// Who runs this, as `user@host`.
    package static var actor: String { "\(Host.userName)@\(Host.name)" }

    /// Begins `plan` and stays with it to its end, or to a signal.
    package func start(_ plan: RolloutPlan, under lock: HeldLock) async throws(Failure) -> RolloutOutcome {
        let json = plan.json
        let operation = JournalOperation(
            verb: RolloutRecord.verb, planDigest: SHA256.hex(of: json.bytes()), actor: Self.actor, token: lock.token,
            changes: [], context: json)
        try RolloutRequests(store).clear()
        let journal = try Journal.begin(operation, in: store, under: lock)
        try audit("rollout.began", operation)
        return try await run(journal, try RolloutRecord(journal.replay), under: lock)
    }

    /// Goes on with the rollout that was interrupted; nil where there is none.
    package func resume(under lock: HeldLock) async throws(Failure) -> RolloutOutcome? {
        guard let (journal, replay) = try Journal.resume(in: store, under: lock),
            replay.operation.verb == RolloutRecord.verb
        else { return nil }
        try audit("rollout.resumed", journal.operation)
        return try await run(journal, try RolloutRecord(replay), under: lock)
    }

    private func run(
        _ journal: Journal, _ record: RolloutRecord, under lock: HeldLock
    ) async throws(Failure) -> RolloutOutcome {
        report(.began(id: record.id))
        let loop = try RolloutLoop(self, journal, record)
        let result: Result<RolloutOutcome.End, Failure>
        do throws(Failure) { result = .success(try await loop.run()) } catch { result = .failure(error) }
        // Nothing of this process may still be at work once the lock is given back.
        await loop.settle()
        let end = try result.get()
        let operation = journal.operation
        switch end {
        case .left: try audit("rollout.left", operation)
        case .succeeded:
            try commit(record.plan, under: lock)
            try finish(journal, "succeeded")
        case .putBack: try finish(journal, "put back")
        case .stuck: try finish(journal, "stuck")
        }
        // The last, since whoever is told may be slow to listen.
        await loop.notifier.settle()
        return RolloutOutcome(id: operation.id, rollout: loop.rollout, judgement: loop.judgement, end: end)
    }

    private func finish(_ journal: Journal, _ outcome: String) throws(Failure) {
        try reach(.rolloutEnd)
        try journal.finish(outcome)
        try RolloutRequests(store).clear()
        try audit("rollout.\(outcome.replacing(" ", with: "-"))", journal.operation)
    }

    /// The new revision is what the state says from now on.
    private func commit(_ plan: RolloutPlan, under lock: HeldLock) throws(Failure) {
        let state = try store.read()
        // Killed after the state was written and before the journal ended: it is written already.
        guard (state?.serial ?? 0) == plan.serial else { return }
        try store.commit(
            StateSnapshot(
                after: state, environment: plan.environment, resources: plan.worlds.after, facts: plan.facts,
                toolVersion: toolVersion), under: lock)
    }

    private func audit(_ event: String, _ operation: JournalOperation) throws(Failure) {
        try store.audit.append(
            actor: Self.actor, event: event,
            details: [.init("operation", .string(operation.id)), .init("plan", .string(operation.planDigest))])
    }

    func reach(_ seam: Seam) throws(Failure) {
        do throws(SystemError) { try Seams.reach(seam) } catch {
            throw error.failure(code: EngineCodes.interruptedEffect)
        }
    }
}
