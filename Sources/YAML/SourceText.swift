internal import Diagnostics

/// A text that is known to be UTF-8 made of characters YAML may hold.
struct SourceText {
    let file: String
    let bytes: [UInt8]
    /// Where the text begins in `bytes`: past a byte order mark.
    let start: Int

    /// Lines that look like directives; libyaml compares each with all others, so they are few or the text is refused.
    private static let directiveLimit = 16

    init(_ bytes: [UInt8], file: String, limits: YAMLLimits) throws(Failure) {
        self.file = file
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count <= limits.bytes else {
            throw Failure(
                YAMLCodes.size, "the text has \(bytes.count) bytes; at most \(limits.bytes) are read",
                at: SourceLocation(file: file, line: 1, column: 1))
        }
        if bytes.count >= 2, (bytes[0], bytes[1]) == (0xFE, 0xFF) || (bytes[0], bytes[1]) == (0xFF, 0xFE) {
            throw Failure(
                YAMLCodes.encoding, "the text is UTF-16, as its byte order mark says",
                at: SourceLocation(file: file, line: 1, column: 1), help: "save the file as UTF-8")
        }
        try checkCharacters()
    }

    private func checkCharacters() throws(Failure) {
        let text = bytes.span
        let invalid = text.firstInvalidByte
        var directives = 0
        var index = start
        let end = invalid ?? text.count
        while index < end {
            let byte = text[index]
            if byte >= 0x20, byte < 0x7F {
                index += 1
                continue
            }
            switch byte {
            case 0x09: break
            case 0x0A:
                if index + 1 < end, text[index + 1] == UInt8(ascii: "%") { directives += 1 }
                guard directives <= Self.directiveLimit else { throw directive(at: location(at: index + 1)) }
            case 0x0D:
                guard index + 1 < end, text[index + 1] == 0x0A else {
                    throw character("a carriage return alone", index)
                }
            case 0x80...:
                if let name = text.unprintable(at: index) { throw character(name, index) }
            default: throw character(Self.controlName(byte), index)
            }
            index += 1
        }
        if let invalid {
            throw Failure(
                YAMLCodes.encoding, "the byte \(Self.hexadecimal(text[invalid])) is not UTF-8 here",
                at: location(at: invalid), help: "save the file as UTF-8")
        }
    }

    /// Lines and columns of a byte offset, counted in Unicode scalars.
    func location(at offset: Int) -> SourceLocation {
        var line = 1, column = 1
        for index in start..<max(start, min(offset, bytes.count)) {
            if bytes[index] == 0x0A {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourceLocation(file: file, line: line, column: column)
    }

    /// The character at a place, or nil past the end of its line.
    func character(at place: SyntaxFault.Place) -> Unicode.Scalar? {
        var rest = bytes[start...]
        for _ in 1..<max(1, place.line) {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            rest = rest[(end + 1)...]
        }
        let line = rest.prefix { $0 != 0x0A }
        return String(decoding: line, as: UTF8.self).unicodeScalars.dropFirst(place.column - 1).first
    }

    func directive(at location: SourceLocation) -> Failure {
        Failure(
            YAMLCodes.directive, "a line that begins with `%` is a directive, which changes how the rest is read",
            at: location, help: "remove the line: every text is read as YAML 1.2")
    }

    private func character(_ name: String, _ offset: Int) -> Failure {
        Failure(
            YAMLCodes.character, "\(name) cannot stand in a YAML text", at: location(at: offset),
            help: #"write it as an escape in double quotes, such as "\x1b" or "\u2028", or remove it"#)
    }

    private static func controlName(_ byte: UInt8) -> String {
        byte == 0 ? "the NUL character" : "the control character \(hexadecimal(byte))"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }
}

extension Span<UInt8> {
    /// The first byte that breaks UTF-8, or nil.
    fileprivate var firstInvalidByte: Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: self)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The name of a well-formed character above ASCII that is not printable or breaks lines for some readers only.
    fileprivate func unprintable(at index: Int) -> String? {
        switch self[index] {
        case 0xC2:
            guard self[index + 1] < 0xA0 else { return nil }
            return "U+00" + String(self[index + 1], radix: 16, uppercase: true)
        case 0xE2:
            guard self[index + 1] == 0x80, self[index + 2] & 0xFE == 0xA8 else { return nil }
            return self[index + 2] == 0xA8 ? "the line separator U+2028" : "the paragraph separator U+2029"
        case 0xEF:
            if self[index + 1] == 0xBB, self[index + 2] == 0xBF { return "a byte order mark inside the text" }
            return self[index + 1] == 0xBF && self[index + 2] >= 0xBE ? "a noncharacter (U+FFFE, U+FFFF)" : nil
        default: return nil
        }
    }
}
