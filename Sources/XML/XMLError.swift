/// Why a text is not the XML that was asked for, and where.
package struct XMLError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// libexpat is not installed.
        case libraryMissing
        /// It has a document type declaration, which is where entities come from.
        case doctype
        /// Longer than ``XMLLimits/bytes``.
        case tooLarge
        case tooDeep
        case tooManyNodes
        /// The text of one element, or one value, is longer than ``XMLLimits/textLength``.
        case textTooLong
        /// Not well-formed, in libexpat's words.
        case malformed(String)
    }

    package let reason: Reason
    /// From 1; also 1 where no text was read.
    package let line: Int
    /// From 1, in characters.
    package let column: Int
    /// What is wrong, in words; quotes nothing of the text.
    package let message: String

    init(_ reason: Reason, line: Int = 1, column: Int = 1, limits: XMLLimits) {
        self.reason = reason
        self.line = line
        self.column = column
        message =
            switch reason {
            case .libraryMissing: "libexpat.so.1 is not installed"
            case .doctype: "document type declarations are not read"
            case .tooLarge: "the text is longer than \(limits.bytes) bytes"
            case .tooDeep: "more than \(limits.depth) elements stand inside one another"
            case .tooManyNodes: "there are more than \(limits.nodes) elements and attributes"
            case .textTooLong: "a text is longer than \(limits.textLength) bytes"
            case .malformed(let words): words
            }
    }
}

extension XMLError: CustomStringConvertible {
    package var description: String {
        switch reason {
        case .libraryMissing, .tooLarge: message
        default: "line \(line), column \(column): \(message)"
        }
    }
}
