package import JSON
package import Planning
package import Rollouts

/// Everything about one rollout that is decided before it begins: the way there, and the way back from each step.
///
/// It is a value: shown, proven, journalled whole, and enough for another process to go on with it.
package struct RolloutPlan: Sendable, Hashable {
    /// The resources of an environment in its three states. What stands in none of the lists does not change.
    package struct Worlds: Sendable, Hashable {
        /// As it is now, and will be again after an abort.
        package let before: [Resource]
        /// The resources that are neither as before nor as after while both revisions are there, such as the router.
        package let during: [Resource]
        /// As it will be in the end.
        package let after: [Resource]

        package init(before: [Resource], during: [Resource], after: [Resource]) {
            self.before = before
            self.during = during
            self.after = after
        }
    }

    /// The names of one revision.
    package struct Revision: Sendable, Hashable {
        package let id: String
        /// The backend of the router while both are there.
        package let backend: String

        package init(id: String, backend: String) {
            self.id = id
            self.backend = backend
        }
    }

    package enum Notification: Sendable, Hashable {
        case webhook(String)
        case command([String])
    }

    package let environment: String
    package let provider: String
    package let strategy: String
    package let schedule: Schedule
    /// The names of the metrics of each analysis, by its name.
    package let analyses: [String: [String]]
    /// Judged as long as the new revision has traffic.
    package let background: [String]
    package let definitions: [MetricDefinition]
    package let bounds: Judgement.Bounds
    package let worlds: Worlds
    package let stable: Revision
    package let canary: Revision
    package let isSticky: Bool
    /// How often the metrics' server reads; more often there is nothing new.
    package let scrapeInterval: Duration
    package let notifications: [Notification]
    /// What the state remembers afterwards.
    package let facts: [String: JSONValue]
    /// The serial of the state it starts from.
    package let serial: Int
    package let lineage: String
    /// Files it was made from, by path: their SHA-256.
    package let inputs: [String: String]
    /// The values that were given beside the spec.
    package let overrides: [String]

    package init(
        environment: String, provider: String, strategy: String, schedule: Schedule, analyses: [String: [String]],
        background: [String], definitions: [MetricDefinition], bounds: Judgement.Bounds, worlds: Worlds,
        stable: Revision, canary: Revision, isSticky: Bool, scrapeInterval: Duration, notifications: [Notification],
        facts: [String: JSONValue],
        serial: Int, lineage: String, inputs: [String: String], overrides: [String]
    ) {
        self.environment = environment
        self.provider = provider
        self.strategy = strategy
        self.schedule = schedule
        self.analyses = analyses
        self.background = background
        self.definitions = definitions
        self.bounds = bounds
        self.worlds = worlds
        self.stable = stable
        self.canary = canary
        self.isSticky = isSticky
        self.scrapeInterval = scrapeInterval
        self.notifications = notifications
        self.facts = facts
        self.serial = serial
        self.lineage = lineage
        self.inputs = inputs
        self.overrides = overrides
    }

    /// The definitions of an analysis, in the order of the spec.
    package func metrics(of analysis: String) -> [MetricDefinition] {
        let names = analysis == Self.backgroundName ? background : analyses[analysis] ?? []
        return names.compactMap { name in definitions.first { $0.name == name } }
    }

    /// What the analysis that goes on all the time is called.
    package static let backgroundName = "background"
}
