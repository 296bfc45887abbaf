internal import Diagnostics
package import Environments
internal import Templates
package import YAML

/// What an environment comes to on a cluster, computed from its spec: what templates see as `cluster`.
package struct ClusterLayout: Sendable {
    /// The layout as a node, for the scope of templates.
    package let node: Node

    package init(of environment: ResolvedEnvironment) {
        let (spec, service) = (environment.spec, environment.spec.service)
        let values = PlacedValues(tree: environment.tree)
        let settle = spec.kubernetes?.settle ?? .zero
        let readyWithin = service.shutdown.readyWithin
        node = Node(
            .mapping(
                [
                    values.text("revision", Self.revision(of: environment.tree), "service"),
                    values.integer(
                        "grace", Self.seconds(settle + service.shutdown.grace), "service.shutdown.grace"),
                    values.integer(
                        "startupFailures", max(1, Self.quotient(readyWithin, service.probes.startup.period)),
                        "service.shutdown.readyWithin"),
                    // The time to become ready, and as much again to find a node and fetch the image.
                    values.integer(
                        "progressDeadline", 2 * Self.seconds(readyWithin), "service.shutdown.readyWithin"),
                    values.integer("cpuTarget", Self.cpuTarget(of: service.replicas), "service.replicas.cpuTarget"),
                    values.mapping("quota", Self.quota(of: spec, values), "kubernetes"),
                    values.list(
                        "burnRates", BurnRates.items(of: spec.monitoring.availability, values),
                        "monitoring.availability"),
                ]
                    + (spec.monitoring.latency.map {
                        [values.text("latency", Self.decimalSeconds($0), "monitoring.latency")]
                    } ?? []) + ClusterSecrets(values: values, secrets: service.secrets).pairs),
            at: values.mark("kubernetes"))
    }

    /// The name of the revision: of the service as a cluster runs it, and of what else reaches its pods.
    ///
    /// What is of this machine alone has no part in it, or a change of it would replace pods by equal ones.
    private static func revision(of tree: Node) -> String {
        let service = (tree["service"]?.mapping ?? []).filter { $0.name != "program" }
        let others: [Node.Pair] = [
            ["kubernetes", "settle"], ["kubernetes", "secretSource"], ["compliance", "owner"],
            ["compliance", "dataClass"],
        ].compactMap { path in
            tree.at(path).map { Node.Pair(key: .string(path.joined(separator: "."), at: .builtIn), value: $0) }
        }
        return Node(.mapping(service + others), at: .builtIn).contentDigest
    }

    /// What the spec says, and room for two full revisions and their jobs where it says nothing.
    private static func quota(of spec: EnvironmentSpec, _ values: PlacedValues) -> [Node.Pair] {
        let demand = ClusterDemand(of: spec.service, jobs: spec.jobs)
        let given = spec.kubernetes?.quota
        func text(_ name: String, _ own: (any SpecValue)?, _ needed: any SpecValue, _ path: String) -> Node.Pair {
            values.text(name, (own ?? needed).written, own == nil ? path : "kubernetes.quota.\(name)")
        }
        return [
            values.integer(
                "pods", given?.pods ?? demand.pods,
                given?.pods == nil ? "service.replicas.max" : "kubernetes.quota.pods"),
            text("cpuRequests", given?.cpuRequests, demand.cpuRequests, "service.resources.cpu.request"),
            text("cpuLimits", given?.cpuLimits, demand.cpuLimits, "service.resources.cpu.limit"),
            text("memoryRequests", given?.memoryRequests, demand.memoryRequests, "service.resources.memory.request"),
            text("memoryLimits", given?.memoryLimits, demand.memoryLimits, "service.resources.memory.limit"),
        ]
    }

    /// Whole percents, rounded, at least 1: what a scaler takes.
    private static func cpuTarget(of replicas: ReplicasSection) -> Int {
        max(1, ((replicas.cpuTarget?.thousandths ?? 70_000) + 500) / 1_000)
    }

    /// Whole seconds, rounded up.
    private static func seconds(_ duration: Duration) -> Int { Int((duration.milliseconds + 999) / 1_000) }

    /// How often `part` goes into `whole`, rounded up; parts are whole seconds on Kubernetes.
    private static func quotient(_ whole: Duration, _ part: Duration) -> Int {
        (seconds(whole) + max(1, seconds(part)) - 1) / max(1, seconds(part))
    }

    /// `0.5` of half a second: what Prometheus compares with.
    private static func decimalSeconds(_ duration: Duration) -> String {
        var fraction = String(duration.milliseconds % 1_000 + 1_000).dropFirst()
        while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
        return "\(duration.milliseconds / 1_000)\(fraction.isEmpty ? "" : ".")\(fraction)"
    }

    /// The form of ``node``.
    static let shape = Shape.object(
        [
            Shape.Field("revision", .string, description: "The name of the revision, made of its content."),
            Shape.Field("grace", .integer, description: "Seconds from being told to leave to being killed."),
            Shape.Field("startupFailures", .integer, description: "How often the startup probe may fail."),
            Shape.Field(
                "progressDeadline", .integer, description: "Seconds after which an update counts as stuck."),
            Shape.Field(
                "cpuTarget", .integer, description: "The use of processors the scaler aims at, in percent."),
            Shape.Field(
                "quota",
                .object([
                    Shape.Field("pods", .integer, description: "The most pods."),
                    Shape.Field("cpuRequests", .string, description: "Processors set aside for all of them."),
                    Shape.Field("cpuLimits", .string, description: "The most processors of all of them."),
                    Shape.Field("memoryRequests", .string, description: "Memory set aside for all of them."),
                    Shape.Field("memoryLimits", .string, description: "The most memory of all of them."),
                ]), description: "What the namespace may take."),
            BurnRates.shape,
            Shape.Field(
                "latency", .string, optional: true, description: "monitoring.latency in seconds, as a decimal."),
        ] + ClusterSecrets.shape)
}
