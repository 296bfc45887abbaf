internal import Diagnostics
internal import YAML

/// Reads scalars and lines: finds `((…))` and makes syntax of what stands inside.
struct Parser {
    private var lexer: Lexer
    private var token: Token
    private var depth = 0
    private var size = 0

    /// Words that cannot name a variable.
    static let reserved: Set<String> = [
        "if", "else", "for", "in", "include", "end", "and", "or", "not", "true", "false", "loop",
    ]
    private static let depthLimit = 32
    private static let sizeLimit = 128

    /// The first token after the `((` at `offset`.
    private init(_ bytes: [UInt8], after offset: Int) throws(Problem) {
        lexer = Lexer(bytes: bytes, position: offset + 2)
        token = try lexer.next()
    }

    /// The offsets of `((` in the bytes from `start` on, or nil.
    static func opening(in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 2 else { return nil }
        return (start..<max(start, bytes.count - 1)).first {
            bytes[$0] == UInt8(ascii: "(") && bytes[$0 + 1] == UInt8(ascii: "(")
        }
    }

    /// The pieces of a scalar or line; problems are reported one for each expression.
    static func pieces(of bytes: [UInt8], report: (Problem) -> Void) -> [Piece] {
        var pieces: [Piece] = []
        var position = 0
        while let start = opening(in: bytes, from: position) {
            if start > position { pieces.append(.text(String(decoding: bytes[position..<start], as: UTF8.self))) }
            do throws(Problem) {
                var parser = try Parser(bytes, after: start)
                let expression = try parser.expression()
                position = try parser.close(from: start)
                pieces.append(.expression(expression))
            } catch {
                report(error)
                position = afterClosing(in: bytes, from: start)
            }
        }
        if position < bytes.count { pieces.append(.text(String(decoding: bytes[position...], as: UTF8.self))) }
        return pieces
    }

    /// The control that the whole text is, or nil where it does not begin like one.
    static func control(_ bytes: [UInt8]) throws(Problem) -> Control? {
        let first = bytes.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? 0
        guard opening(in: bytes, from: first) == first else { return nil }
        var parser: Parser
        do throws(Problem) { parser = try Parser(bytes, after: first) } catch { return nil }
        guard parser.token.kind == .name else { return nil }
        let word = parser.token
        guard ["if", "else", "for", "include", "end"].contains(word.text) else { return nil }
        if word.text == "include" {
            let name = parser.lexer.fragmentPath()
            try parser.advance()
            return try parser.finish(.include(name), from: first)
        }
        try parser.advance()
        switch word.text {
        case "if": return try parser.finish(.condition(parser.expression()), from: first)
        case "for": return try parser.finish(parser.loop(), from: first)
        case "end": return try parser.finish(.end, from: first)
        default:
            if parser.token.kind == .name, parser.token.text == "if" {
                try parser.advance()
                return try parser.finish(.otherwiseIf(parser.expression()), from: first)
            }
            // A label only makes the key differ from another else of the same mapping.
            if parser.token.kind == .name { try parser.advance() }
            return try parser.finish(.otherwise, from: first)
        }
    }

    private static func afterClosing(in bytes: [UInt8], from start: Int) -> Int {
        let end = (start..<max(start, bytes.count - 1)).first {
            bytes[$0] == UInt8(ascii: ")") && bytes[$0 + 1] == UInt8(ascii: ")")
        }
        return end.map { $0 + 2 } ?? bytes.count
    }

    // MARK: Grammar

    private mutating func loop() throws(Problem) -> Control {
        let variable = token
        guard variable.kind == .name else { throw unexpected("a variable's name after for") }
        try advance()
        guard token.kind == .name, token.text == "in" else { throw unexpected("`in` after the variable") }
        try advance()
        return .loop(variable: variable.place, over: try expression())
    }

    private mutating func expression() throws(Problem) -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw Problem(TemplateCodes.limit, "The expression is nested too deeply.", at: token.place)
        }
        var left = try conjunction()
        while takeName("or") {
            try advance()
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(Problem) -> Syntax {
        var left = try negation()
        while takeName("and") {
            try advance()
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(Problem) -> Syntax {
        guard takeName("not") else { return try comparison() }
        let place = token.place
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw Problem(TemplateCodes.limit, "The expression is nested too deeply.", at: place)
        }
        try advance()
        return .not(try negation(), at: place)
    }

    private mutating func comparison() throws(Problem) -> Syntax {
        let left = try filtered()
        guard token.kind == .symbol, let comparison = Syntax.Comparison(rawValue: token.text) else { return left }
        try advance()
        let right = try filtered()
        return .compare(left, comparison, right)
    }

    private mutating func filtered() throws(Problem) -> Syntax {
        var value = try primary()
        var count = 0
        while isSymbol("|") {
            try advance()
            guard token.kind == .name else { throw unexpected("a filter's name after `|`") }
            let name = token.place
            try advance()
            var arguments: [Syntax] = []
            if isSymbol("(") {
                repeat {
                    try advance()
                    arguments.append(try expression())
                } while isSymbol(",")
                try expect(")")
            }
            count += 1
            guard count <= Self.depthLimit else {
                throw Problem(TemplateCodes.limit, "The expression has too many filters.", at: name)
            }
            value = .filter(value, name, arguments)
        }
        return value
    }

    private mutating func primary() throws(Problem) -> Syntax {
        let first = token
        size += 1
        guard size <= Self.sizeLimit else {
            throw Problem(TemplateCodes.limit, "The expression has more than \(Self.sizeLimit) parts.", at: first.place)
        }
        switch first.kind {
        case .string(let text):
            try advance()
            return .literal(Scalar(text: text, kind: .string), at: first.place)
        case .integer:
            try advance()
            return .literal(Scalar(text: first.text, kind: .integer), at: first.place)
        case .name where first.text == "true" || first.text == "false":
            try advance()
            return .literal(Scalar(text: first.text, kind: .bool), at: first.place)
        case .name where first.text != "loop" && Self.reserved.contains(first.text):
            throw unexpected("a path or a literal")
        case .name:
            try advance()
            return .path(first.place, try steps())
        case .symbol where first.text == "(":
            try advance()
            let inner = try expression()
            try expect(")")
            return inner
        default: throw unexpected("a path or a literal")
        }
    }

    private mutating func steps() throws(Problem) -> [Name] {
        var steps: [Name] = []
        while isSymbol(".") || isSymbol("[") {
            let bracketed = isSymbol("[")
            try advance()
            switch token.kind {
            case .name where !bracketed: steps.append(token.place)
            case .string(let text) where bracketed:
                steps.append(Name(text: text, offset: token.offset, length: token.length))
            default: throw unexpected(bracketed ? "a quoted key after `[`" : "a key after `.`")
            }
            try advance()
            if bracketed { try expect("]") }
        }
        return steps
    }

    // MARK: Tokens

    private mutating func advance() throws(Problem) { token = try lexer.next() }

    private func takeName(_ text: String) -> Bool { token.kind == .name && token.text == text }

    private func isSymbol(_ text: String) -> Bool { token.kind == .symbol && token.text == text }

    private mutating func expect(_ symbol: String) throws(Problem) {
        guard isSymbol(symbol) else { throw unexpected("`\(symbol)`") }
        try advance()
    }

    private func unexpected(_ wanted: String) -> Problem {
        let found = token.kind == .end ? token.text : "\"\(token.text)\""
        return Problem(TemplateCodes.syntax, "Here \(wanted) is expected, and \(found) stands.", at: token.place)
    }

    /// Checks for the `))` of the `((` at `start`; the offset behind it.
    private mutating func close(from start: Int) throws(Problem) -> Int {
        guard isSymbol(")"), lexer.position < lexer.bytes.count, lexer.bytes[lexer.position] == UInt8(ascii: ")") else {
            if token.kind == .end {
                throw Problem(
                    TemplateCodes.syntax, "The `((` is never closed.", at: Name(text: "((", offset: start, length: 2),
                    help: "close it with `))`; a literal `((` is written `((\"((\"))`")
            }
            throw unexpected("`))`")
        }
        return lexer.position + 1
    }

    private mutating func finish(_ control: Control, from start: Int) throws(Problem) -> Control {
        let end = try close(from: start)
        guard lexer.bytes[end...].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else {
            throw Problem(
                TemplateCodes.control, "A control stands alone; there is more text behind it.",
                at: Name(text: "", offset: end, length: lexer.bytes.count - end))
        }
        return control
    }
}
