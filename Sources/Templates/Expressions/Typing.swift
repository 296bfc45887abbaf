internal import Diagnostics
internal import YAML

/// Gives names and types to expressions, under what is known where they stand.
struct Typing {
    /// What is known of a value before there is one; no shape where a problem was reported already.
    struct Kind {
        var shape: Shape?
        var isOptional = false

        static let reported = Kind(shape: nil)
    }

    enum Variable {
        case value(Kind, slot: Int)
        case entry(Shape, slot: Int)
        case loop(slot: Int)
    }

    /// A condition, and the paths known to be present where it holds and where it does not.
    struct Condition {
        let expression: Expression
        let whenTrue: Set<[String]>
        let whenFalse: Set<[String]>
    }

    let root: Shape
    let isText: Bool
    var variables: [String: Variable] = [:]
    /// Paths known to be present here.
    var facts: Set<[String]> = []
    var problems: [Problem] = []

    init(root: Shape, isText: Bool) {
        self.root = root
        self.isText = isText
    }

    // MARK: Conditions

    mutating func condition(_ syntax: Syntax) -> Condition {
        switch syntax {
        case .not(let inner, _):
            let inner = condition(inner)
            return Condition(
                expression: .not(inner.expression), whenTrue: inner.whenFalse, whenFalse: inner.whenTrue)
        case .and(let left, let right):
            let left = condition(left)
            let right = assuming(left.whenTrue) { $0.condition(right) }
            return Condition(
                expression: .and(left.expression, right.expression), whenTrue: left.whenTrue.union(right.whenTrue),
                whenFalse: left.whenFalse.intersection(right.whenFalse))
        case .or(let left, let right):
            let left = condition(left)
            let right = assuming(left.whenFalse) { $0.condition(right) }
            return Condition(
                expression: .or(left.expression, right.expression),
                whenTrue: left.whenTrue.intersection(right.whenTrue),
                whenFalse: left.whenFalse.union(right.whenFalse))
        case .compare:
            return Condition(expression: check(syntax).0, whenTrue: [], whenFalse: [])
        default: return presence(syntax)
        }
    }

    private mutating func presence(_ syntax: Syntax) -> Condition {
        let (expression, kind) = check(syntax)
        var present: Set<[String]> = []
        if case .path(let name, let steps) = syntax {
            let full = key(name, steps)
            for count in 1...full.count { present.insert(Array(full.prefix(count))) }
        }
        switch kind.shape {
        case nil, .scalar(.boolean), .list, .map, .any: break
        case .some where kind.isOptional: break
        case .some(let shape):
            problems.append(
                Problem(
                    TemplateCodes.condition, "This is \(shape.words) that is always there, so it always holds.",
                    at: syntax.place, help: "compare it, as in `((if path == \"value\"))`"))
        }
        return Condition(expression: .truth(expression), whenTrue: present, whenFalse: [])
    }

    /// Runs `body` with more paths known to be present.
    mutating func assuming<Result>(_ more: Set<[String]>, _ body: (inout Typing) -> Result) -> Result {
        let before = facts
        facts.formUnion(more)
        defer { facts = before }
        return body(&self)
    }

    // MARK: Values

    /// The expression and its kind, where an absent value is a problem.
    mutating func required(_ syntax: Syntax) -> (Expression, Kind) {
        let (expression, kind) = check(syntax)
        guard kind.isOptional else { return (expression, kind) }
        problems.append(
            Problem(
                TemplateCodes.optionalValue, "\(subject(syntax)) may be left out of the spec.", at: syntax.place,
                help: isPath(syntax)
                    ? "put it inside `((if \(words(syntax)))):`, or add `| default(…)`" : "add `| default(…)`"))
        return (expression, Kind(shape: kind.shape))
    }

    mutating func check(_ syntax: Syntax) -> (Expression, Kind) {
        switch syntax {
        case .literal(let scalar, _): return (.literal(scalar), Kind(shape: .scalar(type(of: scalar))))
        case .path(let name, let steps): return path(name, steps)
        case .filter(let inner, let name, let arguments): return filter(inner, name, arguments)
        case .compare(let left, let comparison, let right): return compare(left, comparison, right)
        case .and, .or, .not: return (condition(syntax).expression, Kind(shape: .boolean))
        }
    }

    private func type(of scalar: Scalar) -> Shape.ScalarType {
        switch scalar.kind {
        case .integer: .integer
        case .bool: .boolean
        default: .string
        }
    }

    private mutating func compare(
        _ left: Syntax, _ comparison: Syntax.Comparison, _ right: Syntax
    ) -> (Expression, Kind) {
        let (leftExpression, leftKind) = required(left)
        let (rightExpression, rightKind) = required(right)
        let result = Expression.compare(leftExpression, comparison, rightExpression)
        guard let one = leftKind.shape?.asText, let other = rightKind.shape?.asText else {
            return (result, Kind(shape: .boolean))
        }
        let ordered = comparison != .equal && comparison != .unequal
        let comparable: [Shape] = ordered ? [.integer] : [.string, .integer, .boolean]
        if one != other || !comparable.contains(one) {
            problems.append(
                Problem(
                    TemplateCodes.wrongType,
                    "`\(comparison.rawValue)` cannot compare \(one.words) with \(other.words).", at: left.place,
                    help: ordered
                        ? "only integers have an order" : "compare two texts, two integers or two booleans"))
        }
        return (result, Kind(shape: .boolean))
    }

    private mutating func filter(_ inner: Syntax, _ name: Name, _ arguments: [Syntax]) -> (Expression, Kind) {
        if name.text == "default" { return fallback(inner, name, arguments) }
        let (input, kind) = required(inner)
        guard let filter = Filter(rawValue: name.text) else {
            let near = Suggestion.nearest(to: name.text, among: Filter.names)
            problems.append(
                Problem(
                    TemplateCodes.unknownFilter, "There is no filter \"\(name.text)\".", at: name,
                    help: near.map { "did you mean \"\($0)\"?" }
                        ?? "the filters are \(Filter.names.joined(separator: ", "))"))
            return (input, .reported)
        }
        if filter == .indent, !isText {
            problems.append(
                Problem(
                    TemplateCodes.wrongType, "`indent` is for text templates only.", at: name,
                    help: "leave it out: in YAML templates a text keeps its lines wherever it is placed"))
        }
        let checked = check(arguments, of: filter, at: name)
        guard let shape = kind.shape else { return (.filter(filter, input, checked), .reported) }
        guard let output = filter.output(of: shape) else {
            problems.append(
                Problem(
                    TemplateCodes.wrongType, "`\(name.text)` takes \(filter.inputWords), and this is \(shape.words).",
                    at: inner.place,
                    help: shape.isScalar && filter.output(of: .string) != nil
                        ? "make it a text first: `| string | \(name.text)`"
                        : "use it on \(filter.inputWords), or leave it out"))
            return (input, .reported)
        }
        return (.filter(filter, input, checked), Kind(shape: output))
    }

    private mutating func check(_ arguments: [Syntax], of filter: Filter, at name: Name) -> [Expression] {
        let checked = arguments.map { required($0) }
        let wanted = filter.parameters
        let matches =
            checked.count == wanted.count && zip(checked, wanted).allSatisfy { $0.1.shape == nil || $0.1.shape == $1 }
        var inRange = true
        if filter == .indent, case .literal(let scalar, _)? = arguments.first {
            inRange = (0...80).contains(Int(scalar.text) ?? -1)
        } else if filter == .indent {
            inRange = false
        }
        if !matches || !inRange {
            let list = wanted.map(\.words).joined(separator: ", ")
            problems.append(
                Problem(
                    TemplateCodes.wrongType,
                    "`\(name.text)` takes \(wanted.isEmpty ? "no argument" : "(\(list))").", at: name,
                    help: filter == .indent ? "write a number from 0 to 80, as in `indent(4)`" : nil))
        }
        return checked.map(\.0)
    }

    private mutating func fallback(_ inner: Syntax, _ name: Name, _ arguments: [Syntax]) -> (Expression, Kind) {
        let (value, kind) = check(inner)
        guard arguments.count == 1 else {
            problems.append(
                Problem(
                    TemplateCodes.wrongType, "`default` takes one value.", at: name,
                    help: "write it as in `default(\"none\")`"))
            return (value, .reported)
        }
        let (other, otherKind) = check(arguments[0])
        let result = Expression.fallback(value, other)
        guard let one = kind.shape, let two = otherKind.shape else { return (result, .reported) }
        if !kind.isOptional {
            problems.append(
                Problem(
                    TemplateCodes.wrongType, "\(subject(inner)) is always there, so its default is never used.",
                    at: name, help: "take `default` away"))
        }
        if one.asText != two.asText {
            problems.append(
                Problem(
                    TemplateCodes.wrongType, "The value is \(one.words), and its default is \(two.words).",
                    at: arguments[0].place, help: "give a default of the same kind"))
        }
        return (result, Kind(shape: one == two ? one : one.asText, isOptional: otherKind.isOptional))
    }

    private func isPath(_ syntax: Syntax) -> Bool { if case .path = syntax { true } else { false } }

    private func subject(_ syntax: Syntax) -> String { isPath(syntax) ? "\"\(words(syntax))\"" : "This value" }

    private func words(_ syntax: Syntax) -> String {
        guard case .path(let name, let steps) = syntax else { return "this value" }
        return ([name] + steps).map(\.text).joined(separator: ".")
    }
}
