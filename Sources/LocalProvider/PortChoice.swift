import Environments
import JSON
import Manifests

/// Which ports an environment has on this machine: those it was given before, else the next free ones after its wish.
struct PortChoice {
    private let http: Choice
    private let stats: Choice
    private let prometheus: Choice
    private let replicas: [(name: String, port: Int)]
    private let revision: String

    private struct Choice {
        let wished: Int
        let given: Int

        var json: JSONValue { ["wished": .integer(wished), "given": .integer(given)] }
    }

    /// - Parameters:
    ///   - remembered: what ``json`` was when the state was last written; nil at first.
    ///   - held: ports on which processes of this environment listen.
    ///   - isFree: whether nothing listens on a port now.
    init(
        spec: EnvironmentSpec, revision: String, remembered: JSONValue?, held: Set<Int>, isFree: (Int) -> Bool
    ) {
        // What is remembered stays reserved: an old replica needs its port while its successor starts.
        var taken = Set(Self.numbers(in: remembered)).union(held)
        func isOurs(_ port: Int) -> Bool { held.contains(port) || isFree(port) }
        func choose(_ name: String, _ wished: Port) -> Choice {
            let earlier = remembered?[name]
            if let given = earlier?["given"]?.integer, earlier?["wished"]?.integer == wished.number,
                isOurs(given)
            {
                return Choice(wished: wished.number, given: given)
            }
            let given = Self.next(from: wished.number, taken: &taken, isFree: isFree)
            return Choice(wished: wished.number, given: given)
        }
        let wishes = spec.local.ports
        http = choose("http", wishes.http)
        stats = choose("stats", wishes.stats)
        prometheus = choose("prometheus", wishes.prometheus)
        let count = spec.local.replicas ?? spec.service.replicas.min
        var replicas: [(name: String, port: Int)] = []
        for index in 1...count {
            let name = "\(revision)-\(index)"
            let port =
                remembered?["replicas"]?[name]?.integer.flatMap { isOurs($0) ? $0 : nil }
                ?? Self.next(from: wishes.replicas.number, taken: &taken, isFree: isFree)
            replicas.append((name, port))
        }
        self.replicas = replicas
        self.revision = revision
    }

    /// The first port from `start` on that nobody has; `start` itself where there is none, which apply then tells.
    private static func next(from start: Int, taken: inout Set<Int>, isFree: (Int) -> Bool) -> Int {
        let port = (start...min(start + 2_000, 65_535)).first { !taken.contains($0) && isFree($0) } ?? start
        taken.insert(port)
        return port
    }

    private static func numbers(in remembered: JSONValue?) -> [Int] {
        let fixed = ["http", "stats", "prometheus"].compactMap { remembered?[$0]?["given"]?.integer }
        return fixed + (remembered?["replicas"]?.object ?? []).compactMap(\.value.integer)
    }

    /// What the state remembers.
    var json: JSONValue {
        [
            "http": http.json, "stats": stats.json, "prometheus": prometheus.json,
            "replicas": .object(replicas.map { .init($0.name, .integer($0.port)) }),
        ]
    }

    var layout: MachineLayout {
        MachineLayout(
            http: http.given, stats: stats.given, prometheus: prometheus.given,
            replicas: replicas.map { .init(name: $0.name, revision: revision, port: $0.port) })
    }
}
