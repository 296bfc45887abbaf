package import Diagnostics
package import JSON
internal import Planning
package import Rollouts

extension Step {
    package var json: JSONValue {
        switch self {
        case .setWeight(let weight): ["step": "weight", "weight": weight.json]
        case .soak(let length): ["step": "soak", "milliseconds": length.json]
        case .analyse(let analysis):
            [
                "step": "analyse", "name": .string(analysis.name), "milliseconds": analysis.length.json,
                "grace": analysis.grace.json,
            ]
        case .gate(let within): ["step": "gate", "milliseconds": within.json]
        case .scale(let count): ["step": "scale", "replicas": .integer(count)]
        case .route(let route): ["step": "route", "route": route?.json ?? .null]
        }
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a step")
        switch try reader.string("step") {
        case "weight": self = .setWeight(try Weight(json: reader.value("weight")))
        case "soak": self = .soak(try reader.milliseconds("milliseconds"))
        case "analyse":
            self = .analyse(
                Analysis(
                    try reader.string("name"), for: try reader.milliseconds("milliseconds"),
                    grace: try reader.milliseconds("grace")))
        case "gate": self = .gate(within: try reader.milliseconds("milliseconds"))
        case "scale": self = .scale(try reader.integer("replicas"))
        case "route":
            var route: Route?
            if let value = try reader.nullable("route") { route = try Route(json: value) }
            self = .route(route)
        default: throw MemberReader.failure("a step is of no known kind")
        }
        try reader.finish()
    }
}

extension Route {
    package var json: JSONValue {
        ["carrier": .string(carrier.rawValue), "name": .string(name), "value": .string(value)]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a route")
        guard let carrier = Carrier(rawValue: try reader.string("carrier")) else {
            throw MemberReader.failure("a route goes by neither a header nor a cookie")
        }
        self.init(carrier, try reader.string("name"), try reader.string("value"))
        try reader.finish()
    }
}

extension Schedule {
    package var json: JSONValue {
        [
            "steps": .array(steps.map(\.json)), "replicas": .integer(replicas),
            "deadlines": [
                "ready": deadlines.ready.json, "router": deadlines.router.json, "pause": deadlines.pause.json,
                "overall": deadlines.overall.json,
            ],
            "warmUp": warmUp.json, "keepWarm": keepWarm.json, "shrinksStable": .bool(shrinksStable),
            "onNoData": .string(onNoData.rawValue), "wayBack": .array(wayBack.map(\.json)),
            "wayBackPause": wayBackPause.json,
        ]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a schedule")
        var steps: [Step] = []
        for step in try reader.array("steps") { steps.append(try Step(json: step)) }
        self.init(steps, replicas: try reader.integer("replicas"))
        var times = try MemberReader(reader.value("deadlines"), "the deadlines")
        deadlines.ready = try times.milliseconds("ready")
        deadlines.router = try times.milliseconds("router")
        deadlines.pause = try times.milliseconds("pause")
        deadlines.overall = try times.milliseconds("overall")
        try times.finish()
        warmUp = try reader.milliseconds("warmUp")
        keepWarm = try reader.milliseconds("keepWarm")
        shrinksStable = try reader.flag("shrinksStable")
        guard let noData = NoData(rawValue: try reader.string("onNoData")) else {
            throw MemberReader.failure("onNoData is of no known kind")
        }
        onNoData = noData
        wayBack = []
        for weight in try reader.array("wayBack") { wayBack.append(try Weight(json: weight)) }
        wayBackPause = try reader.milliseconds("wayBackPause")
        try reader.finish()
    }
}
