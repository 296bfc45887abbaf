package import Diagnostics
package import YAML

extension Node {
    /// This node with `stronger` laid over it: mappings merge key by key, everything else is replaced.
    ///
    /// Keys keep the weaker layer's order; new ones follow. A key that both write takes the stronger one's mark.
    package func overlaid(by stronger: Node) -> Node {
        guard let weak = mapping, let strong = stronger.mapping else { return stronger }
        let strongByName = Dictionary(strong.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let weakNames = Set(weak.map(\.name))
        var pairs = weak.map { pair in
            guard let over = strongByName[pair.name] else { return pair }
            return Pair(key: over.key, value: pair.value.overlaid(by: over.value))
        }
        pairs += strong.filter { !weakNames.contains($0.name) }
        return Node(.mapping(pairs), at: stronger.mark)
    }
}

/// A value set from the command line: `--set service.replicas.min=3`.
package struct Override: Sendable, Hashable {
    package let path: [String]
    package let text: String

    /// Reads `PATH=VALUE`; an empty path or part, or a missing `=`, is refused.
    package init(_ argument: String) throws(Failure) {
        guard let equals = argument.firstIndex(of: "=") else {
            throw Failure(
                EnvironmentCodes.override, "\"\(argument)\" has no value.",
                help: "write --set PATH=VALUE, such as --set service.replicas.min=3")
        }
        path = argument[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        text = String(argument[argument.index(after: equals)...])
        guard path.allSatisfy({ !$0.isEmpty }), path.count <= 16 else {
            throw Failure(
                EnvironmentCodes.override, "\"\(argument[..<equals])\" is no path of the spec.",
                help: "write --set PATH=VALUE, such as --set service.replicas.min=3")
        }
    }

    package var argument: String { "\(path.joined(separator: "."))=\(text)" }

    /// The override as a layer; `value` is the text read as YAML, so that numbers and lists keep their type.
    package func layer(_ value: Node) -> Node {
        let mark = SourceLocation(file: "--set \(path.joined(separator: "."))", line: 1, column: 1)
        return path.reversed().reduce(Node(value.content, at: mark)) { inner, name in
            Node(.mapping([.init(key: .string(name, at: mark), value: inner)]), at: mark)
        }
    }
}
