import Diagnostics
import Engine
import Planning
import Providers
import StateStore
import TestSupport
import Testing

/// A provider that fails in the middle: what is told, what is kept, what is left to do.
@Suite struct FailureTests {
    private static let rounds = 150

    @Test(arguments: [RecordingProvider.Moment.before, .after])
    func aFailureLeavesExactlyTheRest(moment: RecordingProvider.Moment) async throws {
        var random = SplitMix.seeded()
        print("failure property: \(Self.rounds) specs, fails \(moment) its work, SLIPWAY_SEED=\(random.seed)")
        for round in 0..<Self.rounds {
            let chain = try Chain()
            var spec = RandomSpec(&random)
            // Every second time something is there already, so that updates, replacements and deletes fail too.
            if round % 2 == 1 {
                _ = try await chain.apply(try await chain.plan(spec.text))
                spec.mutate(&random)
                spec.mutate(&random)
            }
            let plan = try await chain.plan(spec.text)
            guard plan.hasChanges else { continue }
            let failing = Int(random.next() % UInt64(plan.changes.count))
            try await expectRecovery(chain, spec.text, plan, failing, moment)
        }
    }

    private func expectRecovery(
        _ chain: Chain, _ text: String, _ plan: Plan, _ failing: Int, _ moment: RecordingProvider.Moment
    ) async throws {
        let before = try chain.store.read()
        chain.provider.failApply(failing + 1, moment)
        let receipt = try await chain.apply(plan)
        #expect(receipt.done == Array(plan.changes[..<failing]))
        #expect(receipt.failed == plan.changes[failing])
        #expect(receipt.notStarted == Array(plan.changes[(failing + 1)...]))
        #expect(receipt.problem?.diagnostics.first?.code == RecordingProvider.failure)
        #expect(!receipt.isComplete)

        let state = try #require(try chain.store.read())
        #expect(state.serial == (before?.serial ?? 0) + 1)
        var expected = Dictionary(
            uniqueKeysWithValues: (before?.resources ?? []).map { ($0.address, $0) })
        for change in receipt.done { expected[change.address] = change.after }
        #expect(state.resources == expected.values.sorted { $0.address < $1.address })

        let rest = try await chain.plan(text)
        let left = Array(plan.changes[failing...])
        switch moment {
        case .before: #expect(rest.changes == left)
        case .after: #expect(rest.changes.map(\.address).allSatisfy { left.map(\.address).contains($0) })
        }
        #expect(rest.facts == plan.facts)
        if rest.hasChanges { #expect(try await chain.apply(rest).isComplete) }
        #expect(try await !chain.plan(text).hasChanges)
    }

    /// A plan is used up by its first try, whatever came of it.
    @Test func aFailedPlanCannotBeAppliedAgain() async throws {
        let chain = try Chain()
        var random = SplitMix(seed: 1)
        let plan = try await chain.plan(RandomSpec(&random).text)
        chain.provider.failApply(1)
        _ = try await chain.apply(plan)
        let failure = await #expect(throws: Failure.self) { try await chain.apply(plan) }
        #expect(failure?.exit == .planUsed)
    }

    /// What could not be taken away is left recorded, and the next destroy takes it.
    @Test func aFailedDestroyGoesOn() async throws {
        let chain = try Chain()
        var random = SplitMix(seed: 2)
        let text = RandomSpec(&random).text
        _ = try await chain.apply(try await chain.plan(text))
        let plan = try await chain.plan(text, to: .destroy)
        chain.provider.failApply(3)
        let receipt = try await chain.apply(plan)
        #expect(receipt.done.count == 2)
        #expect(!chain.provider.calls.contains(.uninstall))
        let rest = try await chain.plan(text, to: .destroy)
        #expect(rest.changes == Array(plan.changes[2...]))
        #expect(try await chain.apply(rest).isComplete)
        #expect(chain.provider.resources.isEmpty)
    }
}
