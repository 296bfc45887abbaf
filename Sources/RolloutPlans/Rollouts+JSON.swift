package import Diagnostics
package import JSON
internal import Planning
package import Rollouts

// The JSON form of what happens to a rollout: journals and records hold it, and are read back strictly.

extension Moment {
    package var json: JSONValue { .integer(Int(milliseconds)) }

    package init(json: JSONValue) throws(Failure) {
        guard let milliseconds = json.integer else { throw MemberReader.failure("a moment is no whole number") }
        self.init(milliseconds: Int64(milliseconds))
    }
}

extension Weight {
    package var json: JSONValue { .integer(thousandths) }

    package init(json: JSONValue) throws(Failure) {
        guard let thousandths = json.integer, (0...100_000).contains(thousandths) else {
            throw MemberReader.failure("a weight is not 0 to 100000 thousandths of a percent")
        }
        self.init(thousandths: thousandths)
    }
}

extension RolloutEvent {
    package var json: JSONValue {
        switch self {
        case .start: ["event": "start"]
        case .ready(let side, let count):
            ["event": "ready", "side": .string(side.rawValue), "count": .integer(count)]
        case .routed(let weight): ["event": "routed", "weight": weight.json]
        case .verdict(let analysis, let verdict):
            ["event": "verdict", "analysis": .string(analysis), "verdict": .string(verdict.rawValue)]
        case .promoted: ["event": "promoted"]
        case .demoted: ["event": "demoted"]
        case .failed(let reason): ["event": "failed", "reason": .string(reason)]
        case .tick: ["event": "tick"]
        case .takenUp: ["event": "taken-up"]
        case .promote(let full, let actor): ["event": "promote", "full": .bool(full), "by": .string(actor)]
        case .pause(let actor): ["event": "pause", "by": .string(actor)]
        case .resume(let actor): ["event": "resume", "by": .string(actor)]
        case .abort(let actor, let reason): ["event": "abort", "by": .string(actor), "reason": .string(reason)]
        }
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "an event of a rollout")
        switch try reader.string("event") {
        case "start": self = .start
        case "ready":
            guard let side = Side(rawValue: try reader.string("side")) else {
                throw MemberReader.failure("a side is neither stable nor canary")
            }
            self = .ready(side, try reader.integer("count"))
        case "routed": self = .routed(try Weight(json: reader.value("weight")))
        case "verdict":
            let analysis = try reader.string("analysis")
            guard let verdict = Verdict(rawValue: try reader.string("verdict")) else {
                throw MemberReader.failure("a verdict is of no known kind")
            }
            self = .verdict(analysis: analysis, verdict)
        case "promoted": self = .promoted
        case "demoted": self = .demoted
        case "failed": self = .failed(try reader.string("reason"))
        case "tick": self = .tick
        case "taken-up": self = .takenUp
        case "promote": self = .promote(full: try reader.flag("full"), by: try reader.string("by"))
        case "pause": self = .pause(by: try reader.string("by"))
        case "resume": self = .resume(by: try reader.string("by"))
        case "abort": self = .abort(by: try reader.string("by"), reason: try reader.string("reason"))
        default: throw MemberReader.failure("an event of a rollout is of no known kind")
        }
        try reader.finish()
    }
}

extension Reading {
    package var json: JSONValue {
        switch self {
        // JSON has no NaN and no infinity, which are readings too.
        case .value(let value):
            JSONNumber(value).map { ["value": .number($0)] } ?? ["odd": .string("\(value)")]
        case .counts(let bad, let all): ["bad": .integer(bad), "all": .integer(all)]
        case .missing(let reason): ["missing": .string(reason)]
        }
    }

    package init(json: JSONValue) throws(Failure) {
        if let value = json["value"]?.finite {
            self = .value(value)
        } else if let odd = json["odd"]?.string.flatMap(Double.init) {
            self = .value(odd)
        } else if let bad = json["bad"]?.integer, let all = json["all"]?.integer {
            self = .counts(bad, of: all)
        } else if let reason = json["missing"]?.string {
            self = .missing(reason)
        } else {
            throw MemberReader.failure("a reading is of no known kind")
        }
    }
}

extension Measurement {
    package var json: JSONValue { ["at": at.json, "canary": canary.json, "baseline": baseline?.json ?? .null] }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a measurement")
        let moment = try Moment(json: reader.value("at"))
        let canary = try Reading(json: reader.value("canary"))
        var baseline: Reading?
        if let value = try reader.nullable("baseline") { baseline = try Reading(json: value) }
        try reader.finish()
        self.init(at: moment, canary: canary, baseline: baseline)
    }
}

extension MemberReader {
    mutating func flag(_ name: String) throws(Failure) -> Bool {
        guard case .bool(let flag) = try value(name) else {
            throw Self.failure("\"\(name)\" is neither true nor false")
        }
        return flag
    }

    mutating func number(_ name: String) throws(Failure) -> Double {
        guard let number = try value(name).finite else {
            throw Self.failure("\"\(name)\" is no number")
        }
        return number
    }

    mutating func milliseconds(_ name: String) throws(Failure) -> Duration { .milliseconds(try integer(name)) }
}

extension Duration {
    var json: JSONValue {
        let (seconds, attoseconds) = components
        return .integer(Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

extension JSONValue {
    /// Of a number that is finite; all bounds are.
    static func finite(_ value: Double) -> JSONValue { JSONNumber(value).map { .number($0) } ?? .null }

    /// The number, where it is one that a double can hold.
    var finite: Double? {
        guard case .number(let number) = self, let value = number.double, value.isFinite else { return nil }
        return value
    }
}
