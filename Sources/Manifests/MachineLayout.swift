internal import Diagnostics
package import Environments
internal import Templates
package import YAML

/// Where the parts of an environment are on this machine: what templates see as `machine`.
///
/// Ports and paths are facts of the machine, not of the spec; a plan pins them, the state remembers them.
package struct MachineLayout: Sendable, Hashable {
    /// One running copy of the service.
    package struct Replica: Sendable, Hashable {
        package let name: String
        package let revision: String
        package let port: Int

        package init(name: String, revision: String, port: Int) {
            self.name = name
            self.revision = revision
            self.port = port
        }
    }

    package let http: Int
    package let stats: Int
    package let prometheus: Int
    package let replicas: [Replica]
    /// The running copies of the new revision of a rollout; none where there is one revision only.
    package let candidates: [Replica]

    package init(http: Int, stats: Int, prometheus: Int, replicas: [Replica], candidates: [Replica] = []) {
        self.http = http
        self.stats = stats
        self.prometheus = prometheus
        self.replicas = replicas
        self.candidates = candidates
    }

    /// The layout an environment would have on an empty machine, for rendering without one.
    package static func preview(of spec: EnvironmentSpec) -> MachineLayout {
        let ports = spec.local.ports
        let count = spec.local.replicas ?? spec.service.replicas.min
        let others = [ports.http, ports.stats, ports.prometheus].map(\.number)
        let free = (ports.replicas.number...65_535).lazy.filter { !others.contains($0) }.prefix(count)
        let replicas = free.enumerated().map { index, port in
            Replica(name: "preview-\(index + 1)", revision: "preview", port: port)
        }
        return MachineLayout(
            http: ports.http.number, stats: ports.stats.number, prometheus: ports.prometheus.number,
            replicas: replicas)
    }

    /// The layout as a node, for the scope of templates.
    package var node: Node {
        let mark = MachineLayout.mark
        func pair(_ name: String, _ value: Node) -> Node.Pair { .init(key: .string(name, at: mark), value: value) }
        func list(_ replicas: [Replica]) -> Node {
            let nodes = replicas.map { replica in
                Node(
                    .mapping([
                        pair("name", .string(replica.name, at: mark)),
                        pair("revision", .string(replica.revision, at: mark)),
                        pair("port", .integer(replica.port, at: mark)),
                    ]), at: mark)
            }
            return Node(.sequence(nodes), at: mark)
        }
        return Node(
            .mapping([
                pair("http", .integer(http, at: mark)), pair("stats", .integer(stats, at: mark)),
                pair("prometheus", .integer(prometheus, at: mark)),
                pair("replicas", list(replicas)), pair("candidates", list(candidates)),
            ]), at: mark)
    }

    /// The form of ``node``.
    static let shape = Shape.object([
        Shape.Field("http", .integer, description: "The port of the router."),
        Shape.Field("stats", .integer, description: "The port of the router's metrics."),
        Shape.Field("prometheus", .integer, description: "The port of Prometheus."),
        Shape.Field("replicas", copies, description: "The running copies of the service."),
        Shape.Field("candidates", copies, description: "The copies of a rollout's second revision; none without one."),
    ])

    private static let copies = Shape.list(
        .object([
            Shape.Field("name", .string, description: "Revision and number."),
            Shape.Field("revision", .string, description: "The revision it runs."),
            Shape.Field("port", .integer, description: "The port it listens on."),
        ]))

    private static let mark = SourceLocation(file: "this machine", line: 0, column: 0)
}
