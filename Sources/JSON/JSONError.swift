package import Diagnostics

/// Why a text is not the JSON that was asked for, and where.
package struct JSONError: Error, Sendable, Hashable {
    /// A place in the text: byte offset from 0, line and column from 1, the column in Unicode scalars.
    package struct Position: Sendable, Hashable {
        package let offset: Int
        package let line: Int
        package let column: Int
    }

    package let code: DiagnosticCode
    package let position: Position
    /// What is wrong, in one sentence; quotes at most one character or member name of the text.
    package let message: String
    /// What to do, where there is something to say.
    package let help: String?
    /// Another place that belongs to it: the first of two members of one name.
    package let related: Position?

    /// The same as a diagnostic about `file`, which is the text's name as its reader knows it.
    package func diagnostic(in file: String) -> Diagnostic {
        Diagnostic(
            code, message, at: position.location(in: file), help: help,
            related: related.map { [Diagnostic.Related("first written here", at: $0.location(in: file))] } ?? [])
    }

    /// The same as a failure about `file`.
    package func failure(in file: String) -> Failure { Failure([diagnostic(in: file)]) }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "line \(position.line), column \(position.column): \(message)" }
}

extension JSONError.Position {
    func location(in file: String) -> SourceLocation { SourceLocation(file: file, line: line, column: column) }

    /// Counts lines and columns up to `offset`; ill-formed bytes count as one scalar each lead byte.
    init(offset: Int, in input: borrowing Span<UInt8>) {
        var line = 1, column = 1
        for index in 0..<min(offset, input.count) {
            let byte = input[index]
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(offset: offset, line: line, column: column)
    }
}

/// What the parser found wrong: a kind and offsets, cheap to throw through many calls.
struct JSONFault: Error {
    enum Kind {
        case expectedValue, expectedName, expectedColon, expectedCommaOrBrace, expectedCommaOrBracket
        case trailingComma, trailing, endOfText, unclosedString
        case duplicateName, byteOrderMark, invalidUTF8
        case controlCharacter, unknownEscape, badUnicodeEscape, loneSurrogate
        case leadingZero, expectedDigit
        case tooManyBytes, tooDeep, tooManyNodes, numberTooLong
    }

    let kind: Kind
    let offset: Int
    let related: Int?

    init(_ kind: Kind, at offset: Int, related: Int? = nil) {
        self.kind = kind
        self.offset = offset
        self.related = related
    }
}

extension JSONError {
    init(_ fault: JSONFault, limits: JSONLimits, in input: borrowing Span<UInt8>) {
        let words = Self.words(for: fault, limits: limits, in: input)
        code = words.code
        message = words.message
        help = words.help ?? Self.hint(at: fault, in: input)
        position = Position(offset: fault.offset, in: input)
        var first: Position?
        if fault.kind == .duplicateName, let offset = fault.related { first = Position(offset: offset, in: input) }
        related = first
    }
}
