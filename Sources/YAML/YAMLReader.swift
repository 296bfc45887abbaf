package import Diagnostics

/// Reads a strict subset of YAML 1.2 in which a text has one meaning, whoever reads it.
///
/// Accepted: block and flow style, all five scalar styles, comments, anchors and aliases within bounds, several
/// documents where asked for, a UTF-8 byte order mark at the very start, line ends LF or CR LF; JSON texts are accepted
/// as YAML. Refused, with a code and a place: duplicate keys, keys that are no scalars, merge keys, tags, directives,
/// tabs as indentation, control characters (also U+0085, U+2028, U+2029 and a CR alone, which older readers take for
/// line ends), UTF-16, and whatever exceeds the limits. What plain scalars mean is told at ``Scalar/Kind``.
///
/// libyaml reads a key on one line and up to 1024 characters, and knows no surrogate pairs in escapes: a JSON text
/// beyond that is refused, not misread.
package enum YAMLReader {
    /// The one document in `bytes`; a null node at 1:1 where there is none.
    ///
    /// Every problem that does not stop the reading is in the failure, in the order of the text.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard
    ) throws(Failure) -> Node {
        try read(bytes, file: file, limits: limits, isStream: false).first
            ?? .null(at: SourceLocation(file: file, line: 1, column: 1))
    }

    /// All documents in `bytes`, none for a text without any; the limits hold for them together.
    package static func parseAll(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard
    ) throws(Failure) -> [Node] {
        try read(bytes, file: file, limits: limits, isStream: true)
    }

    private static func read(
        _ bytes: [UInt8], file: String, limits: YAMLLimits, isStream: Bool
    ) throws(Failure) -> [Node] {
        let text = try SourceText(bytes, file: file, limits: limits)
        let source: EventSource
        do throws(SyntaxFault) {
            source = try EventSource(copying: bytes.span.extracting(text.start..<bytes.count))
        } catch {
            throw text.failure(error)
        }
        var builder = NodeBuilder(source: source, text: text, limits: limits)
        return try builder.documents(isStream: isStream)
    }
}

/// What a YAML text may cost at most; each bound is inclusive.
package struct YAMLLimits: Sendable, Hashable {
    /// Length of the whole text; looked at before anything else.
    package var bytes: Int
    /// Sequences and mappings inside one another; at most 256, because nodes are read and released by recursion.
    package var depth: Int
    /// Scalars, sequences and mappings as written, keys included.
    package var nodes: Int
    /// Aliases (`*name`) in the text.
    package var aliases: Int
    /// Nodes that aliases stand for, all together.
    package var expandedNodes: Int

    package init(
        bytes: Int = 1 << 20, depth: Int = 64, nodes: Int = 50_000, aliases: Int = 100, expandedNodes: Int = 10_000
    ) {
        self.bytes = bytes
        self.depth = min(depth, 256)
        self.nodes = nodes
        self.aliases = aliases
        self.expandedNodes = expandedNodes
    }

    package static let standard = YAMLLimits()
}
