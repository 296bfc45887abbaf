package import JSON

/// What will be done to one environment, everything it was decided from, and until when it holds.
///
/// It is a value: it can be shown, saved, reviewed and compared, and can hold no secret.
package struct Plan: Sendable, Hashable {
    package enum Goal: String, Sendable, Hashable { case apply, destroy }

    /// The world the plan was made for; where any of it differs at apply, the plan is stale.
    package struct Basis: Sendable, Hashable {
        /// The state's lineage; empty where there was no state.
        package let lineage: String
        package let serial: Int
        package let toolVersion: String
        /// The SHA-256 of every file it was made from, by path: specs, templates, programs.
        package let inputs: [String: String]
        /// The SHA-256 over everything the provider observed.
        package let observed: String

        package init(
            lineage: String, serial: Int, toolVersion: String, inputs: [String: String], observed: String
        ) {
            self.lineage = lineage
            self.serial = serial
            self.toolVersion = toolVersion
            self.inputs = inputs
            self.observed = observed
        }
    }

    package let environment: String
    package let provider: String
    package let goal: Goal
    package let basis: Basis
    /// The values that `--set` gave, as written.
    package let overrides: [String]
    /// Everything that is done, in order.
    package let changes: [Change]
    package let unchanged: [ResourceAddress]
    /// What the state remembers afterwards besides the resources, such as the ports chosen.
    package let facts: [String: JSONValue]
    /// Seconds since 1970-01-01 UTC.
    package let createdAt: Int
    package let expiresAt: Int
    /// Random text that makes each saved plan a thing of its own, which can be used once.
    package let nonce: String

    package init(
        environment: String, provider: String, goal: Goal, basis: Basis, overrides: [String], changes: Changes,
        facts: [String: JSONValue], createdAt: Int, expiresAt: Int, nonce: String
    ) {
        self.init(
            environment: environment, provider: provider, goal: goal, basis: basis, overrides: overrides,
            changes: changes.pending, unchanged: changes.unchanged, facts: facts, createdAt: createdAt,
            expiresAt: expiresAt, nonce: nonce)
    }

    init(
        environment: String, provider: String, goal: Goal, basis: Basis, overrides: [String], changes: [Change],
        unchanged: [ResourceAddress], facts: [String: JSONValue], createdAt: Int, expiresAt: Int, nonce: String
    ) {
        self.environment = environment
        self.provider = provider
        self.goal = goal
        self.basis = basis
        self.overrides = overrides
        self.changes = changes
        self.unchanged = unchanged
        self.facts = facts
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.nonce = nonce
    }

    /// Whether there is anything to do.
    package var hasChanges: Bool { !changes.isEmpty }
    package var counts: ChangeCounts { ChangeCounts(changes) }
}
