internal import Diagnostics

/// One word or sign of an expression.
struct Token {
    enum Kind: Equatable {
        case name
        case string(String)
        case integer
        case symbol
        case end
    }

    let kind: Kind
    let text: String
    let offset: Int
    let length: Int

    var place: Name { Name(text: text, offset: offset, length: max(1, length)) }
}

/// Cuts the bytes of an expression into tokens; knows nothing of grammar.
struct Lexer {
    let bytes: [UInt8]
    var position: Int

    /// The next token; at the end of the bytes, a token of kind `end`.
    mutating func next() throws(Problem) -> Token {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        guard position < bytes.count else {
            return Token(kind: .end, text: "the end of the text", offset: position, length: 0)
        }
        let byte = bytes[position]
        if Self.isNameStart(byte) { return take(.name) { Self.isNamePart($0) } }
        if Self.isDigit(byte)
            || (byte == UInt8(ascii: "-") && position + 1 < bytes.count && Self.isDigit(bytes[position + 1]))
        {
            return try integer()
        }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string(byte) }
        return try symbol(byte)
    }

    /// A path of a fragment: everything up to a space or `)`.
    mutating func fragmentPath() -> Name {
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        let token = take(.name) { $0 != 0x20 && $0 != UInt8(ascii: ")") }
        return token.place
    }

    private mutating func take(_ kind: Token.Kind, while matches: (UInt8) -> Bool) -> Token {
        let start = position
        while position < bytes.count, matches(bytes[position]) { position += 1 }
        return token(kind, from: start)
    }

    private func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(
            kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), offset: start,
            length: position - start)
    }

    private mutating func integer() throws(Problem) -> Token {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
        let result = token(.integer, from: start)
        let digits = bytes[first..<position]
        guard digits.allSatisfy(Self.isDigit), digits.count <= 18,
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            result.text != "-0"
        else {
            throw Problem(
                TemplateCodes.syntax, "\"\(result.text)\" is not a number here.", at: result.place,
                help: "write integers as digits only, without leading zeros; quote everything else")
        }
        return result
    }

    private mutating func string(_ quote: UInt8) throws(Problem) -> Token {
        let start = position
        var content: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\") {
                position += 1
                guard position < bytes.count, let escaped = Self.escapes[bytes[position]] else {
                    let place = Name(text: "\\", offset: position - 1, length: 2)
                    throw Problem(
                        TemplateCodes.syntax, "This is not an escape.", at: place,
                        help: #"the escapes are \\, \", \', \n and \t"#)
                }
                content.append(escaped)
            } else {
                content.append(bytes[position])
            }
            position += 1
        }
        guard position < bytes.count else {
            throw Problem(
                TemplateCodes.syntax, "The text is never closed.", at: Name(text: "", offset: start, length: 1),
                help: "close it with the quote that opened it")
        }
        position += 1
        return token(.string(String(decoding: content, as: UTF8.self)), from: start)
    }

    private mutating func symbol(_ byte: UInt8) throws(Problem) -> Token {
        let start = position
        let pair = bytes[start..<min(start + 2, bytes.count)]
        if ["==", "!=", "<=", ">="].contains(where: { pair.elementsEqual($0.utf8) }) {
            position += 2
            return token(.symbol, from: start)
        }
        position += 1
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        let result = token(.symbol, from: start)
        guard [".", "[", "]", "(", ")", "|", ",", "<", ">"].contains(result.text) else {
            throw Problem(
                TemplateCodes.syntax, "\"\(result.text)\" has no meaning in an expression.", at: result.place,
                help: "quote it if it is text; a literal `((` is written `((\"((\"))`")
        }
        return result
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
        UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09,
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
    private static func isNameStart(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == 0x5F }
    private static func isNamePart(_ byte: UInt8) -> Bool {
        isNameStart(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }
}
