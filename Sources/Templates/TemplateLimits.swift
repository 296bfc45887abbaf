/// What templates may cost at most; each bound is inclusive.
package struct TemplateLimits: Sendable, Hashable {
    /// Length of one template file.
    package var fileBytes = 1 << 20
    /// Nodes of a structure after its includes are put in, for one template.
    package var templateNodes = 100_000
    /// Includes inside one another.
    package var includeDepth = 8
    /// Loops inside one another, through includes too.
    package var loopDepth = 4
    /// Nodes and loop turns of one rendering.
    package var outputNodes = 500_000
    /// Bytes of text that one rendering makes.
    package var outputBytes = 16 << 20

    package init() {}

    package static let standard = TemplateLimits()
}
