internal import Diagnostics
package import Environments
internal import Templates
package import YAML

/// What an environment comes to on a cluster, computed from its spec: what templates see as `cluster`.
///
/// Each value has the place of the spec that decides it, so that `slipway why` leads there.
package struct ClusterLayout: Sendable {
    /// The layout as a node, for the scope of templates.
    package let node: Node

    package init(of environment: ResolvedEnvironment) {
        let (service, tree) = (environment.spec.service, environment.tree)
        let settle = environment.spec.kubernetes?.settle ?? .zero
        func mark(_ path: String) -> SourceLocation {
            tree.at(path.split(separator: ".").map(String.init))?.mark ?? .builtIn
        }
        func integer(_ name: String, _ value: Int, _ path: String) -> Node.Pair {
            .init(key: .string(name, at: mark(path)), value: .integer(value, at: mark(path)))
        }
        func text(_ name: String, _ value: String, _ path: String) -> Node.Pair {
            .init(key: .string(name, at: mark(path)), value: .string(value, at: mark(path)))
        }
        // Two full revisions, each with the one replica more that a rolling update takes.
        let pods = 2 * (service.replicas.max + 1)
        let quota = [
            integer("pods", pods, "service.replicas.max"),
            text("cpuRequests", service.resources.cpuRequest.times(pods), "service.resources.cpu.request"),
            text("cpuLimits", service.resources.cpuLimit.times(pods), "service.resources.cpu.limit"),
            text("memoryRequests", service.resources.memoryRequest.times(pods), "service.resources.memory.request"),
            text("memoryLimits", service.resources.memoryLimit.times(pods), "service.resources.memory.limit"),
        ]
        let secrets = service.secrets.compactMap { variable, reference in
            Self.stored(variable.text, reference, at: mark("service.secrets.\(variable.text)"))
        }
        let generated = service.secrets.compactMap { variable, reference -> Node? in
            guard case .generate = reference else { return nil }
            let place = mark("service.secrets.\(variable.text)")
            return Node(.mapping(Self.secret(variable.text, at: place)), at: place)
        }
        let hasFiles = service.secrets.contains { Self.isFile($0.key.text) }
        let readyWithin = service.shutdown.readyWithin
        let place = mark("kubernetes")
        node = Node(
            .mapping([
                integer("grace", Self.seconds(settle + service.shutdown.grace), "service.shutdown.grace"),
                integer(
                    "startupFailures", max(1, Self.quotient(readyWithin, service.probes.startup.period)),
                    "service.shutdown.readyWithin"),
                // The time to become ready, and as much again to find a node and fetch the image.
                integer("progressDeadline", 2 * Self.seconds(readyWithin), "service.shutdown.readyWithin"),
                integer("cpuTarget", Self.cpuTarget(of: service.replicas), "service.replicas.cpuTarget"),
                .init(key: .string("quota", at: place), value: Node(.mapping(quota), at: place)),
                .init(key: .string("secrets", at: place), value: Node(.sequence(secrets), at: place)),
                .init(key: .string("generated", at: place), value: Node(.sequence(generated), at: place)),
                .init(key: .string("hasSecretFiles", at: place), value: .bool(hasFiles, at: place)),
            ]), at: place)
    }

    /// Whole percents, rounded, at least 1: what a scaler takes.
    private static func cpuTarget(of replicas: ReplicasSection) -> Int {
        max(1, ((replicas.cpuTarget?.thousandths ?? 70_000) + 500) / 1_000)
    }

    /// Variable, key and property of a secret as External Secrets asks for it; nil for one that is in no store.
    private static func stored(_ variable: String, _ reference: SecretReference, at mark: SourceLocation) -> Node? {
        func pair(_ name: String, _ value: String) -> Node.Pair {
            .init(key: .string(name, at: mark), value: .string(value, at: mark))
        }
        var pairs = secret(variable, at: mark)
        switch reference {
        case .secretsManager(let name, let key):
            pairs.append(pair("key", name))
            if let key { pairs.append(pair("property", key)) }
        case .parameter(let path): pairs.append(pair("key", path))
        case .generate: return nil
        }
        return Node(.mapping(pairs), at: mark)
    }

    private static func secret(_ variable: String, at mark: SourceLocation) -> [Node.Pair] {
        [
            .init(key: .string("variable", at: mark), value: .string(variable, at: mark)),
            .init(key: .string("isFile", at: mark), value: .bool(isFile(variable), at: mark)),
        ]
    }

    /// Whether a variable is given the path of a file that holds the secret, as on this machine.
    private static func isFile(_ variable: String) -> Bool { variable.hasSuffix("_FILE") }

    /// Whole seconds, rounded up.
    private static func seconds(_ duration: Duration) -> Int { Int((duration.milliseconds + 999) / 1_000) }

    /// How often `part` goes into `whole`, rounded up; parts are whole seconds on Kubernetes.
    private static func quotient(_ whole: Duration, _ part: Duration) -> Int {
        (seconds(whole) + max(1, seconds(part)) - 1) / max(1, seconds(part))
    }

    /// The form of ``node``.
    static let shape = Shape.object([
        Shape.Field("grace", .integer, description: "Seconds from being told to leave to being killed."),
        Shape.Field("startupFailures", .integer, description: "How often the startup probe may fail."),
        Shape.Field("progressDeadline", .integer, description: "Seconds after which an update counts as stuck."),
        Shape.Field("cpuTarget", .integer, description: "The use of processors the scaler aims at, in percent."),
        Shape.Field(
            "quota",
            .object([
                Shape.Field("pods", .integer, description: "The most pods."),
                Shape.Field("cpuRequests", .string, description: "Processors set aside for all of them."),
                Shape.Field("cpuLimits", .string, description: "The most processors of all of them."),
                Shape.Field("memoryRequests", .string, description: "Memory set aside for all of them."),
                Shape.Field("memoryLimits", .string, description: "The most memory of all of them."),
            ]), description: "What the namespace may take."),
        Shape.Field(
            "secrets",
            .list(
                .object(
                    secretShape + [
                        Shape.Field("key", .string, description: "The name of the secret in its store."),
                        Shape.Field(
                            "property", .string, optional: true, description: "The key inside the secret."),
                    ])), description: "Those of service.secrets that a store keeps."),
        Shape.Field(
            "generated", .list(.object(secretShape)), description: "Those of service.secrets made at the first apply."),
        Shape.Field("hasSecretFiles", .boolean, description: "Whether a variable wants its secret as a file."),
    ])

    private static let secretShape = [
        Shape.Field("variable", .string, description: "The variable of the service."),
        Shape.Field("isFile", .boolean, description: "Whether it holds the path of a file with the secret."),
    ]
}
