package import Diagnostics
package import JSON
internal import Planning
internal import Rollouts

extension RolloutPlan {
    /// The whole plan; reading it back gives an equal one.
    package var json: JSONValue {
        [
            "environment": .string(environment), "provider": .string(provider), "strategy": .string(strategy),
            "schedule": schedule.json, "analyses": .sortedObject(analyses.mapValues { .strings($0) }),
            "background": .strings(background), "metrics": .array(definitions.map(\.json)),
            "score": ["pass": .finite(bounds.pass), "marginal": .finite(bounds.marginal)],
            "before": .array(worlds.before.map(\.json)), "during": .array(worlds.during.map(\.json)),
            "after": .array(worlds.after.map(\.json)), "stable": stable.json, "canary": canary.json,
            "sticky": .bool(isSticky), "scrapeInterval": scrapeInterval.json,
            "notify": .array(notifications.map(\.json)), "facts": .sortedObject(facts),
            "serial": .integer(serial), "lineage": .string(lineage),
            "inputs": .sortedObject(inputs.mapValues { .string($0) }), "overrides": .strings(overrides),
        ]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a rollout's plan")
        var analyses: [String: [String]] = [:]
        for member in try reader.object("analyses") {
            analyses[member.name] = member.value.array?.compactMap(\.string) ?? []
        }
        var definitions: [MetricDefinition] = []
        for metric in try reader.array("metrics") { definitions.append(try MetricDefinition(json: metric)) }
        var score = try MemberReader(reader.value("score"), "the score")
        var notifications: [Notification] = []
        for notification in try reader.array("notify") { notifications.append(try Notification(json: notification)) }
        self.init(
            environment: try reader.string("environment"), provider: try reader.string("provider"),
            strategy: try reader.string("strategy"), schedule: try Schedule(json: reader.value("schedule")),
            analyses: analyses, background: try reader.strings("background"), definitions: definitions,
            bounds: .init(pass: try score.number("pass"), marginal: try score.number("marginal")),
            worlds: Worlds(
                before: try Self.resources(reader.array("before")), during: try Self.resources(reader.array("during")),
                after: try Self.resources(reader.array("after"))),
            stable: try Revision(json: reader.value("stable")), canary: try Revision(json: reader.value("canary")),
            isSticky: try reader.flag("sticky"), scrapeInterval: try reader.milliseconds("scrapeInterval"),
            notifications: notifications,
            facts: try Self.facts(reader.object("facts")),
            serial: try reader.integer("serial"), lineage: try reader.string("lineage"),
            inputs: Dictionary(
                try reader.object("inputs").map { ($0.name, $0.value.string ?? "") },
                uniquingKeysWith: { first, _ in first }), overrides: try reader.strings("overrides"))
        try score.finish()
        try reader.finish()
    }

    private static func facts(_ members: [JSONValue.Member]) -> [String: JSONValue] {
        Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func resources(_ values: [JSONValue]) throws(Failure) -> [Resource] {
        var resources: [Resource] = []
        for value in values { resources.append(try Resource(json: value)) }
        return resources
    }
}

extension RolloutPlan.Revision {
    var json: JSONValue { ["id": .string(id), "backend": .string(backend)] }

    init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a revision")
        self.init(id: try reader.string("id"), backend: try reader.string("backend"))
        try reader.finish()
    }
}

extension RolloutPlan.Notification {
    var json: JSONValue {
        switch self {
        case .webhook(let address): ["webhook": .string(address)]
        case .command(let words): ["command": .strings(words)]
        }
    }

    init(json: JSONValue) throws(Failure) {
        if let address = json["webhook"]?.string {
            self = .webhook(address)
        } else if let words = json["command"]?.array?.compactMap(\.string), !words.isEmpty {
            self = .command(words)
        } else {
            throw MemberReader.failure("a notification is of no known kind")
        }
    }
}

extension JSONValue {
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
