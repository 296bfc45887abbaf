/// How the environment runs on this machine.
package struct LocalSection: SpecSection {
    package enum Runtime: String, SpecChoice { case process, container }
    package enum Engine: String, SpecChoice { case podman, docker }

    package let runtime: Runtime
    package let engine: Engine?
    package let replicas: Int?
    package let ports: LocalPortsSection
    package let tls: Bool
    package let metrics: Bool

    package init(_ fields: inout Fields) {
        runtime = fields.value(
            "runtime", "process runs service.program; container runs service.image, which then needs a digest.",
            default: .value(.process))
        engine = fields.optional(
            "engine", "What runs containers; without it podman where that is installed, else docker.")
        replicas = fields.optional(
            "replicas", "How many replicas run on this machine; service.replicas.min without it.", in: 1...64)
        ports = fields.section("ports", "Ports on 127.0.0.1; one that is taken is replaced by the next free one.")
        tls = fields.value(
            "tls", "Whether the router speaks TLS, with a generated development certificate.", default: .value(false))
        metrics = fields.value(
            "metrics", "Whether Prometheus runs beside the service.", default: .value(true))
    }
}

/// The ports an environment would like on this machine.
package struct LocalPortsSection: SpecSection {
    package let http: Port
    package let stats: Port
    package let prometheus: Port
    package let replicas: Port

    package init(_ fields: inout Fields) {
        http = fields.value("http", "Where the service is reached, through HAProxy.", default: .port(8080))
        stats = fields.value("stats", "HAProxy's metrics and statistics page.", default: .port(8404))
        prometheus = fields.value("prometheus", "Prometheus.", default: .port(9090))
        replicas = fields.value(
            "replicas", "The first port of the replicas; each takes the next.", default: .port(18080))
        let all = [http, stats, prometheus]
        fields.require(
            Set(all).count == all.count, at: "http", EnvironmentCodes.rule, "two of the ports are the same",
            help: "give http, stats and prometheus a port each")
        fields.require(
            replicas.number <= 65_000, at: "replicas", EnvironmentCodes.rule, "no room is left behind it for replicas",
            help: "write 65000 or less")
    }
}

extension FieldDefault where Value == Port {
    static func port(_ number: Int) -> FieldDefault<Port> { .value(Port(number) ?? .placeholder) }
}
