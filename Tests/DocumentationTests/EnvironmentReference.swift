import Environments
import YAML

/// Every key of an environment as rows of a table, in the order of the types.
struct EnvironmentReference {
    struct Row {
        let path: String
        let type: String
        let presence: String
        let description: String
    }

    private(set) var rows: [Row] = []

    init(_ schema: Schema) {
        guard case .object(let root) = schema else { return }
        add(root, below: "")
    }

    /// One table per section of the file.
    var text: String {
        var text = ""
        var section = ""
        for row in rows {
            let name = row.path.split(separator: ".").first.map { String($0.prefix { $0 != "[" }) } ?? ""
            let heading = rows.contains { $0.path.hasPrefix("\(name).") } ? "`\(name)`" : "The top of the file"
            if heading != section {
                text += "\n### \(heading)\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
                section = heading
            }
            text += "| `\(row.path)` | \(row.type) | \(row.presence) | \(Self.cell(row.description)) |\n"
        }
        return text + "\n"
    }

    private mutating func add(_ object: ObjectSchema, below path: String) {
        for field in object.fields {
            let place = path + field.name
            rows.append(
                Row(
                    path: place, type: Self.type(field.schema), presence: Self.presence(field),
                    description: field.description))
            switch field.schema {
            case .object(let inner): add(inner, below: "\(place).")
            case .list(.object(let inner), _): add(inner, below: "\(place)[].")
            case .map(_, .object(let inner)): add(inner, below: "\(place).*.")
            case .scalar, .list, .map: break
            }
        }
    }

    private static func type(_ schema: Schema) -> String {
        switch schema {
        case .scalar(let scalar): type(scalar)
        case .object(let object): object.exactlyOne ? "a mapping of one key" : "a mapping"
        case .list(let item, let count):
            "a list of \(count.lowerBound == 0 ? "at most" : "\(count.lowerBound) to") \(count.upperBound): \(type(item))"
        case .map(let key, let value): "a mapping of any \(type(key)) to \(type(value))"
        }
    }

    private static func type(_ scalar: ScalarSchema) -> String {
        guard scalar.choices.isEmpty else {
            return scalar.choices.count > 8
                ? "one of \(scalar.choices.count), such as `\(scalar.example)`"
                : scalar.choices.map { "`\($0)`" }.joined(separator: ", ")
        }
        switch scalar.form {
        case .string: return "text"
        case .number: return "a number"
        case .bool: return "`true`, `false`"
        case .integer: return scalar.range.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "a whole number"
        case .text(let name): return "\(name), as in `\(cell(scalar.example))`"
        }
    }

    private static func presence(_ field: FieldSchema) -> String {
        if case .object = field.schema { return field.isOptional ? "none" : "" }
        switch field.presence {
        case .required: return "**required**"
        case .optional: return "none"
        case .defaulted(let node): return value(node)
        case .defaultedByTier(let dev, let staging, let prod):
            return "\(value(dev)) dev, \(value(staging)) staging, \(value(prod)) prod"
        }
    }

    private static func value(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): "`\(cell(scalar.text))`"
        case .sequence(let items): items.isEmpty ? "empty" : items.map(value).joined(separator: ", ")
        case .mapping: "empty"
        }
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
