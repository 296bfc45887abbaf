import Diagnostics
import Engine
import Environments
import JSON
import Planning
import Providers
import StateStore
import TestSupport
import Testing

/// From the text of a spec to the state and back to nothing, over random specs.
@Suite struct ChainTests {
    static let specs = 1_000

    /// What is planned is what is done; what was applied needs nothing more; what was destroyed leaves nothing.
    @Test func everyPlanDoesWhatItSaysAndLeavesNothingToDo() async throws {
        var random = SplitMix.seeded()
        print("chain property: \(Self.specs) specs, SLIPWAY_SEED=\(random.seed)")
        var changed = 0
        for number in 0..<Self.specs {
            let chain = try Chain()
            var spec = RandomSpec(&random)
            let first = try await run(chain, spec.text)
            #expect(first.counts.create == first.changes.count)
            spec.mutate(&random)
            let second = try await run(chain, spec.text)
            if second.hasChanges { changed += 1 }
            let ended = try await destroy(chain, spec.text)
            guard first.hasChanges, ended else {
                Issue.record("seed \(random.seed), spec \(number):\n\(spec.text)")
                return
            }
        }
        print("chain property: \(changed) of \(Self.specs) mutations changed something")
        #expect(changed > Self.specs / 3)
    }

    /// Plans `text`, carries it out and makes sure that it did what it said.
    private func run(_ chain: Chain, _ text: String) async throws -> Plan {
        let plan = try await chain.plan(text)
        #expect(try Plan.read(plan.fileBytes, file: "plan") == plan)
        expectSafeOrder(plan, in: chain)
        let before = chain.provider.changes.count
        if plan.hasChanges {
            let receipt = try await chain.apply(plan)
            #expect(receipt.isComplete && receipt.done == plan.changes, "\(text)")
        }
        #expect(Array(chain.provider.changes.dropFirst(before)) == plan.changes, "\(text)")
        let again = try await chain.plan(text)
        #expect(!again.hasChanges, "\(again.changes.map { "\($0.action) \($0.address) \($0.reasons)" })\n\(text)")
        #expect(again.facts == plan.facts)
        let state = try #require(try chain.store.read())
        // The costly one of the comparisons; some of the specs are enough for it.
        if plan.digest.utf8.first.map({ $0 % 4 == 0 }) == true {
            #expect(state.resources == (try chain.desired(text)).resources.sorted { $0.address < $1.address })
        }
        #expect(chain.provider.resources.map(\.address) == state.resources.map(\.address))
        return plan
    }

    private func destroy(_ chain: Chain, _ text: String) async throws -> Bool {
        let plan = try await chain.plan(text, to: .destroy)
        let receipt = try await chain.apply(plan)
        let state = try chain.store.read()
        let again = try await chain.plan(text, to: .destroy)
        let isEmpty =
            chain.provider.resources.isEmpty && state?.resources.isEmpty == true && state?.facts.isEmpty == true
        return receipt.isComplete && plan.counts.delete == plan.changes.count && isEmpty && !again.hasChanges
            && chain.provider.calls.contains(.uninstall)
    }

    /// After each step: what is there has what it needs, and whoever gets requests from the router is there.
    private func expectSafeOrder(_ plan: Plan, in chain: Chain) {
        var world = Set(chain.provider.resources.map(\.address))
        var needs = [ResourceAddress: [ResourceAddress]]()
        var servers = [String]()
        for change in plan.changes {
            if let after = change.after {
                world.insert(after.address)
                needs[after.address] = after.dependencies
                if case .plain(let value)? = after.attributes["servers"] { servers = value.object?.map(\.name) ?? [] }
            } else {
                world.remove(change.address)
                needs[change.address] = nil
            }
            let missing = needs.values.joined().filter { !world.contains($0) }
            #expect(missing.isEmpty, "after \(change.address): \(missing)")
            let silent = servers.filter { !world.contains(ResourceAddress(kind: "replica", name: $0)) }
            #expect(silent.isEmpty || plan.goal == .destroy, "after \(change.address) nobody answers for \(silent)")
        }
    }
}
