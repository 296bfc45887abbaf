import Manifests
import YAML

/// The Kubernetes objects of an environment.
struct ClusterObjects {
    let all: [Node]

    init(of environment: String, _ overrides: [String] = []) throws {
        all = try Rendered.documents(of: environment, overrides).filter { $0.path.hasPrefix("kubernetes/") }
            .flatMap { document -> [Node] in
                guard case .structure(let nodes) = document.content else { return [] }
                return nodes
            }
    }

    func named(_ kind: String, _ name: String? = nil) -> Node? {
        all.first { $0.text("kind") == kind && (name == nil || $0.text("metadata.name") == name) }
    }

    func every(_ kind: String) -> [Node] { all.filter { $0.text("kind") == kind } }

    /// The templates of all pods, of whatever makes them.
    var pods: [Node] {
        all.compactMap { $0.at("spec.template") ?? $0.at("spec.jobTemplate.spec.template") }
    }
}

extension Node {
    func at(_ path: String) -> Node? { NodePath(path).flatMap { at($0.parts) } }
    func text(_ path: String) -> String? { at(path)?.scalar?.text }
    func items(_ path: String) -> [Node] { at(path)?.sequence ?? [] }

    /// Every value under a key of this name, however deep.
    func found(under key: String) -> [Node] {
        (mapping ?? []).flatMap { ($0.name == key ? [$0.value] : []) + $0.value.found(under: key) }
            + (sequence ?? []).flatMap { $0.found(under: key) }
    }

    /// Whether the labels of this mapping are among `labels`.
    func selects(_ labels: Node?) -> Bool {
        guard let pairs = mapping, !pairs.isEmpty, let labels else { return false }
        return pairs.allSatisfy { labels[$0.name] == $0.value }
    }
}
