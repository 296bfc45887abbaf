internal import Diagnostics
internal import Environments
internal import YAML

/// Makes computed nodes, each at the place of the spec that decides it, so that `slipway why` leads there.
struct PlacedValues {
    let tree: Node

    /// Where a value of the spec was written, or the place of a default.
    func mark(_ path: String) -> SourceLocation {
        tree.at(path.split(separator: ".").map(String.init))?.mark ?? .builtIn
    }

    func integer(_ name: String, _ value: Int, _ path: String) -> Node.Pair {
        pair(name, .integer(value, at: mark(path)))
    }

    func text(_ name: String, _ value: String, _ path: String) -> Node.Pair {
        pair(name, .string(value, at: mark(path)))
    }

    func bool(_ name: String, _ value: Bool, _ path: String) -> Node.Pair { pair(name, .bool(value, at: mark(path))) }

    func mapping(_ name: String, _ pairs: [Node.Pair], _ path: String) -> Node.Pair {
        pair(name, Node(.mapping(pairs), at: mark(path)))
    }

    func list(_ name: String, _ items: [[Node.Pair]], _ path: String) -> Node.Pair {
        let nodes = items.map { Node(.mapping($0), at: $0.first?.value.mark ?? mark(path)) }
        return pair(name, Node(.sequence(nodes), at: mark(path)))
    }

    private func pair(_ name: String, _ value: Node) -> Node.Pair {
        Node.Pair(key: .string(name, at: value.mark), value: value)
    }
}
