package import JSON
internal import YAML

/// The JSON Schema (draft-07, which editors' YAML support reads) of the files in `environments/`.
package enum JSONSchema {
    /// The two kinds of file: one per environment, and the layer below all of them.
    package enum File: CaseIterable {
        case environment, defaults

        package var name: String {
            switch self {
            case .environment: "environment.schema.json"
            case .defaults: "defaults.schema.json"
            }
        }
    }

    package static func document(for file: File) -> JSONValue {
        guard case .object(let root) = EnvironmentSpec.schema else { return .null }
        var members: [JSONValue.Member] = [
            .init("$schema", "http://json-schema.org/draft-07/schema#"),
            .init("$id", .string("https://slipway.example/schema/\(file.name)")),
            .init(
                "title", file == .environment ? "Slipway environment" : "Slipway defaults, shared by all environments"),
        ]
        members += object(root, isComplete: false)
        // Whatever else is required may stand in the other layer; a file alone cannot tell.
        if file == .environment { members.append(.init("required", ["environment", "tier"])) }
        return .object(members)
    }

    private static func object(_ schema: ObjectSchema, isComplete: Bool) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("type", "object"), .init("additionalProperties", false),
            .init(
                "properties",
                .object(schema.fields.map { .init($0.name, .object(property($0, isComplete: isComplete))) })),
        ]
        if schema.exactlyOne {
            members.append(.init("minProperties", 1))
            members.append(.init("maxProperties", 1))
        }
        let required = schema.fields.filter { if case .required = $0.presence { true } else { false } }
        if isComplete, !required.isEmpty {
            members.append(.init("required", .array(required.map { .string($0.name) })))
        }
        return members
    }

    private static func property(_ field: FieldSchema, isComplete: Bool) -> [JSONValue.Member] {
        var description = field.description
        var fallback: JSONValue?
        switch field.presence {
        case .required, .optional: break
        case .defaulted(let node): fallback = json(node)
        case .defaultedByTier(let dev, let staging, let prod):
            let values = [("dev", dev), ("staging", staging), ("prod", prod)]
            description +=
                " Default by tier: "
                + values.map { "\($0) \($1.scalar?.text ?? "")" }.joined(separator: ", ") + "."
        }
        var members = [JSONValue.Member("description", .string(description))]
        members += type(field.schema, isComplete: isComplete)
        if let fallback { members.append(.init("default", fallback)) }
        return members
    }

    private static func type(_ schema: Schema, isComplete: Bool) -> [JSONValue.Member] {
        switch schema {
        case .scalar(let scalar): return type(scalar)
        case .object(let fields): return object(fields, isComplete: isComplete)
        case .list(let item, let count):
            // Lists are replaced as a whole, so their items are complete in one file.
            return [
                .init("type", "array"), .init("items", .object(type(item, isComplete: true))),
                .init("minItems", .integer(count.lowerBound)), .init("maxItems", .integer(count.upperBound)),
            ]
        case .map(let key, let value):
            return [
                .init("type", "object"),
                .init("propertyNames", .object(key.pattern.map { [.init("pattern", .string($0))] } ?? [])),
                .init("additionalProperties", .object(type(value, isComplete: true))),
            ]
        }
    }

    private static func type(_ scalar: ScalarSchema) -> [JSONValue.Member] {
        var members: [JSONValue.Member]
        switch scalar.form {
        case .integer: members = [.init("type", "integer")]
        case .number: members = [.init("type", "number")]
        case .bool: members = [.init("type", "boolean")]
        // A plain 8080 or true is a text where a text is wanted, exactly as it is written.
        case .string where scalar.choices.isEmpty: members = [.init("type", ["string", "number", "boolean"])]
        case .string: members = [.init("type", "string")]
        case .text: members = [.init("type", scalar.acceptsPlainNumbers ? ["string", "number"] : "string")]
        }
        if let pattern = scalar.pattern { members.append(.init("pattern", .string(pattern))) }
        if !scalar.choices.isEmpty { members.append(.init("enum", .array(scalar.choices.map { .string($0) }))) }
        if let range = scalar.range {
            members.append(.init("minimum", .integer(range.lowerBound)))
            members.append(.init("maximum", .integer(range.upperBound)))
        }
        return members
    }

    private static func json(_ node: Node) -> JSONValue {
        switch node.content {
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: .null
            case .bool: .bool(scalar.text == "true")
            case .integer, .decimal: .number(JSONNumber(verbatim: scalar.text))
            case .string: .string(scalar.text)
            }
        case .sequence(let items): .array(items.map(json))
        case .mapping(let pairs): .object(pairs.map { .init($0.name, json($0.value)) })
        }
    }
}
