import Diagnostics
import Engine
import JSON
import Planning
import Testing

/// Everything a plan was decided from is compared, and each kind of change is told by its name.
@Suite struct StalenessTests {
    /// A plan that is like every other but for what a case changes.
    struct Sample: Sendable {
        var environment = "prod"
        var provider = "local"
        var goal = Plan.Goal.apply
        var lineage = "a1"
        var serial = 4
        var toolVersion = "1.0.0"
        var inputs = ["environments/prod.yaml": "11", "templates/local/run": "22", "bin/server": "33"]
        var observed = "44"
        var size = 1
        var createdAt = 1_700_000_000
        var nonce = "n1"

        func plan() throws -> Plan {
            let desired = Resource(
                ResourceAddress(kind: "thing", name: "one"), attributes: ["size": .plain(.integer(size))])
            return Plan(
                environment: environment, provider: provider, goal: goal,
                basis: Plan.Basis(
                    lineage: lineage, serial: serial, toolVersion: toolVersion, inputs: inputs, observed: observed),
                overrides: [], changes: try Changes(desired: [desired], recorded: [], observed: []), facts: [:],
                createdAt: createdAt, expiresAt: createdAt + 86_400, nonce: nonce)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let details: [String]
        let change: @Sendable (inout Sample) -> Void

        init(_ details: String..., change: @escaping @Sendable (inout Sample) -> Void) {
            testDescription = details.joined(separator: " + ")
            self.details = details
            self.change = change
        }
    }

    static let cases = [
        Case("Slipway changed from 1.0.0 to 1.1.0") { $0.toolVersion = "1.1.0" },
        Case("the state was removed") { $0.lineage = "" },
        Case("the state was removed") { ($0.lineage, $0.serial) = ("", 0) },
        Case("the state became one of another history") { $0.lineage = "b2" },
        Case("the state moved from serial 4 to 5") { $0.serial = 5 },
        Case("the state moved from serial 4 to 3") { $0.serial = 3 },
        Case("environments/prod.yaml was changed") { $0.inputs["environments/prod.yaml"] = "99" },
        Case("templates/local/run was removed") { $0.inputs["templates/local/run"] = nil },
        Case("templates/local/haproxy.cfg was added") { $0.inputs["templates/local/haproxy.cfg"] = "1" },
        Case("bin/server was changed") { $0.inputs["bin/server"] = "34" },
        Case("what is really there changed: `slipway status ENV` shows it") { $0.observed = "45" },
        Case("the plan made now does something else") { $0.size = 2 },
        Case("the plan made now does something else") { $0.goal = .destroy },
        // All of them in one run, in the order above.
        Case(
            "Slipway changed from 1.0.0 to 2.0.0", "the state moved from serial 4 to 6", "bin/server was removed",
            "environments/prod.yaml was changed", "what is really there changed: `slipway status ENV` shows it"
        ) {
            ($0.toolVersion, $0.serial, $0.observed) = ("2.0.0", 6, "0")
            $0.inputs["bin/server"] = nil
            $0.inputs["environments/prod.yaml"] = "0"
        },
    ]

    @Test(arguments: cases)
    func eachChangeIsNamed(_ changed: Case) throws {
        let plan = try Sample().plan()
        var sample = Sample()
        changed.change(&sample)
        let fresh = try sample.plan()
        let failure = #expect(throws: Failure.self) {
            try Staleness.check(plan, against: fresh, now: plan.createdAt)
        }
        #expect(failure?.diagnostics.map(\.detail) == changed.details.map { "Since the plan was made, \($0)." })
        #expect(failure?.diagnostics.allSatisfy { $0.code == PlanningCodes.stale } == true)
        #expect(failure?.exit == .stalePlan)
    }

    @Test func theSameWorldLaterIsCurrent() throws {
        let plan = try Sample().plan()
        let fresh = try Sample(createdAt: plan.createdAt + 86_400, nonce: "n2").plan()
        try Staleness.check(plan, against: fresh, now: plan.expiresAt)
        #expect(plan.digest == fresh.digest)
        #expect(plan.fileBytes != fresh.fileBytes)
    }

    @Test func aPlanHoldsToItsLastSecond() throws {
        let plan = try Sample().plan()
        try Staleness.requireCurrent(plan, now: plan.expiresAt)
        let failure = #expect(throws: Failure.self) {
            try Staleness.requireCurrent(plan, now: plan.expiresAt + 1)
        }
        #expect(failure?.exit == .planExpired)
        #expect(
            failure?.diagnostics.first?.detail
                == "The plan held until 2023-11-15T22:13:20Z; it is 2023-11-15T22:13:21Z.")
    }

    @Test(arguments: [
        ("staging", "local", "The plan is for prod on local, not staging on local."),
        ("prod", "aws", "The plan is for prod on local, not prod on aws."),
    ])
    func aPlanForAnotherPlaceIsRefused(environment: String, provider: String, detail: String) throws {
        let plan = try Sample().plan()
        let fresh = try Sample(environment: environment, provider: provider).plan()
        let failure = #expect(throws: Failure.self) { try Staleness.check(plan, against: fresh, now: 0) }
        #expect(failure?.diagnostics.map(\.detail) == [detail])
        #expect(failure?.diagnostics.first?.code == PlanningCodes.wrongEnvironment)
        #expect(failure?.exit == .stalePlan)
    }
}
