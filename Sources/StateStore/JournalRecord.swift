internal import Diagnostics
package import JSON
package import POSIX
package import Planning

/// An operation as its journal begins: enough to finish it without the plan file.
package struct JournalOperation: Sendable, Hashable {
    /// Random identity, also the name in the archive.
    package let id: String
    /// The command, as in `apply`.
    package let verb: String
    package let planDigest: String
    /// Who, as `user@host`.
    package let actor: String
    package let startedAt: WallTime
    /// The token of the lock it began under.
    package let token: Int
    /// Everything that is to be done, in order; a change is known by its index here.
    package let changes: [Change]
    /// What else the engine needs to go on, in a form of its own.
    package let context: JSONValue

    package init(
        id: String = RandomBytes.hexadecimal(8), verb: String, planDigest: String, actor: String,
        startedAt: WallTime = .now, token: Int, changes: [Change], context: JSONValue = .null
    ) {
        self.id = id
        self.verb = verb
        self.planDigest = planDigest
        self.actor = actor
        self.startedAt = startedAt
        self.token = token
        self.changes = changes
        self.context = context
    }
}

/// One line of a journal.
package enum JournalRecord: Sendable, Hashable {
    case begin(JournalOperation)
    /// Change `index` is about to be made: from here on its effect may be in the world.
    case intent(index: Int, change: Change, at: WallTime)
    /// Change `index` is in effect; the resource as it is now, nil after a delete.
    case done(index: Int, resource: Resource?, at: WallTime)
    /// Change `index` was refused or went wrong; its effect may be in the world in part.
    case failed(index: Int, reason: String, at: WallTime)
    /// A step of the operation beyond single changes, such as a transition of a rollout.
    case note(name: String, value: JSONValue, at: WallTime)
    /// Nothing more will be done.
    case finished(outcome: String, at: WallTime)
}

extension JournalOperation {
    var json: JSONValue {
        [
            "id": .string(id), "verb": .string(verb), "planDigest": .string(planDigest), "actor": .string(actor),
            "startedAt": .string(startedAt.precise), "token": .integer(token),
            "changes": .array(changes.map(\.json)), "context": context,
        ]
    }

    init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the operation")
        id = try reader.string("id")
        verb = try reader.string("verb")
        planDigest = try reader.string("planDigest")
        actor = try reader.string("actor")
        startedAt = try reader.time("startedAt")
        token = try reader.integer("token")
        var changes: [Change] = []
        for value in try reader.array("changes") { changes.append(try Change(json: value)) }
        self.changes = changes
        context = try reader.value("context")
        try reader.finish()
    }
}

extension JournalRecord {
    var json: JSONValue {
        switch self {
        case .begin(let operation): ["begin": operation.json]
        case .intent(let index, let change, let time):
            ["intent": .integer(index), "at": .string(time.precise), "change": change.json]
        case .done(let index, let resource, let time):
            ["done": .integer(index), "at": .string(time.precise), "resource": resource?.json ?? .null]
        case .failed(let index, let reason, let time):
            ["failed": .integer(index), "at": .string(time.precise), "reason": .string(reason)]
        case .note(let name, let value, let time):
            ["note": .string(name), "at": .string(time.precise), "value": value]
        case .finished(let outcome, let time): ["finished": .string(outcome), "at": .string(time.precise)]
        }
    }

    init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a journal record")
        switch json.object?.first?.name {
        case "begin": self = .begin(try JournalOperation(json: reader.value("begin")))
        case "intent":
            let index = try reader.integer("intent")
            let change = try Change(json: reader.value("change"))
            self = .intent(index: index, change: change, at: try reader.time("at"))
        case "done":
            let index = try reader.integer("done")
            var resource: Resource?
            if let value = try reader.nullable("resource") { resource = try Resource(json: value) }
            self = .done(index: index, resource: resource, at: try reader.time("at"))
        case "failed":
            let index = try reader.integer("failed")
            self = .failed(index: index, reason: try reader.string("reason"), at: try reader.time("at"))
        case "note":
            let name = try reader.string("note")
            self = .note(name: name, value: try reader.value("value"), at: try reader.time("at"))
        case "finished": self = .finished(outcome: try reader.string("finished"), at: try reader.time("at"))
        default: throw MemberReader.failure("a journal record is of no known kind")
        }
        try reader.finish()
    }
}
