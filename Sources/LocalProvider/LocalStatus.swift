package import Diagnostics
import JSON
import POSIX
package import Planning
import Providers
import S6

/// What goes on in a local environment right now, for `slipway status`.
package struct LocalStatus: Sendable, Hashable {
    /// One supervised process and what it is for.
    package struct Process: Sendable, Hashable {
        package let address: ResourceAddress
        /// The release it runs; nil for HAProxy and Prometheus.
        package let release: String?
        package let port: Int
        /// nil while it does not run.
        package let pid: Int?
        /// How long it has run, or been down.
        package let seconds: Int
        /// How often it ended since it was put under supervision.
        package let restarts: Int
        /// Whether it answers as it should.
        package let isReady: Bool
        /// What its probe or its supervisor says where it is not ready; else empty.
        package let detail: String
    }

    package let directory: String
    package let isSupervised: Bool
    package let processes: [Process]
    /// The servers of each router as HAProxy sees them, by the router's name.
    package let servers: [String: [HAProxyRuntime.Server]]
}

extension LocalProvider {
    /// Looks at every process of the environment; never changes the world.
    package func status() async throws(Failure) -> LocalStatus {
        try await Blocking.run { () throws(Failure) in
            var processes: [LocalStatus.Process] = []
            var servers: [String: [HAProxyRuntime.Server]] = [:]
            for address in try Records(layout: layout).all() {
                guard let record = try Records(layout: layout).read(address) else { continue }
                if let process = try process(record) { processes.append(process) }
                if address.kind == Kind.router.rawValue {
                    servers[address.name] = (try? router(address.name).servers()) ?? []
                }
            }
            return LocalStatus(
                directory: layout.root, isSupervised: Supervision(layout: layout).isRunning, processes: processes,
                servers: servers)
        }
    }

    /// HAProxy's runtime API of the router of that name, for weights and drains.
    package func router(_ name: String) -> HAProxyRuntime { HAProxyRuntime(directory: layout.router(name)) }

    /// The ports on which this environment's own processes listen; a router has two.
    package func heldPorts() async throws(Failure) -> Set<Int> {
        let running = try await status().processes.filter { $0.pid != nil }
        return try await Blocking.run { () throws(Failure) in
            var ports = Set(running.map(\.port))
            for process in running where process.address.kind == Kind.router.rawValue {
                guard let record = try Records(layout: layout).read(process.address) else { continue }
                let spec = try RouterSpec(Resource(record.address, attributes: record.attributes))
                if let port = spec.statsPort { ports.insert(port) }
            }
            return ports
        }
    }

    private func process(_ record: Record) throws(Failure) -> LocalStatus.Process? {
        guard ["replica", "router", "metrics"].contains(record.address.kind),
            let kind = Kind(rawValue: record.address.kind), case .plain(let value)? = record.attributes["port"],
            let port = value.integer
        else { return nil }
        let supervision = Supervision(layout: layout)
        let service = "\(kind.rawValue)-\(record.address.name)"
        let status = try supervision.status(service)
        let health = try kind.keeper(layout).health(record)
        var release: String?
        if case .plain(let value)? = record.attributes["release"] { release = value.string }
        let detail =
            switch health {
            case .unhealthy(let words), .starting(let words): words
            case .healthy, .unknown: ""
            }
        return LocalStatus.Process(
            address: record.address, release: release, port: port, pid: status.pid.map { Int($0) },
            seconds: status.secondsInState, restarts: status.isSupervised ? supervision.deaths(service) : 0,
            isReady: health == .healthy, detail: detail)
    }
}
