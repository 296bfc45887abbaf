internal import Crypto
package import Diagnostics
internal import JSON
package import Planning
package import Providers
package import StateStore

/// Makes plans: reads what is recorded and what is there, asks the model what should be, and lets ``Changes`` decide.
package struct Planner: Sendable {
    private let environment: String
    private let provider: any Provider
    private let toolVersion: String

    package init(environment: String, provider: any Provider, toolVersion: String) {
        self.environment = environment
        self.provider = provider
        self.toolVersion = toolVersion
    }

    /// When a plan is made and how long it holds.
    package struct Occasion: Sendable {
        package let createdAt: Int
        package let expiresAt: Int
        package let nonce: String

        package init(createdAt: Int, expiresAt: Int, nonce: String) {
            self.createdAt = createdAt
            self.expiresAt = expiresAt
            self.nonce = nonce
        }
    }

    /// A plan that leads to `desired`; reads the world and changes nothing.
    package func plan(
        _ goal: Plan.Goal, desired: Desired, state: StateSnapshot?, inputs: [String: String], overrides: [String],
        on occasion: Occasion
    ) async throws(Failure) -> Plan {
        let recorded = state?.resources ?? []
        let addresses = Set(recorded.map(\.address) + desired.resources.map(\.address))
            .union(try await provider.discover())
        let observed = try await provider.read(addresses.sorted())
        let changes = try Changes(desired: desired.resources, recorded: recorded, observed: observed)
        let basis = Plan.Basis(
            lineage: state?.lineage ?? "", serial: state?.serial ?? 0, toolVersion: toolVersion, inputs: inputs,
            observed: Self.digest(of: observed))
        return Plan(
            environment: environment, provider: provider.name, goal: goal, basis: basis, overrides: overrides,
            changes: changes, facts: desired.facts, createdAt: occasion.createdAt, expiresAt: occasion.expiresAt,
            nonce: occasion.nonce)
    }

    private static func digest(of observed: [ObservedResource]) -> String {
        let sorted = observed.sorted { $0.address < $1.address }
        return SHA256.hex(of: JSONValue.array(sorted.map(\.json)).bytes())
    }
}
