package import Diagnostics
package import JSON
internal import Planning
package import Rollouts

extension Metric.Rule {
    package var json: JSONValue {
        switch self {
        case .atMost(let bound): ["rule": "atMost", "bound": .finite(bound)]
        case .atLeast(let bound): ["rule": "atLeast", "bound": .finite(bound)]
        case .ratioAtMost(let bound): ["rule": "ratioAtMost", "bound": .finite(bound)]
        case .differenceAtMost(let bound): ["rule": "differenceAtMost", "bound": .finite(bound)]
        case .distribution(let direction, let tolerance):
            ["rule": "distribution", "direction": .string(direction.rawValue), "tolerance": .finite(tolerance)]
        case .quantile(let quantile, let rise, let confidence):
            [
                "rule": "quantile", "quantile": .finite(quantile), "rise": .finite(rise),
                "confidence": .finite(confidence),
            ]
        case .proportion(let rise, let alpha):
            ["rule": "proportion", "rise": .finite(rise), "alpha": .finite(alpha)]
        }
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a rule")
        switch try reader.string("rule") {
        case "atMost": self = .atMost(try reader.number("bound"))
        case "atLeast": self = .atLeast(try reader.number("bound"))
        case "ratioAtMost": self = .ratioAtMost(try reader.number("bound"))
        case "differenceAtMost": self = .differenceAtMost(try reader.number("bound"))
        case "distribution":
            guard let direction = Metric.Direction(rawValue: try reader.string("direction")) else {
                throw MemberReader.failure("a direction is of no known kind")
            }
            self = .distribution(direction, tolerance: try reader.number("tolerance"))
        case "quantile":
            self = .quantile(
                try reader.number("quantile"), riseAtMost: try reader.number("rise"),
                confidence: try reader.number("confidence"))
        case "proportion":
            self = .proportion(rise: try reader.number("rise"), alpha: try reader.number("alpha"))
        default: throw MemberReader.failure("a rule is of no known kind")
        }
        try reader.finish()
    }
}

extension MetricDefinition {
    package var json: JSONValue {
        let query: JSONValue =
            switch self.query {
            case .value(let text): ["value": .string(text)]
            case .counts(let bad, let all): ["bad": .string(bad), "all": .string(all)]
            }
        return [
            "name": .string(metric.name), "rule": metric.rule.json, "query": query,
            "leastSamples": .integer(metric.leastSamples), "failureLimit": .integer(metric.failureLimit),
            "errorLimit": .integer(metric.errorLimit), "critical": .bool(metric.isCritical),
            "weight": .finite(metric.weight),
        ]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a metric")
        var metric = Metric(try reader.string("name"), try Metric.Rule(json: reader.value("rule")))
        metric.leastSamples = try reader.integer("leastSamples")
        metric.failureLimit = try reader.integer("failureLimit")
        metric.errorLimit = try reader.integer("errorLimit")
        metric.isCritical = try reader.flag("critical")
        metric.weight = try reader.number("weight")
        let query = try reader.value("query")
        try reader.finish()
        if let text = query["value"]?.string {
            self.init(metric, .value(text))
        } else if let bad = query["bad"]?.string, let all = query["all"]?.string {
            self.init(metric, .counts(bad: bad, all: all))
        } else {
            throw MemberReader.failure("a query is of no known kind")
        }
    }
}
