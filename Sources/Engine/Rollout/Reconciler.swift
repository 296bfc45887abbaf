internal import Diagnostics
internal import POSIX
internal import Planning
internal import Providers
internal import RolloutPlans
internal import Synchronization

/// Brings the resources of an environment to where a rollout wants them, one change after the other.
///
/// It compares with what is really there each time, so whatever was done before, by whomever, is not done again.
final class Reconciler: Sendable {
    private let provider: any RolloutProvider
    private let plan: RolloutPlan
    private let isSuperseded = Atomic<Bool>(false)
    private let report: @Sendable (Change) throws(Failure) -> Void

    init(
        _ provider: any RolloutProvider, _ plan: RolloutPlan,
        report: @escaping @Sendable (Change) throws(Failure) -> Void
    ) {
        self.provider = provider
        self.plan = plan
        self.report = report
    }

    /// Ends the work after the change under way; another target is wanted.
    func supersede() { isSuperseded.store(true, ordering: .relaxed) }

    /// True once everything is as `world` says, false where the work was superseded.
    func reach(_ world: [Resource]) async throws(Failure) -> Bool {
        isSuperseded.store(false, ordering: .relaxed)
        for change in try await changes(to: world) {
            guard !isSuperseded.load(ordering: .relaxed) else { return false }
            try reach(.operationBeforeSend)
            _ = try await provider.apply(change)
            try reach(.operationAfterResponse)
            try report(change)
        }
        return true
    }

    /// What is left to do; nothing where the world is as wanted.
    func changes(to world: [Resource]) async throws(Failure) -> [Change] {
        let known = Dictionary(
            (world + plan.worlds.during + plan.worlds.before + plan.worlds.after).map { ($0.address, $0) },
            uniquingKeysWith: { first, _ in first })
        let addresses = Set(known.keys).union(try await provider.discover())
        let observed = try await provider.read(addresses.sorted())
        let present = Set(observed.map(\.address))
        let recorded = known.values.filter { present.contains($0.address) }
        return try Changes(
            desired: world, recorded: recorded.sorted { $0.address < $1.address }, observed: observed
        ).pending
    }

    private func reach(_ seam: Seam) throws(Failure) {
        do throws(SystemError) { try Seams.reach(seam) } catch {
            throw error.failure(code: EngineCodes.interruptedEffect)
        }
    }
}
