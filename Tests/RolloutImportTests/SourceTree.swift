import YAML

/// A file as trees that a test can change at a path, and write again.
struct SourceTree {
    var documents: [Node]

    init(_ documents: [Node]) { self.documents = documents }

    init(_ bytes: [UInt8]) throws { documents = try YAMLReader.parseAll(bytes, file: "test") }

    var bytes: [UInt8] { YAMLWriter.write(documents: documents) }

    struct Place: Hashable, CustomStringConvertible {
        let document: Int
        let path: String
        var description: String { "\(document): \(path)" }
    }

    /// The places of all nodes for which `isWanted` holds, in the order of the text.
    func places(where isWanted: (Node) -> Bool) -> [Place] {
        var found: [Place] = []
        for (index, document) in documents.enumerated() {
            walk(document, "") { node, path in
                if isWanted(node) { found.append(Place(document: index, path: path)) }
            }
        }
        return found
    }

    /// The same with the node at `place` changed.
    func changing(_ place: Place, _ change: (Node) -> Node) -> SourceTree {
        var tree = self
        tree.documents[place.document] = edit(documents[place.document], "", place.path, change)
        return tree
    }

    func node(at place: Place) -> Node? {
        var found: Node?
        walk(documents[place.document], "") { node, path in if path == place.path { found = node } }
        return found
    }

    private func walk(_ node: Node, _ path: String, _ visit: (Node, String) -> Void) {
        visit(node, path)
        for pair in node.mapping ?? [] { walk(pair.value, Self.path(path, pair.name), visit) }
        for (index, item) in (node.sequence ?? []).enumerated() { walk(item, "\(path)[\(index)]", visit) }
    }

    private func edit(_ node: Node, _ path: String, _ target: String, _ change: (Node) -> Node) -> Node {
        if path == target { return change(node) }
        var node = node
        switch node.content {
        case .mapping(let pairs):
            node.content = .mapping(
                pairs.map { .init(key: $0.key, value: edit($0.value, Self.path(path, $0.name), target, change)) })
        case .sequence(let items):
            node.content = .sequence(items.enumerated().map { edit($1, "\(path)[\($0)]", target, change) })
        case .scalar: break
        }
        return node
    }

    private static func path(_ path: String, _ key: String) -> String {
        let isPlain = key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        if !isPlain { return "\(path)[\"\(key)\"]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
