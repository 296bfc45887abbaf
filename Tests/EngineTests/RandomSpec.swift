import TestSupport

/// A random environment as a user could write it: valid, and a little different after each ``mutate(_:)``.
///
/// It is a list of draws; the text reads them in order, so that one draw changed is one decision changed.
struct RandomSpec: Sendable {
    private var draws: [UInt64]

    init(_ random: inout SplitMix) { draws = (0..<64).map { _ in random.next() } }

    /// Decides one to six things anew.
    mutating func mutate(_ random: inout SplitMix) {
        for _ in 0...(random.next() % 6) { draws[Int(random.next() % UInt64(draws.count))] = random.next() }
    }

    /// The text of an environment file called `random`.
    var text: String {
        var draw = Draws(draws)
        var lines = ["environment: random", "tier: \(draw.pick(["dev", "staging", "prod"]))"]
        let service = Self.service(&draw)
        // A cluster takes images by digest alone.
        let hasImage = service.contains { $0.hasPrefix("  image: ") && $0.contains("@sha256:") }
        lines += service + Self.operation(&draw) + Self.local(&draw)
        lines +=
            Self.kubernetes(&draw, hasImage: hasImage) + Self.aws(&draw) + Self.rollout(&draw) + Self.monitoring(&draw)
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: Sections

    private static func service(_ draw: inout Draws) -> [String] {
        let min = draw.number(2...5)
        var lines = [
            "service:", "  name: \(draw.pick(["api", "expense-api", "a1", "z-9"]))",
            "  program: \(draw.pick(["bin/server", "bin/other"]))", "  port: \(draw.number(1...65_535))",
            "  replicas: {min: \(min), max: \(min + draw.number(0...6))}",
        ]
        let image = draw.pick(["api:1.2.3", "registry.example.com:5000/a/b@sha256:" + hex, "api@sha256:" + hex])
        if draw.isTrue { lines.append("  image: \(image)") }
        // A line break in an argument is refused: it cannot stand in a line of the run script.
        let argument = draw.pick(texts.filter { !$0.contains("\\n") })
        if draw.isTrue { lines.append("  arguments: [serve, \"--level=\(draw.number(0...3))\", \(argument)]") }
        lines.append("  config:")
        lines.append("    LEVEL: \(draw.pick(texts))")
        for index in 0..<draw.number(0...3) { lines.append("    KEY_\(index): \(draw.pick(texts))") }
        let secrets = [
            "generate:\(draw.number(16...1_024))", "secretsmanager:a/b#c", "secretsmanager:name", "ssm:/a/b",
        ]
        if draw.isTrue {
            lines += ["  secrets:", "    API_KEY_FILE: \(draw.pick(secrets))"]
            if draw.isTrue { lines.append("    \(String(repeating: "LONG_", count: 25)): generate:32") }
        }
        lines.append("  database: {engine: \(draw.pick(["sqlite", "none", "mysql"]))}")
        lines.append("  cache: {engine: \(draw.pick(["redis", "none"]))}")
        return lines
    }

    private static func operation(_ draw: inout Draws) -> [String] {
        let (drain, period) = (draw.number(0...9), draw.number(2...120))
        var lines = ["  shutdown:", "    drain: \(drain)s"]
        lines.append("    grace: \(draw.pick(["10s", "90s", "12500ms", "1m1s", "1h"]))")
        lines.append("    readyWithin: \(draw.pick(["1s", "1500ms", "1h", "2m"]))")
        lines.append("  probes:")
        for name in ["startup", "readiness", "liveness"] {
            let path = draw.pick(["/", "/readyz", "/a/b?", "/%20~x"]).filter { $0 != "?" }
            lines.append("    \(name):")
            lines.append("      path: \(path)")
            lines.append("      period: \(period)s")
            lines.append("      timeout: \(draw.pick(["500ms", "1s", "2000ms"]))")
            lines.append("      failures: \(draw.number(1...100))")
        }
        lines.append("  resources:")
        lines.append("    cpu: {request: \(draw.pick(["100m", "0.25", "1"])), limit: \(draw.pick(["\"2\"", "1500m"]))}")
        lines.append("    memory: {request: \(draw.pick(["64Mi", "100M"])), limit: \(draw.pick(["1Gi", "512Mi"]))}")
        return lines
    }

    /// Ports close together, so that the wishes of one get in the way of another.
    private static func local(_ draw: inout Draws) -> [String] {
        var lines = ["local:", "  tls: \(draw.isTrue)", "  metrics: \(draw.isTrue)"]
        let replicas = draw.number(1...6)
        if draw.isTrue { lines.append("  replicas: \(replicas)") }
        lines.append("  ports:")
        lines.append("    http: \(draw.number(18_080...18_083))")
        lines.append("    stats: \(draw.number(18_084...18_087))")
        lines.append("    prometheus: \(draw.number(18_088...18_091))")
        lines.append("    replicas: \(draw.number(18_078...18_092))")
        return lines
    }

    private static func kubernetes(_ draw: inout Draws, hasImage: Bool) -> [String] {
        let host = draw.pick(["api.example.com", "localhost"])
        guard draw.isTrue, hasImage else { return [] }
        return ["kubernetes:", "  namespace: expense", "  host: \(host)", "  secretStore: store"]
    }

    private static func aws(_ draw: inout Draws) -> [String] {
        let region = draw.pick(["eu-west-1", "us-east-1", "ap-southeast-3"])
        let zones = draw.number(1...3)
        guard draw.isTrue else { return [] }
        let names = ["a", "b", "c"].prefix(zones).map { region + $0 }
        func subnets(_ base: Int) -> String { (0..<zones).map { "10.0.\(base + $0).0/24" }.joined(separator: ", ") }
        return [
            "aws:", "  region: \(region)", "  account: \"012345678901\"", "  network:",
            "    cidr: 10.0.0.0/16", "    zones: [\(names.joined(separator: ", "))]",
            "    public: [\(subnets(0))]", "    private: [\(subnets(10))]", "    database: [\(subnets(20))]",
        ]
    }

    private static func rollout(_ draw: inout Draws) -> [String] {
        let first = draw.number(1...49)
        let strategy = draw.pick(["rolling", "blue-green", "canary"])
        guard strategy == "canary" else { return ["rollout: {strategy: \(strategy)}"] }
        return [
            "rollout:", "  strategy: canary", "  steps:", "    - weight: \(first)%",
            "    - soak: \(draw.number(1...9))m",
            "    - analyse: {for: 5m, metrics: [error-rate]}", "    - weight: \(first + 50).5%",
            "    - gate: {approvalWithin: 2h}", "    - weight: 100%",
        ]
    }

    private static func monitoring(_ draw: inout Draws) -> [String] {
        [
            "monitoring:", "  scrapeInterval: \(draw.pick(["1s", "1500ms", "1m", "90s", "1h"]))",
            "  retention: \(draw.pick(["1h", "90m", "30d", "366d"]))",
            "compliance: {owner: team, dataClass: \(draw.pick(["public", "internal", "restricted"]))}",
        ]
    }

    /// Texts that a careless writer would turn into something else.
    private static let texts = [
        "debug", "\"no\"", "010", "'a ''b'' \"c\"'", "'$(reboot)'", "\"a\\nb\"", "'((service.name))'", "'${HOME}'",
        "\"\"", "'# no comment'", "true", "1.50", "'é 😀'", "'\\'", "' leading'", "'%'",
    ]

    private static let hex = String(repeating: "0123456789abcdef", count: 4)
}

/// Draws read one after the other.
private struct Draws {
    private let values: [UInt64]
    private var position = 0

    init(_ values: [UInt64]) { self.values = values }

    private mutating func next() -> UInt64 {
        defer { position += 1 }
        return values[position % values.count]
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(next() % UInt64(elements.count))] }
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }
    var isTrue: Bool { mutating get { next() % 2 == 0 } }
}
