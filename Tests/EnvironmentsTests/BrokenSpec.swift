import Testing

/// A specification with one thing wrong: `§` stands right before the character the diagnostic must point at.
struct BrokenSpec: Sendable, CustomTestStringConvertible {
    let code: String
    /// What the help must contain; nil where there is nothing sensible to suggest.
    let help: String?
    let text: String

    init(_ code: String, _ help: String?, _ text: String) {
        self.code = code
        self.help = help
        self.text = text
    }

    var testDescription: String { "\(code) \(text.split(separator: "\n").first { $0.contains("§") } ?? "")" }

    /// The text without the mark, below the lines every environment needs.
    var file: String { Self.header(text) + text.replacing("§", with: "") }

    /// The line and column (from 1) of the mark in ``file``.
    var position: (line: Int, column: Int)? {
        let lines = (Self.header(text) + text).split(separator: "\n", omittingEmptySubsequences: false)
        guard let line = lines.firstIndex(where: { $0.contains("§") }),
            let mark = lines[line].firstIndex(of: "§")
        else { return nil }
        return (line + 1, lines[line][..<mark].unicodeScalars.count + 1)
    }

    private static func header(_ text: String) -> String {
        var lines: [String] = []
        if !text.contains("environment:") { lines.append("environment: prod") }
        if !text.contains("tier:") { lines.append("tier: prod") }
        if !text.contains("service:") && !text.contains("srvice:") {
            lines.append("service: {name: api, program: bin/api}")
        }
        if !text.contains("compliance:") { lines.append("compliance: {owner: team}") }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension BrokenSpec {
    static let all = keys + values + shapes + rules + syntax

    /// Keys that are not there, or should be.
    static let keys: [BrokenSpec] = [
        BrokenSpec("E0201", "\"replicas\"", "service:\n  name: api\n  program: a\n  §replcas: {min: 2}\n"),
        BrokenSpec("E0201", "\"port\"", "service:\n  name: api\n  program: a\n  §prot: 8080\n"),
        BrokenSpec("E0201", "\"config\"", "service:\n  name: api\n  program: a\n  §env: {A: b}\n"),
        BrokenSpec("E0201", "\"image\"", "service:\n  name: api\n  program: a\n  §imgae: x:1\n"),
        BrokenSpec("E0201", "\"min\"", "service:\n  name: api\n  program: a\n  replicas:\n    §minimum: 2\n"),
        BrokenSpec("E0201", "\"cpuTarget\"", "service:\n  name: api\n  program: a\n  replicas:\n    §cpu_target: 5%\n"),
        BrokenSpec("E0201", "\"memory\"", "service:\n  name: api\n  program: a\n  resources:\n    §mem: {}\n"),
        BrokenSpec(
            "E0201", "\"request\"", "service:\n  name: api\n  program: a\n  resources:\n    cpu: {§requests: 1}\n"),
        BrokenSpec("E0201", "\"readiness\"", "service:\n  name: api\n  program: a\n  probes:\n    §readyness: {}\n"),
        BrokenSpec(
            "E0201", "\"timeout\"", "service:\n  name: api\n  program: a\n  probes: {liveness: {§timout: 1s}}\n"),
        BrokenSpec("E0201", "\"database\"", "service:\n  name: api\n  program: a\n  §db: {engine: sqlite}\n"),
        BrokenSpec("E0201", "\"cache\"", "service:\n  name: api\n  program: a\n  §redis: {engine: redis}\n"),
        BrokenSpec("E0201", "\"monitoring\"", "§monitorin:\n  retention: 2d\n"),
        BrokenSpec("E0201", "\"rollout\"", "§roll-out:\n  strategy: rolling\n"),
        BrokenSpec("E0201", "\"kubernetes\"", "§kubernets: {namespace: a}\n"),
        BrokenSpec("E0201", "\"soak\"", "rollout: {strategy: canary, steps: [{§pause: 5m}, {weight: 100%}]}\n"),
        BrokenSpec("E0202", "`name:", "§service:\n  program: a\n"),
        BrokenSpec("E0202", "`owner:", "§compliance: {dataClass: public}\n"),
        BrokenSpec("E0202", "`namespace:", "§kubernetes:\n  host: a.example.com\n"),
        BrokenSpec("E0202", "`region:", "§aws:\n  network: {zones: [eu-west-1a]}\n"),
    ]

    /// Values that are none of their type.
    static let values: [BrokenSpec] = [
        BrokenSpec("E0203", "\"prod\"", "tier: §production\n"),
        BrokenSpec("E0203", "\"staging\"", "tier: §stagin\n"),
        BrokenSpec("E0203", "write api-gateway", "service:\n  name: §API_Gateway\n  program: a\n"),
        BrokenSpec("E0203", "write 10", "service:\n  name: api\n  program: a\n  port: §010\n"),
        BrokenSpec("E0203", "write 8080", "service:\n  name: api\n  program: a\n  port: §8_080\n"),
        BrokenSpec("E0203", "8080", "service:\n  name: api\n  program: a\n  port: §22:22\n"),
        BrokenSpec("E0203", "8080", "service:\n  name: api\n  program: a\n  port: §99999\n"),
        BrokenSpec("E0203", "8080", "service:\n  name: api\n  program: a\n  port: §0\n"),
        BrokenSpec("E0203", "write 60%", "service:\n  name: api\n  program: a\n  replicas: {cpuTarget: §60}\n"),
        BrokenSpec("E0203", "60%", "service:\n  name: api\n  program: a\n  replicas: {cpuTarget: §160%}\n"),
        BrokenSpec("E0203", "write 30s", "service:\n  name: api\n  program: a\n  shutdown: {grace: §30}\n"),
        BrokenSpec("E0203", "1h30m", "service:\n  name: api\n  program: a\n  shutdown: {grace: §30 seconds}\n"),
        BrokenSpec(
            "E0203", "write 512Mi", "service:\n  name: api\n  program: a\n  resources: {memory: {limit: §512MB}}\n"),
        BrokenSpec("E0203", "write 1Gi", "service:\n  name: api\n  program: a\n  resources: {memory: {limit: §1g}}\n"),
        BrokenSpec("E0203", "250m", "service:\n  name: api\n  program: a\n  resources: {cpu: {limit: §half}}\n"),
        BrokenSpec(
            "E0203", "write /readyz", "service:\n  name: api\n  program: a\n  probes: {readiness: {path: §readyz}}\n"),
        BrokenSpec("E0203", "as in api:1.4.2", "service:\n  name: api\n  image: §api:latest\n  program: a\n"),
        BrokenSpec(
            "E0203", "example.com/api:1.4.2", "service:\n  name: api\n  image: §example.com/api\n  program: a\n"),
        BrokenSpec("E0203", "lower case: api", "service:\n  name: api\n  image: §API:1\n  program: a\n"),
        BrokenSpec("E0203", "write LOG_LEVEL", "service:\n  name: api\n  program: a\n  config: {§log-level: a}\n"),
        BrokenSpec("E0203", "generate:32", "service:\n  name: api\n  program: a\n  secrets: {KEY: §hunter2}\n"),
        BrokenSpec("E0203", "write true", "local: {tls: §yes}\n"),
        BrokenSpec("E0203", "write false", "local: {metrics: §off}\n"),
        BrokenSpec("E0203", "\"eu-west-1\"", "aws:\n  region: §eu-wst-1\n  network: {zones: [eu-west-1a]}\n"),
        BrokenSpec(
            "E0203", "write 10.0.0.0/16",
            "aws:\n  region: eu-west-1\n  network: {cidr: §10.0.1.0/16, zones: [eu-west-1a]}\n"),
        BrokenSpec("E0203", "\"canary\"", "rollout:\n  strategy: §canry\n"),
        BrokenSpec("E0203", "from the project", "service:\n  name: api\n  program: §/usr/bin/api\n"),
        BrokenSpec("E0203", "plain decimal digits", "service:\n  name: api\n  program: a\n  replicas: {min: §two}\n"),
        BrokenSpec("E0205", "1000", "service:\n  name: api\n  program: a\n  replicas: {max: §5000}\n"),
    ]

    /// A list where a mapping belongs, and the like.
    static let shapes: [BrokenSpec] = [
        BrokenSpec("E0204", "indented below", "service: §api\n"),
        BrokenSpec("E0204", "after `- `", "rollout: {strategy: canary, steps: §weight}\n"),
        BrokenSpec("E0204", "one value", "service:\n  name: §[api]\n  program: a\n"),
        BrokenSpec("E0204", "indented below", "service:\n  name: api\n  program: a\n  config:\n    §- A\n"),
        BrokenSpec("E0206", "take this one away", "compliance: {owner: team, frameworks: [soc2, §soc2]}\n"),
        BrokenSpec(
            "E0207", "exactly one", "rollout: {strategy: canary, steps: [{weight: 5%, §soak: 5m}, {weight: 100%}]}\n"),
    ]

    /// Values that do not fit together.
    static let rules: [BrokenSpec] = [
        BrokenSpec("E0208", "raise max to 5", "service:\n  name: api\n  program: a\n  replicas: {min: §5, max: 3}\n"),
        BrokenSpec("E0208", "2 or more", "service:\n  name: api\n  program: a\n  replicas: {min: §1, max: 3}\n"),
        BrokenSpec(
            "E0208", "raise the limit",
            "service:\n  name: api\n  program: a\n  resources: {cpu: {request: §2, limit: 1}}\n"),
        BrokenSpec(
            "E0208", "more than 20s", "service:\n  name: api\n  program: a\n  shutdown: {drain: 20s, grace: §10s}\n"),
        BrokenSpec(
            "E0208", "at most 5s", "service:\n  name: api\n  program: a\n  probes: {liveness: {timeout: §9s}}\n"),
        BrokenSpec(
            "E0208", "one of the two",
            "service:\n  name: api\n  program: a\n  config: {KEY: §a}\n  secrets: {KEY: generate:32}\n"),
        BrokenSpec("E0208", "service.port", "service:\n  name: api\n  program: a\n  config: {PORT: §80}\n"),
        BrokenSpec(
            "E0208", "service.port", "service:\n  name: api\n  program: a\n  secrets: {PORT: §generate:32}\n"),
        BrokenSpec(
            "E0208", "another name", "service:\n  name: api\n  program: a\n  config: {SLIPWAY_SERVICE: §x}\n"),
        BrokenSpec("E0208", "eu-west-1b", "aws:\n  region: eu-west-1\n  network: {zones: [eu-west-1a, §us-east-1b]}\n"),
        BrokenSpec(
            "E0208", "a part of 10.0.0.0/16",
            "aws:\n  region: eu-west-1\n  network: {cidr: 10.0.0.0/16, zones: [eu-west-1a], public: [§10.9.0.0/24]}\n"),
        BrokenSpec(
            "E0208", "still free",
            "aws:\n  region: eu-west-1\n  network:\n    zones: [eu-west-1a]\n    public: [10.0.0.0/24]\n    private: [§10.0.0.0/20]\n"
        ),
        BrokenSpec(
            "E0208", "one per zone",
            "aws:\n  region: eu-west-1\n  network: {zones: [eu-west-1a, eu-west-1b], §public: [10.0.0.0/24]}\n"),
        BrokenSpec(
            "E0208", "more than 50%",
            "rollout: {strategy: canary, steps: [{weight: 50%}, {weight: §25%}, {weight: 100%}]}\n"),
        BrokenSpec("E0208", "weight: 100%", "rollout: {strategy: canary, §steps: [{weight: 50%}]}\n"),
        BrokenSpec("E0208", "a namespace of its own", "kubernetes: {namespace: §kube-system}\n"),
        BrokenSpec("E0208", "write prod", "environment: §live\n"),
    ]

    /// Texts that are no YAML, or YAML that means something else than it seems.
    static let syntax: [BrokenSpec] = [
        BrokenSpec("E01", nil, "service:\n  name: api\n§\tprogram: a\n"),
        BrokenSpec("E01", nil, "service:\n  name: api\n  program: a\n  §name: twice\n"),
        BrokenSpec("E01", nil, "service:\n  name: api\n  program: a\n  config: &x {A: b}\n  secrets: §*y\n"),
        BrokenSpec("E01", nil, "service:\n  name: §!!str api\n  program: a\n"),
    ]
}
