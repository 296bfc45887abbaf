import Crypto
import Diagnostics
import JSON
import POSIX
import Planning
import Providers
import S6

/// What a router is: HAProxy with one configuration.
struct RouterSpec {
    let name: String
    let config: String
    let port: Int
    let statsPort: Int?
    let servers: [(name: String, port: Int)]
    /// How long an old worker may take to finish its requests.
    let drainSeconds: Int

    init(_ resource: Resource) throws(Failure) {
        let attributes = try Attributes(resource, known: ["config", "port", "statsPort", "servers", "drainSeconds"])
        name = resource.address.name
        config = try attributes.text("config")
        port = try attributes.integer("port", 1...65_535)
        let stats = try attributes.integer("statsPort", 0...65_535, default: 0)
        statsPort = stats == 0 ? nil : stats
        servers = try attributes.ports("servers")
        drainSeconds = try attributes.integer("drainSeconds", 1...3605, default: 30)
    }

    var service: String { "router-\(name)" }
    var digest: String { SHA256.hex(of: Array(config.utf8)) }
    /// Whether there is a second revision beside the first.
    var hasCandidates: Bool { RouterText.hasServers(in: TrafficSwitch.candidates, config) }
}

/// `router/NAME`: HAProxy as master and worker under s6, changed without losing a request.
///
/// Servers come and go over the runtime API; any other change of the text is a reload.
///
/// It runs in its own directory, so the configuration names files relative to it: `stats socket unix@admin.sock`,
/// `server-state-file servers.state`, `crt ../../certificates/NAME.pem`. For a reload that loses nothing it must say
/// `expose-fd listeners` on a stats socket, `option idle-close-on-response`, and `hard-stop-after`.
struct RouterKeeper: Keeper {
    let layout: LocalLayout
    static let configName = "haproxy.cfg"
    static let stateName = "servers.state"
    var supervision: Supervision { Supervision(layout: layout) }

    func runtime(_ name: String) -> HAProxyRuntime { HAProxyRuntime(directory: layout.router(name)) }

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let spec = try RouterSpec(resource)
        let directory = layout.router(spec.name)
        let isNew = try !Files.exists(directory)
        try Files.doing { () throws(SystemError) in try FileSystem.createDirectory(directory, withParents: true) }
        do throws(Failure) {
            try check(spec)
            if (try? runtime(spec.name).processes()) != nil, try supervision.strays(of: spec.service) == [] {
                let former = try Files.readIfPresent("\(directory)/\(Self.configName)", limit: 8 << 20)
                try adopt(spec)
                if try !exchange(spec) {
                    try reload(spec, over: former)
                    try readmit(spec)
                    try awaitServers(spec)
                }
                // Of this reload, or of one whose apply was killed.
                try awaitDrained(spec)
            } else {
                try startAnew(spec)
                try awaitServers(spec)
            }
            try settleSplit(spec)
        } catch {
            if isNew { try delete(spec.name) }
            throw error
        }
        return ["digest": spec.digest]
    }

    /// `haproxy -c` on the new text, beside the one in use; what HAProxy has loaded already it need not be asked about.
    private func check(_ spec: RouterSpec) throws(Failure) {
        let candidate = "\(Self.configName).next"
        let path = "\(layout.router(spec.name))/\(candidate)"
        if spec.config.contains(Self.stateName), try !Files.exists("\(layout.router(spec.name))/\(Self.stateName)") {
            // Without a first line HAProxy warns about it at each start.
            try Files.write("1\n", to: "\(layout.router(spec.name))/\(Self.stateName)")
        }
        try prepareSplit(spec)
        try Files.reach(.haproxyConfigWrite)
        try Files.write(spec.config, to: path)
        if isLoadedButForServers(spec) { return }
        try Files.reach(.haproxyCheck)
        let outcome = try Tool.haproxy.run(["-c", "-f", candidate], in: layout.router(spec.name))
        guard outcome.status.isSuccess else {
            try Files.doing { () throws(SystemError) in try FileSystem.remove(path) }
            throw Failure(
                LocalCodes.routerConfigRefused, "router/\(spec.name): \(Self.words(outcome, candidate))",
                help: "correct the template; the HAProxy that runs was not touched")
        }
    }

    /// Where traffic is to be shared anew, all of it stays where it is; a share that is in effect is kept.
    private func prepareSplit(_ spec: RouterSpec) throws(Failure) {
        guard RoutingTables.areNamed(in: spec.config) else { return }
        let directory = layout.router(spec.name)
        let wasSplit = try TrafficSwitch.hasCandidates(in: directory)
        // HAProxy wants all of its files.
        let found = try Files.list(directory)
        let areThere = RoutingTables.none.files.allSatisfy { found.contains($0.name) }
        guard !areThere || spec.hasCandidates && !wasSplit else { return }
        try RoutingTables.none.write(to: directory)
    }

    /// Where only one revision is left nothing is shared; writes of the share that were cut off go as well.
    private func settleSplit(_ spec: RouterSpec) throws(Failure) {
        guard !spec.hasCandidates else { return }
        let directory = layout.router(spec.name)
        let left = try Files.list(directory).filter(FileSystem.isTemporary)
        try Files.doing { () throws(SystemError) in
            for name in left { try FileSystem.remove("\(directory)/\(name)") }
        }
        guard RoutingTables.areNamed(in: spec.config) else { return }
        try RoutingTables.none.put(into: runtime(spec.name))
        try RoutingTables.none.write(to: directory)
    }

    /// HAProxy's complaints without its file name and process number, which mean nothing to the reader.
    private static func words(_ outcome: Outcome, _ candidate: String) -> String {
        let lines = outcome.errorText.split(separator: "\n").filter { $0.contains("[ALERT]") }.prefix(10)
        let texts = lines.map { line in
            (line.split(separator: ") : ", maxSplits: 1).last ?? line).replacing(candidate, with: configName)
        }
        return texts.isEmpty
            ? "haproxy -c ended with \(outcome.status)" : texts.map(String.init).joined(separator: "\n  ")
    }

    private func adopt(_ spec: RouterSpec) throws(Failure) {
        let path = "\(layout.router(spec.name))/\(Self.configName)"
        try Files.doing { () throws(SystemError) in try FileSystem.rename("\(path).next", to: path) }
    }

    // MARK: Start

    private func startAnew(_ spec: RouterSpec) throws(Failure) {
        try supervision.stopStrays(of: spec.service)
        try supervision.remove(spec.service)
        for port in [spec.port, spec.statsPort].compactMap({ $0 }) where !Ports.isFree(port) {
            throw Failure(
                LocalCodes.portTaken, "router/\(spec.name): another process listens on 127.0.0.1:\(port).",
                help: "see which one: ss -ltnp 'sport = :\(port)'; then make the plan again")
        }
        try adopt(spec)
        let directory = layout.router(spec.name)
        let run = """
            #!/bin/sh
            exec 2>&1
            \(ShellText.export(EnvironmentProcesses.mark, layout.service(spec.service)))\
            cd \(ShellText.quoted(directory)) || exit 111
            exec haproxy -W -db -S unix@\(HAProxyRuntime.socketName),mode,600,level,admin -f \(Self.configName)

            """
        try supervision.install(Service(name: spec.service, run: run, graceSeconds: spec.drainSeconds))
        let isUp = Wait.until(.after(.seconds(10))) {
            (try? runtime(spec.name).processes().current.isEmpty) == false && Ports.isListening(spec.port)
        }
        guard isUp else { throw try failed(spec, "it did not listen on port \(spec.port) within 10 s") }
        try noteLoaded(spec)
    }

    // MARK: Reload

    /// Loads the new text into the running HAProxy and returns once a new worker has it; the old one may still answer.
    private func reload(_ spec: RouterSpec, over former: [UInt8]?) throws(Failure) {
        let directory = layout.router(spec.name)
        let before = try runtime(spec.name).processes()
        if spec.config.contains(Self.stateName) {
            try Files.write(try runtime(spec.name).serverState(), to: "\(directory)/\(Self.stateName)")
        }
        try Files.reach(.haproxyReload)
        try runtime(spec.name).reload()
        guard try awaitNewWorker(spec, before) else {
            if let former {
                try Files.doing { () throws(SystemError) in
                    try FileSystem.writeAtomically(former, to: "\(directory)/\(Self.configName)")
                }
                try runtime(spec.name).reload()
            }
            throw try failed(spec, "it did not load its new configuration and keeps the former")
        }
        try noteLoaded(spec)
        try Files.reach(.haproxyOldPidWait)
    }

    /// While the master starts itself anew its socket does not answer; that is no failure.
    private func awaitNewWorker(_ spec: RouterSpec, _ before: HAProxyRuntime.Processes) throws(Failure) -> Bool {
        var failed = false
        let loaded = Wait.until(.after(.seconds(10)), every: .milliseconds(20)) {
            guard let now = try? runtime(spec.name).processes() else { return false }
            failed = now.failedReloads > before.failedReloads
            return failed || !now.current.isEmpty && Set(now.current).isDisjoint(with: before.current)
        }
        return loaded && !failed
    }

    private func awaitDrained(_ spec: RouterSpec) throws(Failure) {
        var old: [HAProxyRuntime.Worker] = []
        let isDrained = Wait.until(.after(.seconds(spec.drainSeconds)), every: .milliseconds(20)) {
            guard let now = try? runtime(spec.name).processes() else { return false }
            old = now.old
            return old.isEmpty
        }
        guard isDrained else {
            throw notDrained(spec, "worker \(old.map { "\($0.pid)" }.joined(separator: ", "))")
        }
    }

    func notDrained(_ spec: RouterSpec, _ who: String) -> Failure {
        Failure(
            LocalCodes.routerNotDrained,
            "router/\(spec.name): \(who) still finishes requests after \(spec.drainSeconds) s, so the old replicas stay.",
            help: "apply again once it is done, or lower hard-stop-after below \(spec.drainSeconds) s")
    }

    /// - Parameter checked: whether HAProxy has to have checked them; else the probe of each replica is believed.
    func awaitServers(_ spec: RouterSpec, checked: Bool = true) throws(Failure) {
        var missing: [String] = []
        var seen: [HAProxyRuntime.Server] = []
        let allServe = Wait.until(.after(.seconds(10)), every: .milliseconds(20)) {
            guard let servers = try? runtime(spec.name).servers() else { return false }
            seen = servers
            missing = spec.servers.map(\.name).filter { name in
                !servers.contains { $0.name == name && (checked ? $0.isServing : $0.mayServe) }
            }
            return missing.isEmpty
        }
        guard !allServe else { return }
        let states = missing.map { name in
            let found = seen.first { $0.name == name }
            return "\(name) is \(found.map { "\($0.status) \($0.check)".trimmed } ?? "not in its configuration")"
        }
        throw try failed(spec, "within 10 s it does not send requests to: \(states.joined(separator: ", "))")
    }

    private func failed(_ spec: RouterSpec, _ what: String) throws(Failure) -> Failure {
        let log = try LocalLog(layout: layout).tail(spec.service, lines: 6)
        let shown = log.isEmpty ? "" : "\nits last words:\n" + log.map { "  \($0)" }.joined(separator: "\n")
        return Failure(
            LocalCodes.routerFailed, "router/\(spec.name): \(what).\(shown)",
            help: "see runbooks/local-router.md; its log: \(layout.log(spec.service))/current")
    }

    // MARK: Looking, and the end

    func examine(_ record: Record) throws(Failure) -> Finding {
        let spec = try RouterSpec(Resource(record.address, attributes: record.attributes))
        let path = "\(layout.router(spec.name))/\(Self.configName)"
        guard let text = try Files.readIfPresent(path, limit: 8 << 20) else {
            return Finding(damage: "\(Self.configName) is gone")
        }
        var finding = Finding()
        if text != Array(spec.config.utf8) {
            finding.actual["config"] = .plain(.string(String(decoding: text, as: UTF8.self)))
            finding.damage = "\(Self.configName) was edited"
            return finding
        }
        let status = try supervision.status(spec.service)
        guard status.isUp, let processes = try? runtime(spec.name).processes(), !processes.current.isEmpty else {
            return Finding(damage: "HAProxy does not run (\(status.lastEnd ?? "never started"))")
        }
        if let damage = try supervision.strayDamage(of: spec.service, known: status) { return Finding(damage: damage) }
        guard Ports.isListening(spec.port) else { return Finding(damage: "nothing listens on port \(spec.port)") }
        if processes.failedReloads > 0 { finding.damage = "HAProxy did not load its last configuration" }
        return finding
    }

    func health(_ record: Record) throws(Failure) -> Health {
        if let damage = try examine(record).damage { return .unhealthy(damage) }
        let spec = try RouterSpec(Resource(record.address, attributes: record.attributes))
        let servers = try runtime(spec.name).servers()
        let down = spec.servers.map(\.name).filter { name in !servers.contains { $0.name == name && $0.mayServe } }
        return down.isEmpty ? .healthy : .unhealthy("does not send requests to \(down.joined(separator: ", "))")
    }

    func delete(_ name: String) throws(Failure) {
        try supervision.remove("router-\(name)")
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(layout.router(name))
            try FileSystem.removeTree(layout.log("router-\(name)"))
        }
    }

    func names() throws(Failure) -> [String] { try Files.list(layout.routers) }
}
