internal import Diagnostics
internal import JSON
internal import Planning

/// What the journal keeps of a plan besides its changes, so that another process can finish it.
struct OperationContext: Hashable {
    let environment: String
    let goal: Plan.Goal
    /// The serial of the state the plan was made from.
    let serial: Int
    /// That of the plan, which is used up by this operation.
    let nonce: String
    let facts: [String: JSONValue]

    init(_ plan: Plan) {
        environment = plan.environment
        goal = plan.goal
        serial = plan.basis.serial
        nonce = plan.nonce
        facts = plan.facts
    }

    init(_ json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the operation's context")
        environment = try reader.string("environment")
        guard let goal = Plan.Goal(rawValue: try reader.string("goal")) else {
            throw MemberReader.failure("the operation's goal is neither apply nor destroy")
        }
        self.goal = goal
        serial = try reader.integer("serial")
        nonce = try reader.string("nonce")
        facts = Dictionary(
            try reader.object("facts").map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        try reader.finish()
    }

    var json: JSONValue {
        [
            "environment": .string(environment), "goal": .string(goal.rawValue), "serial": .integer(serial),
            "nonce": .string(nonce), "facts": .sortedObject(facts),
        ]
    }
}

/// Facts of the state after an operation that did not do everything.
enum EngineFacts {
    /// Both, the newer where they differ: what is half way between two worlds needs what either remembers.
    static func merged(_ old: [String: JSONValue], with new: [String: JSONValue]) -> [String: JSONValue] {
        old.merging(new) { before, after in
            guard let inner = before.object, let outer = after.object else { return after }
            return .sortedObject(merged(dictionary(inner), with: dictionary(outer)))
        }
    }

    private static func dictionary(_ members: [JSONValue.Member]) -> [String: JSONValue] {
        Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
