import Diagnostics
import Environments
import JSON
import YAML

/// What a path of an environment holds, where that came from and what may stand there.
struct Explanation {
    let path: [String]
    let node: Node?
    let schema: Schema
    let field: FieldSchema?

    /// Nil where the path is no path of the spec.
    init?(of path: [String], in environment: ResolvedEnvironment) {
        guard let schema = EnvironmentSpec.schema.at(path) else { return nil }
        self.path = path
        self.schema = schema
        node = environment.tree.at(path)
        if let name = path.last, case .object(let parent)? = EnvironmentSpec.schema.at(path.dropLast()) {
            field = parent[name]
        } else {
            field = nil
        }
    }

    /// The text for a terminal, without colour.
    var text: String {
        var lines: [String] = []
        if let scalar = node?.scalar {
            lines.append("\(NodePath(path).description) = \(scalar.text)")
            lines.append("  from \(node.map { Self.origin($0.mark) } ?? "nowhere")")
        } else if let node {
            lines += leaves(of: node, at: path)
        } else {
            lines.append("\(NodePath(path).description) is not set")
        }
        if let field { lines.append("  \(field.description) \(Self.form(of: field.schema))\(Self.fallback(field))") }
        if case .object(let object) = schema {
            let set = Set(node?.mapping?.map(\.name) ?? [])
            for field in object.fields where !set.contains(field.name) {
                lines.append("\(NodePath(path + [field.name]).description) is not set: \(field.description)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One JSON document: every value at or below the path, with its origin.
    var json: String {
        let values = node.map { self.values(of: $0, at: path) } ?? []
        let document: JSONValue = ["path": .string(NodePath(path).description), "values": .array(values)]
        return String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n"
    }

    private func values(of node: Node, at path: [String]) -> [JSONValue] {
        switch node.content {
        case .scalar(let scalar):
            [
                [
                    "path": .string(NodePath(path).description), "value": .string(scalar.text),
                    "origin": .string(Self.origin(node.mark)),
                ]
            ]
        case .sequence(let items): items.enumerated().flatMap { values(of: $1, at: path + [String($0)]) }
        case .mapping(let pairs): pairs.flatMap { values(of: $0.value, at: path + [$0.name]) }
        }
    }

    private func leaves(of node: Node, at path: [String]) -> [String] {
        switch node.content {
        case .scalar(let scalar):
            ["\(NodePath(path).description) = \(scalar.text)  (\(Self.origin(node.mark)))"]
        case .sequence(let items):
            items.isEmpty
                ? ["\(NodePath(path).description) = []  (\(Self.origin(node.mark)))"]
                : items.enumerated().flatMap { leaves(of: $1, at: path + [String($0)]) }
        case .mapping(let pairs):
            pairs.isEmpty
                ? ["\(NodePath(path).description) = {}  (\(Self.origin(node.mark)))"]
                : pairs.flatMap { leaves(of: $0.value, at: path + [$0.name]) }
        }
    }

    static func origin(_ mark: SourceLocation) -> String { mark.isBuiltIn ? mark.file : mark.description }

    private static func form(of schema: Schema) -> String {
        switch schema {
        case .scalar(let scalar):
            if !scalar.choices.isEmpty { return "One of \(scalar.choices.joined(separator: ", "))." }
            let range = scalar.range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            switch scalar.form {
            case .string: return "A text."
            case .integer: return "A whole number\(range)."
            case .number: return "A number."
            case .bool: return "true or false."
            case .text(let name): return "A \(name), such as \(scalar.example)."
            }
        case .object: return "A mapping."
        case .list(_, let count): return "A list of \(count.lowerBound) to \(count.upperBound) items."
        case .map: return "A mapping with keys of your choice."
        }
    }

    private static func fallback(_ field: FieldSchema) -> String {
        switch field.presence {
        case .required: return " It must be given."
        case .optional: return ""
        case .defaulted(let node): return node.scalar.map { " Default: \($0.text)." } ?? ""
        case .defaultedByTier(let dev, let staging, let prod):
            let texts = [dev, staging, prod].map { $0.scalar?.text ?? "" }
            return " Default: dev \(texts[0]), staging \(texts[1]), prod \(texts[2])."
        }
    }
}
