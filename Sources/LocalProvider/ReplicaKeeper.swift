import Containers
import Diagnostics
import POSIX
import Planning
import Providers
import S6

/// What a replica is: one supervised process of a release on a port of its own.
struct ReplicaSpec {
    let name: String
    let release: String
    let port: Int
    let environment: [(name: String, value: String)]
    let readinessPath: String
    let probeTimeout: Duration
    let readyWithin: Duration
    let graceSeconds: Int
    /// The run script in place of the one made here.
    let run: String?

    init(_ resource: Resource) throws(Failure) {
        let attributes = try Attributes(
            resource,
            known: ["release", "port", "environment", "readiness", "readyWithinSeconds", "graceSeconds", "run"])
        let readiness = try attributes.object("readiness", known: ["path", "timeoutSeconds"])
        name = resource.address.name
        release = try attributes.text("release")
        port = try attributes.integer("port", 1...65_535)
        environment = try attributes.variables("environment")
        readinessPath = try readiness.optionalText("path") ?? "/"
        probeTimeout = .seconds(try readiness.integer("timeoutSeconds", 1...60, default: 2))
        readyWithin = .seconds(try attributes.integer("readyWithinSeconds", 1...3600, default: 30))
        graceSeconds = try attributes.integer("graceSeconds", 1...3600, default: 10)
        run = try attributes.optionalText("run")
        guard readinessPath.hasPrefix("/") else {
            throw Failure(
                LocalCodes.attributeInvalid, "\(resource.address): the readiness path must begin with \"/\".",
                help: "write for example /readyz")
        }
    }

    var service: String { "replica-\(name)" }
    var probe: HTTPProbe { HTTPProbe(port: port, path: readinessPath, timeout: probeTimeout) }
}

/// `replica/NAME`: made ready before it counts as there, stopped with grace before it is gone.
struct ReplicaKeeper: Keeper {
    let layout: LocalLayout
    var supervision: Supervision { Supervision(layout: layout) }
    /// A process that ended this often before it was ready will not become so.
    static let deathsToGiveUp = 3

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let spec = try ReplicaSpec(resource)
        let service = try self.service(spec, for: resource)
        var isStarting = false
        if try isInPlace(spec, service) {
            let wasApplied = prior?.phase == .applied
            if wasApplied, prior?.attributes != Self.plain(resource) {
                // Only how it is watched or stopped changes. A wrong probe is no reason to stop what serves.
                try awaitReady(spec)
                try Files.write(service.grace, to: "\(layout.service(spec.service))/\(Service.graceFile)")
                return [:]
            }
            if spec.probe.ask() == .ready { return [:] }
            // What an apply that was cut off has just started is waited for: a second start is a second outage.
            let age = Duration.seconds(try supervision.status(spec.service).secondsInState)
            isStarting = prior?.phase == .applying && age < spec.readyWithin
        }
        if !isStarting { try start(spec, service, for: resource.address) }
        do throws(Failure) {
            try awaitReady(spec)
        } catch {
            try withdraw(spec, prior: prior)
            throw error
        }
        try Files.reach(.replicaReady)
        joinRouters(spec.name)
        awaitRouters(spec)
        return [:]
    }

    private func start(_ spec: ReplicaSpec, _ service: Service, for address: ResourceAddress) throws(Failure) {
        try supervision.stopStrays(of: spec.service)
        if try !Files.exists(layout.service(spec.service)), !Ports.isFree(spec.port) {
            throw Failure(
                LocalCodes.portTaken, "\(address): another process listens on 127.0.0.1:\(spec.port).",
                help: "see which one: ss -ltnp 'sport = :\(spec.port)'; then make the plan again")
        }
        try supervision.install(service)
    }

    /// A replica that left its routers and comes back is told to them; candidates are the matter of the traffic switch.
    private func joinRouters(_ name: String) {
        for (runtime, server) in servers(name)
        where server.backend != TrafficSwitch.candidates && server.status != "MAINT" {
            try? runtime.setState(.ready, backend: server.backend, server: name)
        }
    }

    /// Nobody sends it requests any more once this returns, and those under way are done or have had their time.
    private func leaveRouters(_ name: String) throws(Failure) {
        let deadline = Deadline.after(.seconds(try supervision.graceSeconds("replica-\(name)")))
        for (runtime, server) in servers(name) where server.status != "MAINT" {
            // A router that does not answer sends nothing either, and is its own matter.
            _ = try? runtime.drain(backend: server.backend, server: name, until: deadline)
        }
    }

    /// Where routers know a replica.
    private func servers(_ name: String) -> [(HAProxyRuntime, HAProxyRuntime.Server)] {
        ((try? Files.list(layout.routers)) ?? []).flatMap { router in
            let runtime = HAProxyRuntime(directory: layout.router(router))
            return ((try? runtime.servers()) ?? []).filter { $0.name == name }.map { (runtime, $0) }
        }
    }

    /// A replica that comes back is in effect once the routers that know it send requests to it again.
    private func awaitRouters(_ spec: ReplicaSpec) {
        let routers = (try? Files.list(layout.routers)) ?? []
        // Whether a router works is the router's own matter, so there is no error here.
        _ = Wait.until(.after(.seconds(5)), every: .milliseconds(50)) {
            routers.allSatisfy { router in
                let servers = try? HAProxyRuntime(directory: layout.router(router)).servers()
                return (servers ?? []).allSatisfy { server in
                    server.name != spec.name || server.isServing || ["DRAIN", "MAINT"].contains(server.status)
                }
            }
        }
    }

    private static func plain(_ resource: Resource) -> [String: AttributeValue] {
        resource.attributes.filter { if case .plain = $0.value { true } else { false } }
    }

    /// Whether the process that runs is what is wanted, but for the time it has to stop: s6 reads that at the end.
    private func isInPlace(_ spec: ReplicaSpec, _ service: Service) throws(Failure) -> Bool {
        let directory = layout.service(spec.service)
        for (path, text, _) in service.files(layout: layout) where path != Service.graceFile {
            guard try Files.readIfPresent("\(directory)/\(path)", limit: 1 << 20) == Array(text.utf8) else {
                return false
            }
        }
        guard try Files.exists("\(layout.scan)/\(spec.service)"), try supervision.strays(of: spec.service) == []
        else { return false }
        return try supervision.status(spec.service).isUp
    }

    /// After a failed start: what was there before comes back, or nothing stays.
    private func withdraw(_ spec: ReplicaSpec, prior: Record?) throws(Failure) {
        try supervision.remove(spec.service)
        guard let prior, prior.phase == .applied else { return }
        let resource = Resource(prior.address, attributes: prior.attributes)
        try supervision.install(try service(try ReplicaSpec(resource), for: resource))
    }

    private func awaitReady(_ spec: ReplicaSpec) throws(Failure) {
        let deadline = Deadline.after(spec.readyWithin)
        var answer = HTTPProbe.Answer.none("never asked")
        var reason = "not ready within \(Int(spec.readyWithin.inSeconds)) s"
        // Of a process that is up again the supervisor does not tell how the one before ended.
        var lastEnd: String?
        while true {
            answer = spec.probe.ask()
            let status = try supervision.status(spec.service)
            lastEnd = status.lastEnd ?? lastEnd
            // Only an answer of this very process counts, not one of something else on its port.
            if answer == .ready, status.isUp { return }
            let deaths = supervision.deaths(spec.service)
            if deaths >= Self.deathsToGiveUp {
                reason = "its process ended \(deaths) times (\(lastEnd ?? "for an unknown reason"))"
                break
            }
            if deadline.hasPassed { break }
            // A stop signal ends the wait: the replica is not ready, so it goes again.
            guard Pause.sleep(for: min(.milliseconds(20), deadline.remaining)) else {
                reason = "interrupted before it was ready"
                break
            }
        }
        let log = try LocalLog(layout: layout).tail(spec.service, lines: 10)
        let shown = log.isEmpty ? "" : "\nits last words:\n" + log.map { "  \($0)" }.joined(separator: "\n")
        throw Failure(
            LocalCodes.replicaNotReady,
            """
            replica/\(spec.name): \(reason); GET http://127.0.0.1:\(spec.port)\(spec.readinessPath) gave: \
            \(answer.words).\(shown)
            """,
            help: "see runbooks/local-replica-not-ready.md; its whole log: \(layout.log(spec.service))/current")
    }

    private func service(_ spec: ReplicaSpec, for resource: Resource) throws(Failure) -> Service {
        let address = ResourceAddress(kind: "release", name: spec.release)
        guard Attributes.isSafeName(spec.release), let record = try Records(layout: layout).read(address) else {
            throw Failure(
                LocalCodes.referenceMissing, "\(resource.address) runs \(address), which is not there.",
                help: "let \(resource.address) depend on \(address)")
        }
        let release = try ReleaseSpec(Resource(address, attributes: record.attributes))
        let files: [String: String]
        switch release.payload {
        case .program(let path, _):
            let script = ReplicaScript(
                layout: layout, replica: spec, release: release, program: FileSystem.name(of: path))
            files = ["environment": script.environment]
        case .image(let image):
            let prepared = try PreparedImage.read(spec.release, in: layout)
            files =
                ContainerScript(
                    layout: layout, replica: spec, release: release, image: image, prepared: prepared
                ).files
        }
        return Service(
            name: spec.service, run: spec.run ?? ReplicaScript.run(arguments: release.arguments), extra: files,
            graceSeconds: spec.graceSeconds)
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        let resource = Resource(record.address, attributes: record.attributes)
        let spec = try ReplicaSpec(resource)
        let directory = layout.service(spec.service)
        guard try Files.exists(directory) else { return Finding(damage: "its service is gone") }
        let files = try service(spec, for: resource).files(layout: layout)
        for (path, text, _) in files {
            guard try Files.readIfPresent("\(directory)/\(path)", limit: 1 << 20) == Array(text.utf8) else {
                return Finding(damage: "file \(path) of its service was edited")
            }
        }
        let status = try supervision.status(spec.service)
        guard status.isSupervised else { return Finding(damage: "its supervisor does not run") }
        guard status.isUp else {
            return Finding(damage: "process is dead (\(status.lastEnd ?? "never started"))")
        }
        guard try Files.exists("\(layout.scan)/\(spec.service)") else {
            return Finding(damage: "it would not be started again: its link in scan/ is gone")
        }
        if let damage = try supervision.strayDamage(of: spec.service, known: status) { return Finding(damage: damage) }
        if let damage = try containerDamage(of: spec) { return Finding(damage: damage) }
        // A process that has just been started again may not answer yet, and is not whole until it does.
        if case let answer = spec.probe.ask(), answer != .ready {
            let deaths = supervision.deaths(spec.service)
            let story = deaths > 0 ? "process ended \(deaths) times and " : "process "
            return Finding(damage: story + "is not ready: \(answer.words)")
        }
        return Finding()
    }

    /// What is wrong with the container of a replica that has one.
    private func containerDamage(of spec: ReplicaSpec) throws(Failure) -> String? {
        let address = ResourceAddress(kind: "release", name: spec.release)
        guard let record = try Records(layout: layout).read(address), record.attributes["image"] != nil else {
            return nil
        }
        let release = try ReleaseSpec(Resource(address, attributes: record.attributes))
        guard case .image(let image) = release.payload else { return nil }
        let prepared = try PreparedImage.read(spec.release, in: layout)
        let name = ContainerScript.name(spec.name, in: layout)
        if let damage = try prepared.damage() { return damage }
        guard let container = try prepared.engine.container(name) else { return "there is no container \(name)" }
        guard container.isRunning else { return "container \(name) is \(container.word)" }
        guard container.imageID == prepared.imageID else { return "container \(name) runs another image" }
        // Where cgroup v1 gives an ordinary user no limits his containers have none.
        let isWithoutLimits = Host.userID != 0 && container.memoryBytes == 0
        guard container.isReadOnly, isWithoutLimits || container.memoryBytes == image.limits.memoryBytes else {
            return "container \(name) was not started with these limits"
        }
        return nil
    }

    func health(_ record: Record) throws(Failure) -> Health {
        let spec = try ReplicaSpec(Resource(record.address, attributes: record.attributes))
        let answer = spec.probe.ask()
        let status = try supervision.status(spec.service)
        guard status.isUp else { return .unhealthy("process is dead (\(status.lastEnd ?? "never started"))") }
        switch answer {
        case .ready: return .healthy
        case _ where Duration.seconds(status.secondsInState) < spec.readyWithin:
            return .starting(answer.words)
        default: return .unhealthy(answer.words)
        }
    }

    func delete(_ name: String) throws(Failure) {
        try leaveRouters(name)
        try supervision.remove("replica-\(name)")
        try Files.doing { () throws(SystemError) in try FileSystem.removeTree(layout.log("replica-\(name)")) }
    }

    func names() throws(Failure) -> [String] {
        let services = try Files.list(layout.services) + Files.list(layout.scan)
        return Set(services.filter { $0.hasPrefix("replica-") }.map { String($0.dropFirst(8)) }).sorted()
    }
}
