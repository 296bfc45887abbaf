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
    static let all = keys + values + shapes + rules + clusterRules + exceptions + builds + syntax

    /// What a judge's finding is accepted with.
    static let exceptions: [BrokenSpec] = [
        BrokenSpec(
            "E0201", "\"reason\"",
            "compliance: {owner: a, exceptions: [{check: A, reason: r, §resaon: s, owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0202", "`reason:",
            "compliance: {owner: a, exceptions: [§{check: A, owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0202", "`expires: 2027-01-31`",
            "compliance: {owner: a, exceptions: [§{check: A, reason: r, owner: b}]}\n"),
        BrokenSpec(
            "E0203", "say why",
            "compliance: {owner: a, exceptions: [{check: A, reason: §' ', owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0203", "say why",
            "compliance: {owner: a, exceptions: [{check: A, reason: §~, owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0203", "say why",
            "compliance: {owner: a, exceptions: [{check: A, reason: §null, owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0203", "as its judge prints it",
            "compliance: {owner: a, exceptions: [{check: §A 1, reason: r, owner: b, expires: 2027-01-31}]}\n"),
        BrokenSpec(
            "E0203", "as in 2027-01-31",
            "compliance: {owner: a, exceptions: [{check: A, reason: r, owner: b, expires: §31.1.2027}]}\n"),
        BrokenSpec(
            "E0203", "1970-01-01 to 9999-12-31",
            "compliance: {owner: a, exceptions: [{check: A, reason: r, owner: b, expires: §2027-02-29}]}\n"),
        BrokenSpec(
            "E0203", "its directory",
            "compliance: {owner: a, exceptions: [{check: A, documents: [§../x], reason: r, owner: b, expires: 2027-01-31}]}\n"
        ),
        BrokenSpec(
            "E0206", "take this one away",
            "compliance: {owner: a, exceptions: [{check: A, documents: [x, §x], reason: r, owner: b, expires: 2027-01-31}]}\n"
        ),
        BrokenSpec(
            "E0208", "keep one of the two",
            "compliance:\n  owner: a\n  exceptions:\n  - {check: A, reason: r, owner: b, expires: 2027-01-31}\n  - {check: §A, documents: [d], reason: s, owner: b, expires: 2027-01-31}\n"
        ),
        BrokenSpec(
            "E0208", "documents of its own",
            "compliance:\n  owner: a\n  exceptions:\n  - {check: A, documents: [d/a], reason: r, owner: b, expires: 2027-01-31}\n  - {check: §A, documents: [x, d], reason: s, owner: b, expires: 2027-01-31}\n"
        ),
    ]

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
        BrokenSpec(
            "E0208", "give service.image by digest",
            "§service: {name: api, program: a}\nlocal: {runtime: container}\n"),
        BrokenSpec(
            "E0208", "podman image inspect --format '{{.Digest}}' shop/api:1.0",
            "service: {name: api, image: §shop/api:1.0}\nlocal: {runtime: container}\n"),
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

    /// What a cluster cannot do, and schedules.
    static let clusterRules: [BrokenSpec] = [
        BrokenSpec(
            "E0208", "@sha256: and the digest",
            "service: {name: api, program: bin/api, image: §e.com/api:1}\nkubernetes: {namespace: api}\n"),
        BrokenSpec(
            "E0208", "kubernetes.secretSource: csi",
            "service: {name: api, program: bin/api, secrets: {K: ssm:/k}, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n§kubernetes: {namespace: api}\n"
        ),
        BrokenSpec(
            "E0208", "kubernetes.jobImage",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n§jobs: [{name: a, schedule: 0 3 * * *, path: /a}]\nkubernetes: {namespace: api}\n"
        ),
        BrokenSpec(
            "E0208", "a name of its own",
            "jobs: [{name: a, schedule: 0 3 * * *, path: /a}, {name: §a, schedule: 0 4 * * *, path: /b}]\n"
        ),
        BrokenSpec(
            "E0208", "1s to 6h",
            "jobs: [{name: a, schedule: 0 3 * * *, path: /a, deadline: §7h}]\n"
        ),
        BrokenSpec(
            "E0208", "at most 11 characters",
            "service: {name: an-api-with-a-name-as-long-as-it-may-get, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\njobs: [{name: §hourly-digest, schedule: 0 3 * * *, path: /a}]\nkubernetes: {namespace: api, jobImage: e.com/curl@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
        ),
        BrokenSpec(
            "E0208", "@sha256:",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, jobImage: §e.com/curl:8}\n"
        ),
        BrokenSpec(
            "E0208", "write alb, nginx",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, host: a.example.com, ingressClass: §haproxy}\nrollout: {strategy: canary, steps: [{weight: 100%}]}\n"
        ),
        BrokenSpec(
            "E0208", "give host",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, §gateway: {name: a, namespace: b}}\n"
        ),
        BrokenSpec(
            "E0208", "take certificate away",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, host: a.example.com, certificate: §arn, gateway: {name: a, namespace: b}}\n"
        ),
        BrokenSpec(
            "E0208", "give namespace",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, deployer: {kind: §ServiceAccount, name: a}}\n"
        ),
        BrokenSpec(
            "E0208", "take namespace away",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, deployer: {kind: Group, name: a, namespace: §b}}\n"
        ),
        BrokenSpec(
            "E0208", "account or group",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, deployer: {name: §system:masters}}\n"
        ),
        BrokenSpec(
            "E0208", "write 42 or more",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, quota: {pods: §20}}\n"
        ),
        BrokenSpec(
            "E0208", "write 4200m or more",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, quota: {cpuRequests: §\"2\"}}\n"
        ),
        BrokenSpec(
            "E0208", "write 2688Mi or more",
            "service: {name: api, program: bin/api, image: e.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\nkubernetes: {namespace: api, quota: {memoryRequests: §1Gi}}\n"
        ),
        BrokenSpec(
            "E0208", "engine: mysql",
            "service:\n  name: api\n  program: a\n  database: {engine: sqlite}\n  §migration: {arguments: [a]}\n"
        ),
        BrokenSpec(
            "E0208", "take it away",
            "service:\n  name: api\n  program: a\n  config: {BIND_ADDRESS: §a}\n"
        ),
        BrokenSpec("E0203", "0 0 * * *", "jobs: [{name: a, schedule: §\"@daily\", path: /a}]\n"),
        BrokenSpec("E0203", "every day at 3:00", "jobs: [{name: a, schedule: §\"0 3 * *\", path: /a}]\n"),
        BrokenSpec("E0203", "0 to 59", "jobs: [{name: a, schedule: §\"60 3 * * *\", path: /a}]\n"),
        BrokenSpec("E0203", "0 to 23", "jobs: [{name: a, schedule: §\"0 24 * * *\", path: /a}]\n"),
        BrokenSpec("E0203", "1 to 31", "jobs: [{name: a, schedule: §\"0 0 0 * *\", path: /a}]\n"),
        BrokenSpec("E0203", "1 to 12", "jobs: [{name: a, schedule: §\"0 0 1 13 *\", path: /a}]\n"),
        BrokenSpec("E0203", "0 to 6", "jobs: [{name: a, schedule: §\"0 0 * * 7\", path: /a}]\n"),
        BrokenSpec("E0203", "0-59", "jobs: [{name: a, schedule: §\"5-1 0 * * *\", path: /a}]\n"),
        BrokenSpec("E0203", "*/2", "jobs: [{name: a, schedule: §\"*/0 0 * * *\", path: /a}]\n"),
        BrokenSpec("E0203", "*/2", "jobs: [{name: a, schedule: §\"1/2 0 * * *\", path: /a}]\n"),
    ]

    private static let digest = "sha256:" + String(repeating: "5", count: 64)

    private static func build(_ code: String, _ help: String?, _ lines: String) -> BrokenSpec {
        BrokenSpec(
            code, help, "service: {name: api, program: a, image: \"example.com/api:1\"}\nbuild:\n  \(lines)\n")
    }

    /// How an image is built.
    static let builds: [BrokenSpec] = [
        build("E0208", "@sha256:", "base: §debian:bookworm-slim"),
        build("E0203", "64 lower-case", "base: §debian:bookworm-slim@sha256:55"),
        BrokenSpec(
            "E0202", "registry.example.com",
            "service: {name: api, program: a, image: \"example.com/api:1\"}\n§build: {packages: []}\n"
        ),
        build("E0203", "apt-cache policy libssl3", "base: debian@\(digest)\n  packages: [§libssl3]"),
        build("E0203", "libsqlite3-0=", "base: debian@\(digest)\n  packages: [§Foo=1]"),
        build("E0203", "libsqlite3-0=", "base: debian@\(digest)\n  packages: [§a=1]"),
        build("E0203", "libsqlite3-0=", "base: debian@\(digest)\n  packages: [§libssl3=$(id)]"),
        build("E0203", "libsqlite3-0=", "base: debian@\(digest)\n  packages: [§libssl3=]"),
        build("E0203", "without $", "base: debian@\(digest)\n  config: {A: §$HOME}"),
        build("E0203", "one line", "base: debian@\(digest)\n  labels: {vendor: §\"a\\nUSER root\"}"),
        build("E0208", "service.port", "base: debian@\(digest)\n  config: {PORT: §80}"),
        build("E0208", "take it away", "base: debian@\(digest)\n  config: {BIND_ADDRESS: §127.0.0.1}"),
        build("E0208", "https://", "base: debian@\(digest)\n  labels: {source: §git@example.com}"),
        build("E0208", "build.toolchain", "base: debian@\(digest)\n  compile: §true"),
        build(
            "E0208", "@sha256:",
            "base: debian@\(digest)\n  toolchain: {base: §swift:6, sources: [Sources], command: [make]}"),
        build(
            "E0205", nil, "base: debian@\(digest)\n  toolchain: {base: swift@\(digest), sources: [S], §command: []}"),
        build(
            "E0208", "build.tool.command",
            """
            base: debian@\(digest)
              compile: true
              toolchain: {base: swift@\(digest), sources: [Sources], command: [make]}
              §tool: {image: "example.com/tool:1", program: tool}
            """),
        BrokenSpec(
            "E0208", "give service.image", "§service: {name: api, program: a}\nbuild: {base: debian@\(digest)}\n"),
    ]

    /// Texts that are no YAML, or YAML that means something else than it seems.
    static let syntax: [BrokenSpec] = [
        BrokenSpec("E01", nil, "service:\n  name: api\n§\tprogram: a\n"),
        BrokenSpec("E01", nil, "service:\n  name: api\n  program: a\n  §name: twice\n"),
        BrokenSpec("E01", nil, "service:\n  name: api\n  program: a\n  config: &x {A: b}\n  secrets: §*y\n"),
        BrokenSpec("E01", nil, "service:\n  name: §!!str api\n  program: a\n"),
    ]
}
