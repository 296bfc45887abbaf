internal import Diagnostics

/// The closed list of filters; `default` is one too, but belongs to the typing of optional values.
enum Filter: String, CaseIterable {
    case base64, digest, indent, join, json, keys, length, lines, lower, seconds, shell, string, upper

    static let names = (allCases.map(\.rawValue) + ["default"]).sorted()

    /// The kinds of argument, in order.
    var parameters: [Shape] {
        switch self {
        case .join: [.string]
        case .indent: [.integer]
        default: []
        }
    }

    /// What the filter makes of an input of this shape, or nil where it does not take it.
    func output(of input: Shape) -> Shape? {
        switch self {
        case .base64, .indent, .lower, .shell, .upper: input.asText == .string ? .string : nil
        case .lines: input.asText == .string ? .list(.string) : nil
        case .seconds: input == .duration ? .integer : nil
        case .string: input.isScalar ? .string : nil
        case .json, .digest: .string
        case .join: if case .list(let item) = input, item.isScalar { .string } else { nil }
        case .keys: if case .map = input { .list(.string) } else { nil }
        case .length:
            switch input {
            case .list, .map, .scalar(.string), .scalar(.duration): .integer
            default: nil
            }
        }
    }

    var inputWords: String {
        switch self {
        case .base64, .indent, .lower, .shell, .upper, .lines: "a text"
        case .string: "a text, a number or a boolean"
        case .json, .digest: "any value"
        case .seconds: "a duration"
        case .join: "a list of texts or numbers"
        case .keys: "a mapping with open keys"
        case .length: "a list, a mapping with open keys or a text"
        }
    }
}
