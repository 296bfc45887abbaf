import Diagnostics
import JSON
import Planning
import Testing

@Suite struct ChangesTests {
    private func resource(
        _ name: String, _ attributes: [String: Int] = [:], needs: [String] = [], immutable: Set<String> = []
    ) -> Resource {
        Resource(
            ResourceAddress(kind: "thing", name: name),
            attributes: attributes.mapValues { .plain(.integer($0)) },
            dependencies: needs.map { ResourceAddress(kind: "thing", name: $0) }, immutable: immutable)
    }

    private func observed(_ resource: Resource, damage: String? = nil) -> ObservedResource {
        ObservedResource(resource.address, attributes: resource.attributes, damage: damage)
    }

    private func marks(_ changes: Changes) -> [String] {
        changes.pending.map { "\($0.action.symbol) \($0.address.name)" }
    }

    @Test func nothingToDoWhereAllIsAsWanted() throws {
        let all = [resource("a", ["x": 1]), resource("b", needs: ["a"])]
        let changes = try Changes(desired: all, recorded: all, observed: all.map { observed($0) })
        #expect(changes.pending.isEmpty)
        #expect(changes.unchanged.map(\.name) == ["a", "b"])
    }

    @Test func whatIsNewIsMadeInTheOrderOfItsDependencies() throws {
        let all = [resource("router", needs: ["new-1", "new-2"]), resource("new-2"), resource("new-1")]
        let changes = try Changes(desired: all, recorded: [], observed: [])
        #expect(marks(changes) == ["+ new-1", "+ new-2", "+ router"])
        #expect(changes.pending.allSatisfy { $0.reasons == ["new"] })
    }

    /// The heart of an update without an outage: successors are there before anything goes.
    @Test func whatGoesGoesLastAndDependentsFirst() throws {
        let before = [
            resource("release-1"), resource("old", needs: ["release-1"]), resource("router", ["to": 1], needs: ["old"]),
        ]
        let after = [
            resource("release-2"), resource("young", needs: ["release-2"]),
            resource("router", ["to": 2], needs: ["young"]),
        ]
        let changes = try Changes(desired: after, recorded: before, observed: before.map { observed($0) })
        #expect(marks(changes) == ["+ release-2", "+ young", "~ router", "- old", "- release-1"])
    }

    @Test func aChangeOfAnImmutableAttributeReplaces() throws {
        let before = resource("a", ["x": 1, "y": 1], immutable: ["x"])
        let after = resource("a", ["x": 2, "y": 1], immutable: ["x"])
        let changes = try Changes(desired: [after], recorded: [before], observed: [observed(before)])
        #expect(marks(changes) == ["-/+ a"])
        #expect(changes.pending.first?.differences.map(\.attribute) == ["x"])
    }

    @Test func driftIsToldApartFromChange() throws {
        let wanted = resource("a", ["x": 1, "y": 2])
        let found = ObservedResource(
            wanted.address, attributes: ["x": .plain(9)], damage: "process is dead")
        let changes = try Changes(desired: [wanted], recorded: [resource("a", ["x": 1, "y": 1])], observed: [found])
        #expect(
            changes.pending.first?.reasons == ["x was changed from outside", "y changes", "process is dead"])
    }

    @Test func whatIsGoneIsMadeAgain() throws {
        let wanted = resource("a", ["x": 1])
        let changes = try Changes(desired: [wanted], recorded: [wanted], observed: [])
        #expect(marks(changes) == ["+ a"])
        #expect(changes.pending.first?.reasons == ["is gone, although nothing here took it away"])
    }

    @Test func orphansGo() throws {
        let orphan = resource("left-over")
        let changes = try Changes(desired: [], recorded: [], observed: [observed(orphan)])
        #expect(marks(changes) == ["- left-over"])
    }

    @Test func badGraphsAreRefusedByName() {
        #expect(throws: Failure.self) {
            _ = try Changes(desired: [self.resource("a"), self.resource("a")], recorded: [], observed: [])
        }
        let circle = [resource("a", needs: ["b"]), resource("b", needs: ["a"])]
        do {
            _ = try Changes(desired: circle, recorded: [], observed: [])
            Issue.record("a circle was accepted")
        } catch {
            #expect(error.diagnostics.first?.code == PlanningCodes.dependencyCycle)
            #expect(error.diagnostics.first?.detail.contains("thing/a, thing/b") == true)
        }
        do {
            _ = try Changes(desired: [resource("a", needs: ["zz"])], recorded: [], observed: [])
            Issue.record("an unknown dependency was accepted")
        } catch {
            #expect(error.diagnostics.first?.detail == "thing/a needs thing/zz, which is not there.")
        }
    }

    /// Carrying out what a plan says leads to a world in which nothing is left to do, whatever the worlds were.
    @Test func applyingAPlanLeavesNothingToDo() throws {
        var random = SplitMix(seed: UInt64.random(in: 0...UInt64.max))
        print("changes property: seed \(random.seed)")
        for _ in 0..<1_000 {
            let (before, after) = (randomWorld(&random), randomWorld(&random))
            var world: [ResourceAddress: ObservedResource] = [:]
            for resource in before where random.next() % 8 != 0 {
                world[resource.address] = observed(resource, damage: random.next() % 8 == 0 ? "broken" : nil)
            }
            let changes = try Changes(desired: after, recorded: before, observed: Array(world.values))
            for change in changes.pending {
                for dependency in change.after?.dependencies ?? [] { #expect(world[dependency] != nil) }
                world[change.address] = change.after.map { observed($0) }
            }
            let again = try Changes(desired: after, recorded: after, observed: Array(world.values))
            #expect(again.pending.isEmpty, "seed \(random.seed): \(marks(again))")
        }
    }

    private func randomWorld(_ random: inout SplitMix) -> [Resource] {
        var names: [String] = []
        return (0..<Int(random.next() % 8)).map { index in
            let name = "r\(index)"
            let needs = names.filter { _ in random.next() % 3 == 0 }
            names.append(name)
            return resource(
                name, ["x": Int(random.next() % 3), "y": Int(random.next() % 2)], needs: needs,
                immutable: random.next() % 2 == 0 ? ["x"] : [])
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): a small generator whose seed can be printed and given again.
struct SplitMix {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
