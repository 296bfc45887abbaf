package import Diagnostics
package import YAML

/// What values a template may use: the structure it is checked against when it is loaded.
package indirect enum Shape: Sendable, Equatable {
    package enum ScalarType: String, Sendable, Equatable {
        case string, integer, decimal, boolean
        /// A text such as `1m30s`, of which the filter `seconds` makes a number.
        case duration
    }

    /// One key of an object.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let shape: Shape
        /// Whether the value may be missing or null; a template must then guard its use.
        package let isOptional: Bool
        package let description: String

        package init(_ name: String, _ shape: Shape, optional: Bool = false, description: String = "") {
            self.name = name
            self.shape = shape
            self.isOptional = optional
            self.description = description
        }
    }

    case scalar(ScalarType)
    /// A mapping with known keys; others are not visible to templates.
    case object([Field])
    /// A mapping with open keys and values of one shape.
    case map(Shape)
    case list(Shape)
    /// Anything: can be placed whole, written as JSON or asked for its presence, nothing else.
    case any

    package static let string = Shape.scalar(.string)
    package static let integer = Shape.scalar(.integer)
    package static let decimal = Shape.scalar(.decimal)
    package static let boolean = Shape.scalar(.boolean)
    package static let duration = Shape.scalar(.duration)

    /// Where `node` first departs from this shape, or nil where it conforms.
    package func firstMismatch(in node: Node) -> SourceLocation? {
        switch (self, node.content) {
        case (.any, _): return nil
        case (.scalar(let type), .scalar(let scalar)): return type.accepts(scalar.kind) ? nil : node.mark
        case (.list(let item), .sequence(let nodes)):
            return nodes.lazy.compactMap { item.firstMismatch(in: $0) }.first
        case (.map(let value), .mapping(let pairs)):
            return pairs.lazy.compactMap { value.firstMismatch(in: $0.value) }.first
        case (.object(let fields), .mapping):
            for field in fields {
                guard let value = node[field.name], value.scalar?.kind != .null else {
                    if field.isOptional { continue }
                    return node.mark
                }
                if let place = field.shape.firstMismatch(in: value) { return place }
            }
            return nil
        default: return node.mark
        }
    }
}

extension Shape.ScalarType {
    func accepts(_ kind: Scalar.Kind) -> Bool {
        switch (self, kind) {
        case (.string, .string), (.duration, .string), (.integer, .integer), (.decimal, .integer), (.decimal, .decimal),
            (.boolean, .bool):
            true
        default: false
        }
    }
}

extension Shape {
    /// The shape in the words of a message: "a text", "a list".
    var words: String {
        switch self {
        case .scalar(.string): "a text"
        case .scalar(.duration): "a duration"
        case .scalar(.integer): "an integer"
        case .scalar(.decimal): "a decimal number"
        case .scalar(.boolean): "a boolean"
        case .object, .map: "a mapping"
        case .list: "a list"
        case .any: "a value of any kind"
        }
    }

    /// The shape with every special kind of text as a text: what comparisons, defaults and most filters take.
    var asText: Shape { self == .duration ? .string : self }

    var isScalar: Bool { if case .scalar = self { true } else { false } }
}
