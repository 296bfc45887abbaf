package import Diagnostics

/// A YAML node that knows where it stands: what the reader returns, what templates render, what the writer prints.
package struct Node: Sendable {
    package enum Content: Sendable, Equatable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Pair])
    }

    /// One entry of a mapping; the key is a scalar node, so that it has a mark of its own.
    package struct Pair: Sendable, Equatable {
        package var key: Node
        package var value: Node

        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }

        package var name: String { key.scalar?.text ?? "" }
    }

    package var content: Content
    /// Where the node was written: in the spec for values, in the template for rendered nodes.
    package var mark: SourceLocation
    /// The spec lines a rendered node came from, besides its own mark; empty for what was read.
    package var causes: [SourceLocation]

    package init(_ content: Content, at mark: SourceLocation, causes: [SourceLocation] = []) {
        self.content = content
        self.mark = mark
        self.causes = causes
    }
}

/// The text of a scalar and what YAML 1.2's core schema makes of it.
package struct Scalar: Sendable {
    /// Numbers are what JSON calls numbers, so that one text has one meaning for readers of YAML 1.1, 1.2 and JSON.
    package enum Kind: Sendable, Equatable {
        /// Empty, `~` or `null`.
        case null
        /// `true` or `false`, in lower case only.
        case bool
        /// A plain decimal integer: an optional minus and digits without leading zeros.
        case integer
        /// A plain decimal number with a fraction or an exponent, each with digits on both sides.
        case decimal
        /// Everything quoted, and everything plain that is none of the above, such as `010`, `0x1f`, `no` or `.inf`.
        case string
    }

    /// Exactly what was written, quotes and escapes resolved; the writer prints non-string kinds as this text.
    package var text: String
    package var kind: Kind

    package init(text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }
}

extension Node {
    package var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    package var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
    package var mapping: [Pair]? { if case .mapping(let pairs) = content { pairs } else { nil } }

    /// The value of a mapping's key, or nil where this is no mapping or has no such key.
    package subscript(key: String) -> Node? { mapping?.first { $0.name.hasSameBytes(as: key) }?.value }

    package static func string(_ text: String, at mark: SourceLocation, causes: [SourceLocation] = []) -> Node {
        Node(.scalar(Scalar(text: text, kind: .string)), at: mark, causes: causes)
    }

    package static func integer(_ value: Int, at mark: SourceLocation, causes: [SourceLocation] = []) -> Node {
        Node(.scalar(Scalar(text: String(value), kind: .integer)), at: mark, causes: causes)
    }

    package static func bool(_ value: Bool, at mark: SourceLocation, causes: [SourceLocation] = []) -> Node {
        Node(.scalar(Scalar(text: value ? "true" : "false", kind: .bool)), at: mark, causes: causes)
    }

    package static func null(at mark: SourceLocation, causes: [SourceLocation] = []) -> Node {
        Node(.scalar(Scalar(text: "null", kind: .null)), at: mark, causes: causes)
    }
}

/// Equal kinds and equal bytes, not texts that are only canonically equivalent; every null is equal, however written.
extension Scalar: Equatable {
    package static func == (left: Scalar, right: Scalar) -> Bool {
        left.kind == right.kind && (left.kind == .null || left.text.hasSameBytes(as: right.text))
    }
}

/// Equal content, wherever it stands: marks and causes do not count.
extension Node: Equatable {
    package static func == (left: Node, right: Node) -> Bool { left.content == right.content }
}
