/// The recursive-descent parser behind ``JSONReader``: a position in bytes that each call hands in.
///
/// The depth limit bounds the recursion. Faults carry offsets only; lines, columns and words are worked out once, after
/// the parser gave up.
struct JSONParser {
    let limits: JSONLimits
    private var position = 0
    private var nodes = 0
    private var depth = 0

    init(limits: JSONLimits) { self.limits = limits }

    mutating func document(_ input: borrowing Span<UInt8>) throws(JSONFault) -> JSONValue {
        guard input.count <= limits.bytes else { throw JSONFault(.tooManyBytes, at: 0) }
        if input.count >= 2 {
            let start = (input[0], input[1])
            if start == (0xEF, 0xBB) || start == (0xFE, 0xFF) || start == (0xFF, 0xFE) {
                throw JSONFault(.byteOrderMark, at: 0)
            }
        }
        skipSpace(input)
        let value = try value(input)
        skipSpace(input)
        guard position == input.count else { throw JSONFault(.trailing, at: position) }
        return value
    }

    private mutating func value(_ input: borrowing Span<UInt8>) throws(JSONFault) -> JSONValue {
        nodes += 1
        guard nodes <= limits.nodes else { throw JSONFault(.tooManyNodes, at: position) }
        switch current(input) {
        case .quote: return .string(try string(input))
        case .openBrace: return try object(input)
        case .openBracket: return try array(input)
        case .minus, .zero ... .nine: return .number(try number(input))
        case UInt8(ascii: "t"):
            try word("true", input)
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false", input)
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null", input)
            return .null
        default: throw fault(.expectedValue, input)
        }
    }

    // MARK: Arrays and objects

    private mutating func array(_ input: borrowing Span<UInt8>) throws(JSONFault) -> JSONValue {
        try enter()
        var values: [JSONValue] = []
        if afterSpace(input) == .closeBracket {
            leave()
            return .array(values)
        }
        while true {
            values.append(try value(input))
            switch afterSpace(input) {
            case .comma: position += 1
            case .closeBracket:
                leave()
                return .array(values)
            default: throw fault(.expectedCommaOrBracket, input)
            }
            if afterSpace(input) == .closeBracket { throw JSONFault(.trailingComma, at: position) }
        }
    }

    private mutating func object(_ input: borrowing Span<UInt8>) throws(JSONFault) -> JSONValue {
        let start = position
        try enter()
        var members: [JSONValue.Member] = []
        var names = MemberNames()
        if afterSpace(input) == .closeBrace {
            leave()
            return .object(members)
        }
        members.reserveCapacity(4)
        while true {
            let nameOffset = position
            guard current(input) == .quote else { throw fault(.expectedName, input) }
            let name = try string(input)
            guard names.insert(name, after: members) else {
                throw JSONFault(.duplicateName, at: nameOffset, related: offset(of: name, inObjectAt: start, input))
            }
            guard afterSpace(input) == .colon else { throw fault(.expectedColon, input) }
            position += 1
            skipSpace(input)
            members.append(JSONValue.Member(name, try value(input)))
            switch afterSpace(input) {
            case .comma: position += 1
            case .closeBrace:
                leave()
                return .object(members)
            default: throw fault(.expectedCommaOrBrace, input)
            }
            if afterSpace(input) == .closeBrace { throw JSONFault(.trailingComma, at: position) }
        }
    }

    /// Where the object first names `name`: read again, so that reading a sound text keeps no offsets.
    private func offset(of name: String, inObjectAt start: Int, _ input: borrowing Span<UInt8>) -> Int {
        var again = JSONParser(limits: limits)
        again.position = start + 1
        while true {
            _ = again.afterSpace(input)
            let found = again.position
            guard let other = try? again.string(input) else { return start }
            if other.hasSameBytes(as: name) { return found }
            _ = again.afterSpace(input)
            again.position += 1
            again.skipSpace(input)
            guard (try? again.value(input)) != nil, again.afterSpace(input) == .comma else { return start }
            again.position += 1
        }
    }

    @inline(__always)
    private mutating func enter() throws(JSONFault) {
        depth += 1
        guard depth <= limits.depth else { throw JSONFault(.tooDeep, at: position) }
        position += 1
    }

    @inline(__always)
    private mutating func leave() {
        depth -= 1
        position += 1
    }

    // MARK: Words and numbers

    private mutating func word(_ expected: StaticString, _ input: borrowing Span<UInt8>) throws(JSONFault) {
        let length = expected.utf8CodeUnitCount
        let matches = expected.withUTF8Buffer { letters in
            guard input.count - position >= length else { return false }
            for index in 0..<length {
                guard unsafe letters[index] == input[position + index] else { return false }
            }
            return true
        }
        guard matches else { throw fault(.expectedValue, input) }
        position += length
    }

    /// RFC 8259 section 6: minus, integer without leading zeros, fraction, exponent.
    private mutating func number(_ input: borrowing Span<UInt8>) throws(JSONFault) -> JSONNumber {
        let start = position
        if current(input) == .minus { position += 1 }
        if current(input) == .zero {
            position += 1
            if current(input).isDigit { throw JSONFault(.leadingZero, at: start) }
        } else {
            try digits(input, in: start)
        }
        if current(input) == .dot {
            position += 1
            try digits(input, in: start)
        }
        if current(input) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if current(input) == .minus || current(input) == .plus { position += 1 }
            try digits(input, in: start)
        }
        guard position - start <= limits.numberLength else { throw JSONFault(.numberTooLong, at: start) }
        return JSONNumber(verbatim: ascii(input, start..<position))
    }

    @inline(__always)
    private mutating func digits(_ input: borrowing Span<UInt8>, in start: Int) throws(JSONFault) {
        guard current(input).isDigit else {
            throw JSONFault(position < input.count ? .expectedDigit : .endOfText, at: position, related: start)
        }
        repeat { position += 1 } while current(input).isDigit
    }

    // MARK: Strings

    private mutating func string(_ input: borrowing Span<UInt8>) throws(JSONFault) -> String {
        let start = position + 1
        var index = start
        var seen: UInt8 = 0
        let count = input.count
        while index < count {
            let byte = input[index]
            if byte == .quote {
                position = index + 1
                return try text(input, start..<index, isASCII: seen < 0x80)
            }
            if byte == .backslash { return try escapedString(input, from: start) }
            guard byte >= 0x20 else { throw JSONFault(.controlCharacter, at: index) }
            seen |= byte
            index += 1
        }
        throw JSONFault(.unclosedString, at: position)
    }

    /// A string with at least one escape: resolved into a buffer of its own, runs at a time.
    private mutating func escapedString(_ input: borrowing Span<UInt8>, from start: Int) throws(JSONFault) -> String {
        let opening = position
        var result: [UInt8] = []
        var runStart = start
        var index = start
        while index < input.count {
            let byte = input[index]
            guard byte == .quote || byte == .backslash || byte < 0x20 else {
                index += 1
                continue
            }
            guard byte >= 0x20 else { throw JSONFault(.controlCharacter, at: index) }
            try append(input, runStart..<index, to: &result)
            if byte == .quote {
                position = index + 1
                return String(decoding: result, as: UTF8.self)
            }
            position = index
            try escape(input, into: &result)
            index = position
            runStart = index
        }
        throw JSONFault(.unclosedString, at: opening)
    }

    private func append(
        _ input: borrowing Span<UInt8>, _ range: Range<Int>, to result: inout [UInt8]
    ) throws(JSONFault) {
        guard !range.isEmpty else { return }
        let run = input.extracting(range)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: run)
        } catch {
            throw JSONFault(.invalidUTF8, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
        unsafe run.withUnsafeBufferPointer { unsafe result.append(contentsOf: $0) }
    }

    /// One escape, from its backslash; a high surrogate takes the low one that must follow with it.
    private mutating func escape(
        _ input: borrowing Span<UInt8>, into result: inout [UInt8]
    ) throws(JSONFault) {
        let start = position
        position += 1
        guard position < input.count else { throw JSONFault(.endOfText, at: position) }
        let letter = input[position]
        position += 1
        switch letter {
        case .quote, .backslash, UInt8(ascii: "/"): result.append(letter)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(input, in: start)
            if 0xD800..<0xDC00 ~= code {
                guard current(input) == .backslash, position + 1 < input.count,
                    input[position + 1] == UInt8(ascii: "u")
                else { throw JSONFault(.loneSurrogate, at: start) }
                position += 2
                let low = try hexadecimal(input, in: position - 2)
                guard 0xDC00..<0xE000 ~= low else { throw JSONFault(.loneSurrogate, at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw JSONFault(.loneSurrogate, at: start) }
            result.append(contentsOf: UTF8.encode(scalar) ?? .init())
        default: throw JSONFault(.unknownEscape, at: start)
        }
    }

    private mutating func hexadecimal(_ input: borrowing Span<UInt8>, in start: Int) throws(JSONFault) -> UInt32 {
        guard input.count - position >= 4 else { throw JSONFault(.badUnicodeEscape, at: start) }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = input[position]
            switch byte {
            case .zero ... .nine: code = code << 4 | UInt32(byte - .zero)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw JSONFault(.badUnicodeEscape, at: start)
            }
            position += 1
        }
        return code
    }

    @inline(__always)
    private func text(
        _ input: borrowing Span<UInt8>, _ range: Range<Int>, isASCII: Bool
    ) throws(JSONFault) -> String {
        if isASCII { return ascii(input, range) }
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: input.extracting(range)))
        } catch {
            throw JSONFault(.invalidUTF8, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// A string of bytes the scan already knows to be ASCII.
    @inline(__always)
    private func ascii(_ input: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
        let run = input.extracting(range)
        return unsafe String(copying: UTF8Span(unchecked: run, isKnownASCII: true))
    }

    // MARK: Bytes

    /// The byte here, or 0 past the end: no rule accepts 0, and `fault` tells the two apart.
    @inline(__always)
    private func current(_ input: borrowing Span<UInt8>) -> UInt8 {
        position < input.count ? input[position] : 0
    }

    @inline(__always)
    private mutating func skipSpace(_ input: borrowing Span<UInt8>) {
        while position < input.count, input[position].isSpace { position += 1 }
    }

    @inline(__always)
    private mutating func afterSpace(_ input: borrowing Span<UInt8>) -> UInt8 {
        skipSpace(input)
        return current(input)
    }

    private func fault(_ kind: JSONFault.Kind, _ input: borrowing Span<UInt8>) -> JSONFault {
        JSONFault(position < input.count ? kind : .endOfText, at: position)
    }
}

/// The names an object has so far: compared one by one while few, hashed once they are many, so that time stays linear.
private struct MemberNames {
    private var hashed: Set<ExactName> = []

    /// False where `members` already has `name`.
    @inline(__always)
    mutating func insert(_ name: String, after members: [JSONValue.Member]) -> Bool {
        if members.count < 16 { return !members.contains { $0.name.hasSameBytes(as: name) } }
        if hashed.isEmpty { hashed = Set(members.map { ExactName(text: $0.name) }) }
        return hashed.insert(ExactName(text: name)).inserted
    }
}

private struct ExactName: Hashable {
    let text: String

    static func == (left: ExactName, right: ExactName) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Hashes the bytes: `String` hashes its normal form, and then a hostile text could make every name collide.
    func hash(into hasher: inout Hasher) {
        let bytes = text.utf8Span.span
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let openBrace = UInt8(ascii: "{")
    fileprivate static let closeBrace = UInt8(ascii: "}")
    fileprivate static let openBracket = UInt8(ascii: "[")
    fileprivate static let closeBracket = UInt8(ascii: "]")
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let minus = UInt8(ascii: "-")
    fileprivate static let plus = UInt8(ascii: "+")
    fileprivate static let dot = UInt8(ascii: ".")
    fileprivate static let zero = UInt8(ascii: "0")
    fileprivate static let nine = UInt8(ascii: "9")

    @inline(__always)
    fileprivate var isDigit: Bool { self &- .zero <= 9 }

    @inline(__always)
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
