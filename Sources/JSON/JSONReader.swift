/// Reads JSON texts: strict RFC 8259 on bytes, with a limit on everything.
///
/// Beyond the grammar it refuses what other readers disagree about: a byte order mark, two members of one name, strings
/// that are no Unicode text (ill-formed UTF-8, half a surrogate pair).
package enum JSONReader {
    /// The one value the text holds; numbers keep their literal, objects the order of their members.
    package static func parse(
        _ bytes: [UInt8], limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        try parse(bytes.span, limits: limits)
    }

    /// The one value the text holds, read from bytes someone else owns.
    package static func parse(
        _ input: borrowing Span<UInt8>, limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(limits: limits)
        do throws(JSONFault) {
            return try parser.document(input)
        } catch {
            throw JSONError(error, limits: limits, in: input)
        }
    }
}

/// What a JSON text may cost at most; each bound is inclusive.
package struct JSONLimits: Sendable, Hashable {
    /// Length of the whole text.
    package var bytes: Int
    /// Arrays and objects inside one another; at most 512, because values are released by recursion.
    package var depth: Int
    /// Values in the whole text, arrays and objects included.
    package var nodes: Int
    /// Characters of one number.
    package var numberLength: Int

    package init(
        bytes: Int = 16 << 20, depth: Int = 128, nodes: Int = 1_000_000, numberLength: Int = 128
    ) {
        self.bytes = bytes
        self.depth = min(depth, 512)
        self.nodes = nodes
        self.numberLength = numberLength
    }

    package static let standard = JSONLimits()
}
