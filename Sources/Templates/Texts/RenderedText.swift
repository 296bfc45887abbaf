package import Diagnostics

/// A rendered text, with the origin of each of its lines.
package struct RenderedText: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        /// The line of the template.
        package let mark: SourceLocation
        /// The values that stand in the line, and those that decided that it is there.
        package let causes: [SourceLocation]
    }

    /// UTF-8; every line ends with a line feed.
    package let bytes: [UInt8]
    package let lines: [Line]
}
