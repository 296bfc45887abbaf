package import Diagnostics
internal import JSON
internal import POSIX
package import Planning
package import Providers
package import StateStore

/// The only interpreter of plans: makes the changes in order, journals each before and after, and keeps the state.
///
/// It may be killed at any point; ``resume(under:)`` then finishes what was begun. A change that fails ends the
/// operation: what was done is in the state, and a new plan shows what is left.
package struct Applier: Sendable {
    private let store: StateDirectory
    private let provider: any Provider
    private let toolVersion: String
    private let report: @Sendable (EngineEvent) -> Void

    package init(
        store: StateDirectory, provider: any Provider, toolVersion: String,
        report: @escaping @Sendable (EngineEvent) -> Void
    ) {
        self.store = store
        self.provider = provider
        self.toolVersion = toolVersion
        self.report = report
    }

    /// Carries `plan` out; returns what was done, also when a change failed or a signal came.
    ///
    /// Throws a `Failure` where nothing was begun, or where state or journal could not be written: then
    /// ``resume(under:)`` is the way on.
    package func apply(_ plan: Plan, under lock: HeldLock) async throws(Failure) -> Receipt {
        let operation = JournalOperation(
            verb: plan.goal.rawValue, planDigest: plan.digest, actor: actor, token: lock.token, changes: plan.changes,
            context: OperationContext(plan).json)
        try PlanLedger(store).requireUnused(nonce: plan.nonce)
        let journal = try Journal.begin(operation, in: store, under: lock)
        try audit("\(operation.verb).began", operation)
        return try await carryOn(journal, under: lock)
    }

    /// Finishes the operation that was interrupted; nil where there is none.
    package func resume(under lock: HeldLock) async throws(Failure) -> Receipt? {
        guard let (journal, _) = try Journal.resume(in: store, under: lock) else { return nil }
        try audit("\(journal.operation.verb).resumed", journal.operation)
        return try await carryOn(journal, under: lock)
    }

    /// Throws where an earlier operation was interrupted and must be resumed before anything else.
    package func requireSettled() throws(Failure) {
        guard let replay = try Journal.replay(in: store), !replay.isFinished else { return }
        throw Journal.unfinished(replay)
    }

    private var actor: String { "\(Host.userName)@\(Host.name)" }

    // MARK: The operation

    private func carryOn(_ journal: Journal, under lock: HeldLock) async throws(Failure) -> Receipt {
        let operation = journal.operation
        let context = try OperationContext(operation.context)
        // After the journal began: killed in between, the operation is resumed, and its plan is not lost.
        try PlanLedger(store).consume(nonce: context.nonce, operation: operation.id, under: lock)
        report(.started(operation: operation.id, pending: operation.changes.count - journal.replay.done.count))
        var problem = earlierProblem(journal.replay)
        var signal: Int32?
        for (index, change) in operation.changes.enumerated() where problem == nil {
            if case .done = journal.replay.progress[index] { continue }
            signal = Signals.pending.signal
            guard signal == nil else { break }
            problem = try await make(change, at: index, journal)
        }
        if problem == nil, signal == nil, context.goal == .destroy {
            do throws(Failure) { try await provider.uninstall() } catch { problem = error }
        }
        // A signal that cuts a change short makes it fail; what ended the operation is the signal then.
        if problem != nil { signal = Signals.pending.signal }
        let receipt = receipt(journal.replay, problem: problem, signal: signal)
        try commit(receipt, context, under: lock)
        try journal.finish(receipt.outcome)
        try audit("\(operation.verb).\(receipt.outcome)", operation)
        report(.finished(receipt))
        return receipt
    }

    /// Makes one change; returns why it failed.
    private func make(_ change: Change, at index: Int, _ journal: Journal) async throws(Failure) -> Failure? {
        report(.changeStarted(change))
        let started = Instant.now
        try journal.intend(index)
        do throws(Failure) {
            try reach(.operationBeforeSend)
            _ = try await provider.apply(change)
            try reach(.operationAfterResponse)
        } catch {
            try journal.fail(index, reason: error.diagnostics.first?.code.id ?? "unknown")
            report(.changeFailed(change, took: Instant.now.since(started), error))
            return error
        }
        try journal.complete(index, change.after)
        try reach(.operationAfterCommit)
        report(.changeDone(change, took: Instant.now.since(started)))
        return nil
    }

    private func commit(_ receipt: Receipt, _ context: OperationContext, under lock: HeldLock) throws(Failure) {
        let state = try store.read()
        // Killed after the state was written and before the journal ended: it is written already.
        guard (state?.serial ?? 0) == context.serial else { return }
        var resources = Dictionary(
            (state?.resources ?? []).map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        for change in receipt.done { resources[change.address] = change.after }
        let facts =
            receipt.isComplete
            ? context.facts : EngineFacts.merged(state?.facts ?? [:], with: context.facts)
        try store.commit(
            StateSnapshot(
                after: state, environment: context.environment, resources: Array(resources.values), facts: facts,
                toolVersion: toolVersion), under: lock)
    }

    private func receipt(_ replay: JournalReplay, problem: Failure?, signal: Int32?) -> Receipt {
        let changes = replay.operation.changes
        let failed = replay.progress.firstIndex { if case .failed = $0 { true } else { false } }
        return Receipt(
            operation: replay.operation.id, done: replay.done.map { changes[$0.index] },
            failed: failed.map { changes[$0] }, notStarted: replay.notStarted.map { changes[$0] }, problem: problem,
            signal: signal)
    }

    /// A change that had failed before the process was killed; it is not tried again behind the user's back.
    private func earlierProblem(_ replay: JournalReplay) -> Failure? {
        for (change, progress) in zip(replay.operation.changes, replay.progress) {
            guard case .failed(let reason) = progress else { continue }
            return Failure(
                EngineCodes.changeFailedBefore, "\(change.address) failed with \(reason) before the interruption.",
                help: "see why with `slipway explain \(reason)`, then plan and apply again")
        }
        return nil
    }

    private func audit(_ event: String, _ operation: JournalOperation) throws(Failure) {
        try store.audit.append(
            actor: actor, event: event,
            details: [.init("operation", .string(operation.id)), .init("plan", .string(operation.planDigest))])
    }

    private func reach(_ seam: Seam) throws(Failure) {
        do throws(SystemError) {
            try Seams.reach(seam)
        } catch {
            throw error.failure(code: EngineCodes.interruptedEffect)
        }
    }
}
