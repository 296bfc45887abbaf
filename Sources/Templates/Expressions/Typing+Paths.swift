internal import Diagnostics

extension Typing {
    /// The identity of a path for what is known of it: variables by slot, so that names cannot mix them up.
    func key(_ name: Name, _ steps: [Name]) -> [String] {
        let first =
            switch variables[name.text] {
            case .value(_, let slot), .entry(_, let slot), .loop(let slot): "#\(slot)"
            case nil: name.text
            }
        return [first] + steps.map(\.text)
    }

    mutating func path(_ name: Name, _ steps: [Name]) -> (Expression, Kind) {
        let full = key(name, steps)
        switch variables[name.text] {
        case .value(let kind, let slot):
            let start = Kind(shape: kind.shape, isOptional: kind.isOptional && !facts.contains([full[0]]))
            let expression = Expression.path(.slot(slot), steps.map(\.text))
            return (expression, walk(start, steps[...], full, at: 1, after: name))
        case .entry(let shape, let slot): return entry(shape, slot, name, steps, full)
        case .loop(let slot): return loop(slot, name, steps)
        case nil:
            let expression = Expression.path(.scope, [name.text] + steps.map(\.text))
            guard case .object = root else { return (expression, .reported) }
            return (expression, walk(Kind(shape: root), [name] + steps, full, at: 0, after: nil))
        }
    }

    private mutating func entry(
        _ shape: Shape, _ slot: Int, _ name: Name, _ steps: [Name], _ full: [String]
    ) -> (Expression, Kind) {
        let rest = steps.dropFirst()
        switch steps.first?.text {
        case "key":
            let expression = Expression.path(.entryKey(slot), rest.map(\.text))
            return (expression, walk(Kind(shape: .string), rest, full, at: 2, after: steps.first))
        case "value":
            let expression = Expression.path(.entryValue(slot), rest.map(\.text))
            return (expression, walk(Kind(shape: shape), rest, full, at: 2, after: steps.first))
        default:
            problems.append(
                Problem(
                    TemplateCodes.unknownName, "\"\(name.text)\" is an entry of a mapping; it has a key and a value.",
                    at: steps.first ?? name, help: "write \(name.text).key or \(name.text).value"))
            return (.path(.entryKey(slot), []), .reported)
        }
    }

    private mutating func loop(_ slot: Int, _ name: Name, _ steps: [Name]) -> (Expression, Kind) {
        guard steps.count == 1, let field = Expression.LoopField(rawValue: steps[0].text) else {
            problems.append(
                Problem(
                    TemplateCodes.unknownName, "`loop` tells where the innermost loop stands.", at: steps.first ?? name,
                    help: "write loop.index (from 0), loop.count, loop.first or loop.last"))
            return (.loop(slot, .index), .reported)
        }
        return (.loop(slot, field), Kind(shape: field == .index || field == .count ? .integer : .boolean))
    }

    /// Follows `steps` through `start`; `at` is how many parts of `full` lie before them.
    private mutating func walk(
        _ start: Kind, _ steps: ArraySlice<Name>, _ full: [String], at: Int, after: Name?
    ) -> Kind {
        var kind = start
        var previous = after
        for (index, step) in steps.enumerated() {
            guard let shape = kind.shape else { return .reported }
            let isKnown = facts.contains(Array(full.prefix(at + index + 1)))
            switch shape {
            case .object(let fields):
                guard let field = fields.first(where: { $0.name == step.text }) else {
                    reportUnknown(step, after: previous, among: fields.map(\.name))
                    return .reported
                }
                kind = Kind(shape: field.shape, isOptional: isKnown ? false : kind.isOptional || field.isOptional)
            case .map(let value):
                kind = Kind(shape: value, isOptional: !isKnown)
            case .list, .scalar, .any:
                let owner = previous?.text ?? "the scope"
                problems.append(
                    Problem(
                        TemplateCodes.wrongType, "\"\(owner)\" is \(shape.words), which has no keys.", at: step,
                        help: shape.isList ? "loop over it: `((for item in \(owner)))`" : nil))
                return .reported
            }
            previous = step
        }
        return kind
    }

    private mutating func reportUnknown(_ step: Name, after previous: Name?, among names: [String]) {
        let candidates = previous == nil ? names + variables.keys.sorted() : names
        let detail =
            previous.map { "\"\(step.text)\" is not a key of \"\($0.text)\"." }
            ?? "There is no \"\(step.text)\" here."
        let near = Suggestion.nearest(to: step.text, among: candidates)
        problems.append(
            Problem(
                TemplateCodes.unknownName, detail, at: step,
                help: near.map { "did you mean \"\($0)\"?" }
                    ?? "there are: \(candidates.prefix(24).joined(separator: ", "))"))
    }
}

extension Shape {
    fileprivate var isList: Bool { if case .list = self { true } else { false } }
}
