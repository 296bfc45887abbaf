/// What a document may cost at most; each bound is inclusive.
package struct XMLLimits: Sendable, Hashable {
    /// Length of the whole text; at most 2^31 - 1, as libexpat counts.
    package var bytes: Int
    /// Elements inside one another; at most 512, because they are released by recursion.
    package var depth: Int
    /// Elements and attributes in the whole text.
    package var nodes: Int
    /// Bytes, in UTF-8, of the text of one element and of the value of one attribute.
    package var textLength: Int

    package init(bytes: Int = 16 << 20, depth: Int = 64, nodes: Int = 200_000, textLength: Int = 4 << 20) {
        self.bytes = min(bytes, Int(Int32.max))
        self.depth = min(depth, 512)
        self.nodes = nodes
        self.textLength = textLength
    }

    package static let standard = XMLLimits()
}
