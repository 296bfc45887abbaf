internal import Diagnostics

/// How each fault is told.
extension JSONError {
    typealias Words = (code: DiagnosticCode, message: String, help: String?)

    static func words(for fault: JSONFault, limits: JSONLimits, in input: borrowing Span<UInt8>) -> Words {
        let found = character(at: fault.offset, in: input)
        switch fault.kind {
        case .expectedValue: return expected("a value", found)
        case .expectedName: return expected("a member name in double quotes", found)
        case .expectedColon: return expected("`:` after the member name", found)
        case .expectedCommaOrBrace: return expected("`,` or `}` after the member", found)
        case .expectedCommaOrBracket: return expected("`,` or `]` after the value", found)
        case .expectedDigit: return (JSONCodes.number, "a digit is expected in this number, not \(found)", nil)
        case .leadingZero:
            return (JSONCodes.number, "a number has no leading zeros", "write it without them, or as a string")
        case .trailingComma:
            return (JSONCodes.syntax, "nothing follows the comma before \(found)", "remove the comma")
        case .trailing:
            return (JSONCodes.trailing, "the text goes on with \(found) after its value", "keep one value per text")
        case .endOfText: return (JSONCodes.truncated, "the text ends in the middle of a value", nil)
        case .unclosedString: return (JSONCodes.truncated, "the string that begins here has no closing quote", nil)
        case .duplicateName:
            return (JSONCodes.duplicateName, "the object has a member of this name already", "keep one of the two")
        case .byteOrderMark:
            return (JSONCodes.byteOrderMark, "the text begins with a byte order mark", "save it as UTF-8 without BOM")
        case .invalidUTF8:
            return (JSONCodes.encoding, "the byte \(hexadecimal(at: fault.offset, in: input)) is not UTF-8 here", nil)
        case .controlCharacter:
            let escape = #"write it as an escape, such as \n or \u0001"#
            return (JSONCodes.string, "a string cannot hold \(found) as it is", escape)
        case .unknownEscape:
            let escapes = #"the escapes are \" \\ \/ \b \f \n \r \t and \uXXXX"#
            return (JSONCodes.string, "this escape does not exist", escapes)
        case .badUnicodeEscape:
            return (JSONCodes.string, #"four hexadecimal digits are expected after \u"#, nil)
        case .loneSurrogate:
            let pair = #"write both halves, such as \ud83d\ude00, or the character itself"#
            return (JSONCodes.surrogate, "this escape is half of a surrogate pair, which is no character", pair)
        case .tooManyBytes:
            return (JSONCodes.limit, "the text has \(input.count) bytes; at most \(limits.bytes) are read", nil)
        case .tooDeep: return (JSONCodes.limit, "values are nested more than \(limits.depth) deep", nil)
        case .tooManyNodes: return (JSONCodes.limit, "the text holds more than \(limits.nodes) values", nil)
        case .numberTooLong:
            return (JSONCodes.limit, "a number has at most \(limits.numberLength) characters", "write it as a string")
        }
    }

    /// Advice for habits from other notations, told by what stands at the fault.
    static func hint(at fault: JSONFault, in input: borrowing Span<UInt8>) -> String? {
        guard fault.offset < input.count else { return nil }
        switch (fault.kind, input[fault.offset]) {
        case (_, UInt8(ascii: "'")): return "write strings in double quotes"
        case (_, UInt8(ascii: "/")), (_, UInt8(ascii: "#")): return "remove the comment: JSON has none"
        case (.expectedValue, UInt8(ascii: "N")), (.expectedValue, UInt8(ascii: "I")):
            return "JSON has no NaN and no infinity: write null or a string"
        case (.expectedValue, UInt8(ascii: "T")), (.expectedValue, UInt8(ascii: "F")):
            return "write true and false in lower case"
        case (.expectedValue, UInt8(ascii: "+")): return "write the number without a plus sign"
        case (.expectedCommaOrBrace, UInt8(ascii: "\"")), (.expectedCommaOrBracket, UInt8(ascii: "\"")):
            return "put a comma before it"
        default: return nil
        }
    }

    private static func expected(_ what: String, _ found: String) -> Words {
        (JSONCodes.syntax, "\(what) is expected here, not \(found)", nil)
    }

    /// The character at an offset, as a reader can see it.
    private static func character(at offset: Int, in input: borrowing Span<UInt8>) -> String {
        guard offset < input.count else { return "the end of the text" }
        let scalar = String(decoding: bytes(of: input, offset..<min(offset + 4, input.count)), as: UTF8.self)
            .unicodeScalars.first
        guard let scalar, scalar.value >= 0x20, scalar.value != 0x7F, scalar != "\u{FFFD}" else {
            return "the byte \(hexadecimal(at: offset, in: input))"
        }
        return "`\(scalar)`"
    }

    private static func bytes(of input: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        range.map { input[$0] }
    }

    private static func hexadecimal(at offset: Int, in input: borrowing Span<UInt8>) -> String {
        let digits = String(input[offset], radix: 16, uppercase: true)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }
}
