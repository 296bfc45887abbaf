/// The workload: what runs, how many, what it is told and how its health is seen.
package struct ServiceSection: SpecSection {
    package let name: Name
    package let image: ImageReference?
    package let program: ProjectPath?
    package let arguments: [String]
    package let port: Port
    package let replicas: ReplicasSection
    package let resources: ResourcesSection
    package let probes: ProbesSection
    package let shutdown: ShutdownSection
    package let config: [(key: VariableName, value: String)]
    package let secrets: [(key: VariableName, value: SecretReference)]
    package let database: DatabaseSection
    package let cache: CacheSection
    package let migration: MigrationSection?

    package init(_ fields: inout Fields) {
        name = fields.value("name", "The service's name; it starts the name of everything made for it.")
        image = fields.optional("image", "The container image, by tag or digest; `latest` is refused.")
        program = fields.optional(
            "program", "The executable that runs where no container does, below the project's directory.")
        arguments = fields.list(
            "arguments", "What the program is started with; each item is one argument.", isSet: false)
        port = fields.value("port", "The port the service listens on inside its container.", default: .value(.http))
        replicas = fields.section("replicas", "How many run at once.")
        resources = fields.section("resources", "What each replica may use.")
        probes = fields.section("probes", "How its health is seen.")
        shutdown = fields.section("shutdown", "How a replica is stopped without losing a request.")
        config = fields.map("config", "Environment variables of the service, in clear; secrets go under secrets.")
        secrets = fields.map("secrets", "Environment variables that hold secrets: where each value is kept.")
        database = fields.section("database", "Where the service keeps its data.")
        cache = fields.section("cache", "The cache in front of the database.")
        migration = fields.optionalSection(
            "migration", "What migrates the database before a new revision is started, on Kubernetes.")
        checkRules(&fields)
    }

    private func checkRules(_ fields: inout Fields) {
        fields.require(
            image != nil || program != nil, at: "name", EnvironmentCodes.rule, "there is nothing to run",
            help: "give service.image (a container image) or service.program (a file to run), or both")
        fields.require(
            migration == nil || database.engine != .sqlite, at: "migration", EnvironmentCodes.rule,
            "the file of sqlite is inside the replica, where no migration from outside reaches it",
            help: "take migration away, or give database.engine: mysql")
        let both = config.first { entry in secrets.contains { $0.key == entry.key } }
        fields.require(
            both == nil, at: "config.\(both?.key.text ?? "")", EnvironmentCodes.rule,
            "this variable stands under secrets as well", help: "keep it in one of the two")
        let names = config.map { ("config", $0.key.text) } + secrets.map { ("secrets", $0.key.text) }
        for (map, name) in names {
            fields.require(
                name != "PORT", at: "\(map).PORT", EnvironmentCodes.rule, "PORT is set by Slipway, from service.port",
                help: "take it away here and set service.port")
            fields.require(
                name != "BIND_ADDRESS", at: "\(map).BIND_ADDRESS", EnvironmentCodes.rule,
                "BIND_ADDRESS is set by Slipway: the loopback on this machine, every address in a pod",
                help: "take it away here")
            fields.require(
                !name.hasPrefix("SLIPWAY_"), at: "\(map).\(name)", EnvironmentCodes.rule,
                "names that begin with SLIPWAY_ are Slipway's own", help: "choose another name")
        }
    }
}

/// The bounds of horizontal scaling.
package struct ReplicasSection: SpecSection {
    package let min: Int
    package let max: Int
    package let cpuTarget: Percent?

    package init(_ fields: inout Fields) {
        let bounds = 1...1_000
        min = fields.value(
            "min", "The fewest replicas that run.", default: .byTier(dev: 1, staging: 2, prod: 2), in: bounds)
        max = fields.value(
            "max", "The most replicas that run.", default: .byTier(dev: 2, staging: 4, prod: 20), in: bounds)
        cpuTarget = fields.optional("cpuTarget", "The use of processors the scaler aims at.")
        fields.require(
            min <= max, at: "min", EnvironmentCodes.rule, "the fewest (\(min)) are more than the most (\(max))",
            help: "raise max to \(min), or lower min to \(max)")
        fields.require(
            fields.tier != .prod || min >= 2, at: "min", EnvironmentCodes.rule,
            "one replica cannot be replaced without an outage in tier prod", help: "write 2 or more")
    }
}

/// Requests and limits of one replica.
package struct ResourcesSection: SpecSection {
    package let cpuRequest: CPUQuantity
    package let cpuLimit: CPUQuantity
    package let memoryRequest: ByteSize
    package let memoryLimit: ByteSize

    package init(_ fields: inout Fields) {
        let cpu: QuantityPair<CPUQuantity> = fields.section("cpu", "Processors.")
        let memory: QuantityPair<ByteSize> = fields.section("memory", "Memory.")
        (cpuRequest, cpuLimit) = (cpu.request, cpu.limit)
        (memoryRequest, memoryLimit) = (memory.request, memory.limit)
    }
}

/// What is set aside and what is the most, of one resource.
package struct QuantityPair<Quantity: SpecValue & Comparable & Allotted>: SpecSection {
    package let request: Quantity
    package let limit: Quantity

    package init(_ fields: inout Fields) {
        request = fields.value("request", "What is set aside for each replica.", default: Quantity.usualRequest)
        limit = fields.value("limit", "The most that each replica may take.", default: Quantity.usualLimit)
        fields.require(
            request <= limit, at: "request", EnvironmentCodes.rule,
            "the request (\(request.written)) is more than the limit (\(limit.written))",
            help: "raise the limit or lower the request")
    }
}

/// A resource with a usual request and limit for a service.
package protocol Allotted: Sendable {
    static var usualRequest: FieldDefault<Self> { get }
    static var usualLimit: FieldDefault<Self> { get }
}

extension CPUQuantity: Allotted {
    package static var usualRequest: FieldDefault<CPUQuantity> { .value(.thousandths(100)) }
    package static var usualLimit: FieldDefault<CPUQuantity> { .value(.thousandths(1_000)) }
}

extension ByteSize: Allotted {
    package static var usualRequest: FieldDefault<ByteSize> { .value(ByteSize(bytes: 64 << 20)) }
    package static var usualLimit: FieldDefault<ByteSize> { .value(ByteSize(bytes: 256 << 20)) }
}

/// The three questions an orchestrator asks a replica (Kubernetes, "Liveness, Readiness, and Startup Probes").
package struct ProbesSection: SpecSection {
    package let startup: ProbeSection
    package let readiness: ProbeSection
    package let liveness: ProbeSection

    package init(_ fields: inout Fields) {
        startup = fields.section("startup", "Has it come up? Until then the other two are not asked.")
        readiness = fields.section("readiness", "May it get requests now?")
        liveness = fields.section("liveness", "Does it live, or must it be started again?")
    }
}

/// One probe over HTTP.
package struct ProbeSection: SpecSection {
    package let path: HTTPPath
    package let period: Duration
    package let timeout: Duration
    package let failures: Int

    package init(_ fields: inout Fields) {
        let usual = ["startup": "/startupz", "readiness": "/readyz", "liveness": "/livez"]
        path = fields.value(
            "path", "The path that answers 200 when all is well.",
            default: .value(HTTPPath(known: usual[fields.name] ?? "/")))
        period = fields.value("period", "How often it is asked.", default: .value(.seconds(5)))
        timeout = fields.value("timeout", "How long an answer may take.", default: .value(.seconds(2)))
        failures = fields.value(
            "failures", "How many times in a row it may fail before something is done.", default: .value(3),
            in: 1...100)
        fields.require(
            period >= .milliseconds(100), at: "period", EnvironmentCodes.rule, "that is more than ten times a second",
            help: "write 100ms or more")
        fields.require(
            timeout > .zero && timeout <= period, at: "timeout", EnvironmentCodes.rule,
            "an answer may take longer (\(timeout.written)) than the time between questions (\(period.written))",
            help: "write more than 0s and at most \(period.written)")
        fields.require(
            timeout <= .seconds(60), at: "timeout", EnvironmentCodes.rule,
            "an answer after \(timeout.written) is as good as none", help: "write 60s or less")
    }
}

/// How a replica leaves.
package struct ShutdownSection: SpecSection {
    package let drain: Duration
    package let grace: Duration
    package let readyWithin: Duration

    package init(_ fields: inout Fields) {
        drain = fields.value(
            "drain", "How long requests under way may take once no new ones come.", default: .value(.seconds(10)))
        grace = fields.value(
            "grace", "How long a replica has from the signal to stop until it is killed.", default: .value(.seconds(30))
        )
        readyWithin = fields.value(
            "readyWithin", "How long a new replica may take to become ready.", default: .value(.seconds(60)))
        fields.require(
            grace > drain, at: "grace", EnvironmentCodes.rule,
            "replicas are killed after \(grace.written), before their requests are done (\(drain.written))",
            help: "write more than \(drain.written)")
        fields.require(
            grace <= .seconds(3_600), at: "grace", EnvironmentCodes.rule,
            "a replica that is told to stop may run on for \(grace.written)", help: "write 1h or less")
        fields.require(
            readyWithin >= .seconds(1), at: "readyWithin", EnvironmentCodes.rule, "nothing gets ready in that time",
            help: "write 1s or more")
        fields.require(
            readyWithin <= .seconds(3_600), at: "readyWithin", EnvironmentCodes.rule,
            "a replica that never comes up would be noticed after \(readyWithin.written)", help: "write 1h or less")
    }
}

/// The database the service is given.
package struct DatabaseSection: SpecSection {
    package enum Engine: String, SpecChoice { case sqlite, mysql, none }

    package let engine: Engine

    package init(_ fields: inout Fields) {
        engine = fields.value(
            "engine", "sqlite is a file beside the service; mysql is a server of its own.", default: .value(.none))
    }
}

/// The cache the service is given.
package struct CacheSection: SpecSection {
    package enum Engine: String, SpecChoice { case redis, none }

    package let engine: Engine

    package init(_ fields: inout Fields) {
        engine = fields.value("engine", "redis is a server of its own.", default: .value(.none))
    }
}
