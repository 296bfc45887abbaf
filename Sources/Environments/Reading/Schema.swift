package import YAML

/// What a place of the spec may hold; the one description behind reading, JSON Schema, `explain` and template checks.
package indirect enum Schema: Sendable {
    case scalar(ScalarSchema)
    case object(ObjectSchema)
    case list(Schema, count: ClosedRange<Int>)
    case map(key: ScalarSchema, value: Schema)
}

/// The form of a single value.
package struct ScalarSchema: Sendable {
    package enum Form: Sendable, Equatable {
        case string, integer, number, bool
        /// A string with a grammar of its own (`5m`, `60%`); the name is its type's, as diagnostics say it.
        case text(String)
    }

    package let form: Form
    /// A regular expression (ECMA 262, as JSON Schema wants) that every valid text matches; nil where any text does.
    package let pattern: String?
    /// The closed list of values, where there is one.
    package let choices: [String]
    package let range: ClosedRange<Int>?
    /// One valid value, for help texts and documentation.
    package let example: String

    package init(
        _ form: Form, pattern: String? = nil, choices: [String] = [], range: ClosedRange<Int>? = nil, example: String
    ) {
        self.form = form
        self.pattern = pattern
        self.choices = choices
        self.range = range
        self.example = example
    }

    /// Whether a plain number is a valid text too, as in `cpu: 2`.
    var acceptsPlainNumbers: Bool { form == .text("processor share") || form == .text("account") }

    func ranged(_ range: ClosedRange<Int>?) -> ScalarSchema {
        guard let range else { return self }
        return ScalarSchema(form, pattern: pattern, choices: choices, range: range, example: example)
    }
}

/// A mapping with a closed list of keys, in the order they are documented.
package struct ObjectSchema: Sendable {
    package let fields: [FieldSchema]
    /// Whether exactly one of the fields must be there, as in a step of a rollout.
    package let exactlyOne: Bool

    package subscript(name: String) -> FieldSchema? { fields.first { $0.name == name } }
}

/// One key of a mapping.
package struct FieldSchema: Sendable {
    /// Whether a user must, may or need not write the key.
    package enum Presence: Sendable {
        case required
        case optional
        case defaulted(Node)
        case defaultedByTier(dev: Node, staging: Node, prod: Node)
    }

    package let name: String
    package let description: String
    package let schema: Schema
    package let presence: Presence

    package var isOptional: Bool { if case .optional = presence { true } else { false } }
}

extension Schema {
    /// The schema at a dotted path, with `[]` or an index for list items; nil where nothing is.
    package func at(_ path: some Collection<String>) -> Schema? {
        guard let name = path.first else { return self }
        switch self {
        case .scalar: return nil
        case .object(let object): return object[name]?.schema.at(path.dropFirst())
        case .list(let item, _): return name == "[]" || Int(name) != nil ? item.at(path.dropFirst()) : nil
        case .map(_, let value): return value.at(path.dropFirst())
        }
    }
}
