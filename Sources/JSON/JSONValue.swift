/// A JSON value as RFC 8259 defines it; members of an object keep their order.
///
/// Equality is exact: two strings are equal when their bytes are, not when Unicode calls them canonically equivalent,
/// so that a change of the bytes is always seen as a change.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

/// A JSON number exactly as it was written, so that no decimal is ever rounded through binary floating point.
package struct JSONNumber: Sendable, Hashable {
    /// The literal, in the grammar of RFC 8259 section 6.
    package let literal: String

    package init(_ value: some BinaryInteger & Sendable) { literal = String(value) }

    /// The shortest literal that reads back as `value`; nil for infinities and NaN, which JSON cannot write.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        literal = value.description
    }

    /// Takes a literal the caller knows to be grammatical, as the reader does.
    package init(verbatim literal: String) { self.literal = literal }

    /// The value as an integer, where it was written without fraction or exponent and fits.
    package var int64: Int64? { Int64(literal) }
    package var double: Double? { Double(literal) }
}

extension JSONValue {
    /// The value of an object's member, or nil where this is no object or has no such member.
    package subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members.first { $0.name.hasSameBytes(as: name) }?.value } else { nil }
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var integer: Int? { if case .number(let number) = self { Int(number.literal) } else { nil } }
    package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    package var object: [Member]? { if case .object(let members) = self { members } else { nil } }
    package var isNull: Bool { if case .null = self { true } else { false } }

    package static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
}

extension JSONValue: Hashable {
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): hasher.combine(text)
        case .array(let values): hasher.combine(values)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONValue.Member: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}

extension String {
    /// Equality of the UTF-8 bytes; `==` also holds for texts that are only canonically equivalent.
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let bytes = utf8Span.span, others = other.utf8Span.span
        for index in bytes.indices where bytes[index] != others[index] { return false }
        return true
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONValue {
    /// An object with its members in the order of their names, so that equal dictionaries have equal bytes.
    package static func sortedObject(_ members: [String: JSONValue]) -> JSONValue {
        .object(members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
    }
}
