import Containers
import Environments
import JSON
import Manifests
import Planning
import Providers

/// An environment as resources of the local provider: a pure translation.
struct LocalResources {
    let spec: EnvironmentSpec
    let workload: Workload
    let revision: String
    let layout: MachineLayout
    let run: String
    let routerConfig: String
    /// Nil where no Prometheus runs.
    let metricsConfig: String?

    var all: [Resource] {
        var resources = [supervisor, volume, release, router] + secrets + replicas
        if spec.local.tls { resources.append(certificate) }
        if let metricsConfig { resources.append(metrics(metricsConfig)) }
        return resources
    }

    /// What distinguishes one revision from another, besides program and run script.
    static func identity(of spec: EnvironmentSpec) -> JSONValue {
        [
            "arguments": .array(spec.service.arguments.map { .string($0) }),
            "environment": .sortedObject(variables(of: spec)),
            "secrets": .sortedObject(
                Dictionary(
                    spec.service.secrets.map { ($0.key.text, .string($0.value.written)) },
                    uniquingKeysWith: { first, _ in first })),
        ]
    }

    /// The most a container of the service may take.
    static func limits(of spec: EnvironmentSpec) -> JSONValue {
        [
            "memory": .integer(spec.service.resources.memoryLimit.bytes),
            "millicores": .integer(spec.service.resources.cpuLimit.millicores),
        ]
    }

    /// What the service is told, by variable; its port is the replica's.
    private static func variables(of spec: EnvironmentSpec) -> [String: JSONValue] {
        var variables: [String: JSONValue] = [:]
        if spec.service.database.engine != .none {
            // Relative to the data volume, in which replicas run. A server of its own stands behind mysql elsewhere;
            // on this machine the embedded database stands in for it.
            variables["DATABASE_PATH"] = .string("\(spec.service.name).db")
        }
        for entry in spec.service.config { variables[entry.key.text] = .string(entry.value) }
        return variables
    }

    // MARK: Addresses

    private static let supervisorAddress = ResourceAddress(kind: "supervisor", name: "s6")
    private static let volumeAddress = ResourceAddress(kind: "volume", name: "data")
    private static let certificateAddress = ResourceAddress(kind: "certificate", name: "development")
    private static let routerAddress = ResourceAddress(kind: "router", name: "haproxy")
    private var releaseAddress: ResourceAddress { ResourceAddress(kind: "release", name: revision) }

    private func secretAddress(_ variable: VariableName) -> ResourceAddress {
        ResourceAddress(kind: "secret", name: variable.text)
    }

    // MARK: Resources

    private var supervisor: Resource { Resource(Self.supervisorAddress, attributes: [:]) }
    private var volume: Resource { Resource(Self.volumeAddress, attributes: [:]) }

    /// Whatever keeps a secret elsewhere, on this machine a generated one stands in for it.
    private var secrets: [Resource] {
        spec.service.secrets.map { entry in
            let bytes = if case .generate(let bytes) = entry.value { bytes } else { 32 }
            return Resource(
                secretAddress(entry.key), attributes: ["bytes": .plain(.integer(bytes))], immutable: ["bytes"])
        }
    }

    private var release: Resource {
        let secrets = Dictionary(
            spec.service.secrets.map { ($0.key.text, JSONValue.string($0.key.text)) },
            uniquingKeysWith: { first, _ in first })
        let common: [String: AttributeValue] = [
            "arguments": .plain(.array(spec.service.arguments.map { .string($0) })),
            "environment": .plain(.sortedObject(Self.variables(of: spec))),
            "secrets": .plain(.sortedObject(secrets)), "directory": .plain(.string(Self.volumeAddress.name)),
        ]
        let own = payload
        return Resource(
            releaseAddress, attributes: common.merging(own) { _, own in own },
            dependencies: [Self.volumeAddress] + spec.service.secrets.map { secretAddress($0.key) },
            // Where the program lies does not matter, what it is does.
            immutable: Set(common.keys).union(own.keys).subtracting(["program"]))
    }

    /// The attributes that say what runs.
    private var payload: [String: AttributeValue] {
        switch workload {
        case .program(let program):
            ["program": .plain(.string(program.path)), "programDigest": .plain(.string(program.digest))]
        case .image(let image, let engine):
            [
                "image": .plain(.string(image)), "engine": .plain(.string(engine.rawValue)),
                "service": .plain(.string(spec.service.name.text)),
                "millicores": .plain(.integer(spec.service.resources.cpuLimit.millicores)),
                "memoryBytes": .plain(.integer(spec.service.resources.memoryLimit.bytes)),
            ]
        }
    }

    private var replicas: [Resource] {
        let probe = spec.service.probes.readiness
        return layout.replicas.map { replica in
            Resource(
                ResourceAddress(kind: "replica", name: replica.name),
                attributes: [
                    "release": .plain(.string(revision)), "port": .plain(.integer(replica.port)),
                    "readiness": .plain([
                        "path": .string(probe.path.text), "timeoutSeconds": .integer(seconds(probe.timeout)),
                    ]),
                    "readyWithinSeconds": .plain(.integer(seconds(spec.service.shutdown.readyWithin))),
                    "graceSeconds": .plain(.integer(seconds(spec.service.shutdown.grace))),
                    "run": .plain(.string(run)),
                ],
                dependencies: [releaseAddress, Self.supervisorAddress])
        }
    }

    private var certificate: Resource {
        Resource(Self.certificateAddress, attributes: ["hosts": .plain(["localhost", "127.0.0.1"])])
    }

    private var router: Resource {
        let servers = layout.replicas.map { JSONValue.Member($0.name, .integer($0.port)) }
        return Resource(
            Self.routerAddress,
            attributes: [
                "config": .plain(.string(routerConfig)), "port": .plain(.integer(layout.http)),
                "statsPort": .plain(.integer(layout.stats)), "servers": .plain(.object(servers)),
                // HAProxy itself ends an old worker after the grace; a moment later it must be gone.
                "drainSeconds": .plain(.integer(seconds(spec.service.shutdown.grace) + 5)),
            ],
            dependencies: layout.replicas.map { ResourceAddress(kind: "replica", name: $0.name) }
                + [Self.supervisorAddress] + (spec.local.tls ? [Self.certificateAddress] : []))
    }

    private func metrics(_ config: String) -> Resource {
        let hours = Int(spec.monitoring.retention.milliseconds / 3_600_000)
        return Resource(
            ResourceAddress(kind: "metrics", name: "prometheus"),
            attributes: [
                "config": .plain(.string(config)), "port": .plain(.integer(layout.prometheus)),
                "retentionHours": .plain(.integer(hours)),
                // A reading that is missing four times is missing, and not what it was minutes ago.
                "lookbackSeconds": .plain(.integer(max(10, 4 * seconds(spec.monitoring.scrapeInterval)))),
            ],
            // It changes with the replicas it reads: where one does not come up, it goes on reading the old ones.
            dependencies: layout.replicas.map { ResourceAddress(kind: "replica", name: $0.name) }
                + [Self.supervisorAddress])
    }

    /// Whole seconds, rounded up, at least one.
    private func seconds(_ duration: Duration) -> Int { max(1, Int((duration.milliseconds + 999) / 1_000)) }
}
