/// Reads the part of expr-lang that ``ArgoCondition`` understands.
struct ArgoConditionParser {
    private var tokens: [Substring]
    private var depth = 0

    /// Nil for anything beyond that part, or deeper than 32 parentheses.
    static func parse(_ text: String) -> ArgoCondition? {
        guard text.utf8.count <= 1_024, let tokens = tokens(text) else { return nil }
        var parser = ArgoConditionParser(tokens: tokens)
        guard let condition = parser.disjunction(), parser.tokens.isEmpty else { return nil }
        return condition
    }

    // MARK: Tokens

    private static let signs = ["&&", "||", "<=", ">=", "==", "!=", "<", ">", "!", "(", ")", "[", "]", ",", "-", "+"]

    private static func tokens(_ text: String) -> [Substring]? {
        var tokens: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
                continue
            }
            let length: Int
            if first.isASCII, first.isNumber || first == "." {
                length = numberLength(rest)
            } else if first.isASCII, first.isLetter || first == "_" {
                length = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.count
            } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                length = sign.count
            } else {
                return nil
            }
            tokens.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        // The parser takes from the end, which costs nothing.
        return tokens.reversed()
    }

    /// Digits with a point and an exponent, as in `1.5e-3`.
    private static func numberLength(_ text: Substring) -> Int {
        var length = 0
        var previous: Character = " "
        for character in text {
            let isSign = (character == "-" || character == "+") && (previous == "e" || previous == "E")
            guard character.isASCII, character.isNumber || character == "." || character.isLetter || isSign else {
                break
            }
            length += 1
            previous = character
        }
        return length
    }

    private mutating func take(_ expected: String...) -> Bool {
        guard let next = tokens.last, expected.contains(String(next)) else { return false }
        tokens.removeLast()
        return true
    }

    // MARK: Grammar

    private mutating func disjunction() -> ArgoCondition? {
        guard let first = conjunction() else { return nil }
        var parts = [first]
        while take("||", "or") {
            guard let next = conjunction() else { return nil }
            parts.append(next)
        }
        return parts.count == 1 ? first : .any(parts)
    }

    private mutating func conjunction() -> ArgoCondition? {
        guard let first = term() else { return nil }
        var parts = [first]
        while take("&&", "and") {
            guard let next = term() else { return nil }
            parts.append(next)
        }
        return parts.count == 1 ? first : .all(parts)
    }

    private mutating func term() -> ArgoCondition? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { return nil }
        if take("!", "not") { return term().map(ArgoCondition.not) }
        if take("(") {
            guard let inner = disjunction(), take(")") else { return nil }
            return inner
        }
        if take("isNaN", "isNil") {
            guard take("("), case .reading? = operand(), take(")") else { return nil }
            return .missing
        }
        return comparison()
    }

    private enum Operand {
        case number(Decimal)
        case reading
        /// `len(result)`: how many series there are.
        case length
    }

    private mutating func comparison() -> ArgoCondition? {
        guard let left = operand(), let sign = tokens.popLast(),
            let relation = ArgoCondition.Relation(rawValue: String(sign)), let right = operand()
        else { return nil }
        switch (left, right) {
        case (.reading, .number(let bound)): return .compare(relation, bound)
        case (.number(let bound), .reading): return .compare(relation.mirrored, bound)
        case (.length, .number(let bound)) where bound.value == 0: return Self.presence(relation)
        case (.number(let bound), .length) where bound.value == 0: return Self.presence(relation.mirrored)
        default: return nil
        }
    }

    /// What `len(result) <relation> 0` says.
    private static func presence(_ relation: ArgoCondition.Relation) -> ArgoCondition? {
        switch relation {
        case .equal, .atMost: .missing
        case .above, .different: .not(.missing)
        case .below, .atLeast: nil
        }
    }

    private mutating func operand() -> Operand? {
        let isNegative = take("-")
        if isNegative || take("+") {
            guard let digits = tokens.popLast(), let number = Decimal((isNegative ? "-" : "") + digits) else {
                return nil
            }
            return .number(number)
        }
        guard let next = tokens.popLast() else { return nil }
        switch next {
        case "result":
            guard take("[") else { return .reading }
            return take("0") && take("]") ? .reading : nil
        case "asFloat":
            guard take("("), case .reading? = operand(), take(")") else { return nil }
            return .reading
        case "len":
            return take("(") && take("result") && take(")") ? .length : nil
        default: return Decimal(next).map(Operand.number)
        }
    }
}
