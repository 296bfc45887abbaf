/// Random environments as a user could write them: valid, and different in what they ask for.
struct RandomSpec {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.count))
    }

    /// The text of an environment file called `random`.
    mutating func next() -> String {
        let tier = pick(["dev", "staging", "prod"])
        let min = number(2...4)
        var lines = [
            "environment: random", "tier: \(tier)", "service:", "  name: \(pick(["api", "expense-api", "a1"]))",
            "  program: bin/server", "  port: \(number(1024...65_535))",
            "  replicas: {min: \(min), max: \(min + number(0...6))}",
        ]
        if random.next() % 2 == 0 { lines.append("  arguments: [serve, \"--level=\(number(0...3))\"]") }
        lines.append("  config:")
        lines.append("    LEVEL: \(pick(["debug", "info", "\"no\"", "010", "'a ''b'' \"c\"'"]))")
        for index in 0..<number(0...3) { lines.append("    KEY_\(index): value \(number(0...9))") }
        if random.next() % 2 == 0 { lines.append("  secrets: {API_KEY_FILE: generate:\(number(16...64))}") }
        lines.append("  database: {engine: \(pick(["sqlite", "none"]))}")
        lines.append("  shutdown: {drain: \(number(1...9))s, grace: \(number(10...60))s}")
        lines.append("local:")
        lines.append("  tls: \(pick(["true", "false"]))")
        lines.append("  metrics: \(pick(["true", "false"]))")
        if random.next() % 2 == 0 { lines.append("  replicas: \(number(1...4))") }
        lines.append("monitoring: {scrapeInterval: \(number(1...60))s}")
        lines.append("compliance: {owner: team}")
        return lines.map { $0 + "\n" }.joined()
    }
}
