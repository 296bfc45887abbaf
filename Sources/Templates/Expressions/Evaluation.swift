internal import Diagnostics
internal import YAML

/// What a slot holds while a template is rendered.
enum Binding {
    case value(Node?, causes: [SourceLocation])
    case entry(key: Node, value: Node)
    case loop(index: Int, count: Int, causes: [SourceLocation])
    case empty
}

/// Computes expressions over one scope, and notes which values they used.
struct Evaluation {
    let scope: Node
    let limits: TemplateLimits
    var slots: [Binding]
    private(set) var spentNodes = 0
    private(set) var spentBytes = 0

    init(scope: Node, slots: Int, limits: TemplateLimits) {
        self.scope = scope
        self.limits = limits
        self.slots = Array(repeating: .empty, count: slots)
    }

    mutating func spend(nodes: Int = 0, bytes: Int = 0, at mark: SourceLocation) throws(Failure) {
        spentNodes += nodes
        spentBytes += bytes
        guard spentNodes <= limits.outputNodes, spentBytes <= limits.outputBytes else {
            throw Failure(
                TemplateCodes.limit,
                "The output has more than \(limits.outputNodes) nodes or \(limits.outputBytes) bytes of text.",
                at: mark, help: "look at the loops around this place")
        }
    }

    /// The value, or nil where it is absent; the marks of the values used are added to `causes`.
    mutating func value(
        _ expression: Expression, causes: inout [SourceLocation], at mark: SourceLocation
    ) throws(Failure) -> Node? {
        switch expression {
        case .literal(let scalar): return Node(.scalar(scalar), at: mark)
        case .path(let base, let steps): return try path(base, steps, &causes, mark)
        case .loop(let slot, let field):
            guard case .loop(let index, let count, let own) = slots[slot] else { throw mismatch(mark) }
            causes.add(own)
            switch field {
            case .index: return .integer(index, at: mark)
            case .count: return .integer(count, at: mark)
            case .first: return .bool(index == 0, at: mark)
            case .last: return .bool(index == count - 1, at: mark)
            }
        case .filter(let filter, let inner, let arguments):
            guard let input = try value(inner, causes: &causes, at: mark) else { throw mismatch(mark) }
            var values: [Node] = []
            for argument in arguments {
                guard let node = try value(argument, causes: &causes, at: mark) else { throw mismatch(mark) }
                values.append(node)
            }
            guard let output = filter.apply(to: input, values) else { throw mismatch(mark) }
            try spend(bytes: output.scalar?.text.utf8.count ?? input.scalar?.text.utf8.count ?? 0, at: mark)
            return output
        case .fallback(let inner, let other):
            if let found = try value(inner, causes: &causes, at: mark) { return found }
            return try value(other, causes: &causes, at: mark)
        case .compare, .and, .or, .not, .truth:
            return .bool(try holds(expression, causes: &causes, at: mark), at: mark)
        }
    }

    mutating func holds(
        _ expression: Expression, causes: inout [SourceLocation], at mark: SourceLocation
    ) throws(Failure) -> Bool {
        switch expression {
        case .and(let left, let right):
            guard try holds(left, causes: &causes, at: mark) else { return false }
            return try holds(right, causes: &causes, at: mark)
        case .or(let left, let right):
            if try holds(left, causes: &causes, at: mark) { return true }
            return try holds(right, causes: &causes, at: mark)
        case .not(let inner): return try !holds(inner, causes: &causes, at: mark)
        case .compare(let left, let comparison, let right):
            guard let one = try value(left, causes: &causes, at: mark)?.scalar,
                let other = try value(right, causes: &causes, at: mark)?.scalar
            else { throw mismatch(mark) }
            return comparison.holds(one, other)
        case .truth(let inner):
            switch try value(inner, causes: &causes, at: mark)?.content {
            case nil: return false
            case .sequence(let nodes): return !nodes.isEmpty
            case .mapping(let pairs): return !pairs.isEmpty
            case .scalar(let scalar): return scalar.kind == .bool ? scalar.text == "true" : scalar.kind != .null
            }
        default:
            return try value(expression, causes: &causes, at: mark)?.scalar?.text == "true"
        }
    }

    private func path(
        _ base: Expression.Base, _ steps: [String], _ causes: inout [SourceLocation], _ mark: SourceLocation
    ) throws(Failure) -> Node? {
        var node: Node
        switch base {
        case .scope: node = scope
        case .slot(let slot):
            guard case .value(let value, let own) = slots[slot] else { throw mismatch(mark) }
            guard let value, !steps.isEmpty else {
                causes.add(own)
                return value
            }
            node = value
        case .entryKey(let slot):
            guard case .entry(let key, _) = slots[slot] else { throw mismatch(mark) }
            node = key
        case .entryValue(let slot):
            guard case .entry(_, let value) = slots[slot] else { throw mismatch(mark) }
            node = value
        }
        for step in steps {
            guard let next = node.value(of: step) else {
                // What is absent has no line of its own: the place that could have had it stands for it.
                node.addOrigins(to: &causes)
                return nil
            }
            node = next
        }
        node.addOrigins(to: &causes)
        return node.scalar?.kind == .null && !steps.isEmpty ? nil : node
    }

    func mismatch(_ mark: SourceLocation) -> Failure {
        Failure(TemplateCodes.scopeMismatch, "A value used here is missing or of another kind.", at: mark)
    }
}

extension Node {
    /// The value of a key by its bytes.
    fileprivate func value(of key: String) -> Node? {
        guard case .mapping(let pairs) = content else { return nil }
        for pair in pairs {
            if case .scalar(let scalar) = pair.key.content, scalar.text == key { return pair.value }
        }
        return nil
    }

    /// Adds the places this value came from.
    func addOrigins(to list: inout [SourceLocation]) {
        list.add(mark)
        list.add(causes)
    }
}

extension [SourceLocation] {
    mutating func add(_ location: SourceLocation) { if !contains(location) { append(location) } }

    mutating func add(_ locations: [SourceLocation]) {
        if isEmpty { self = locations } else { for location in locations { add(location) } }
    }

    func adding(_ locations: [SourceLocation]) -> [SourceLocation] {
        if locations.isEmpty { return self }
        var result = self
        result.add(locations)
        return result
    }
}

extension Syntax.Comparison {
    /// Integers are compared by their digits, so that none is too large.
    func holds(_ left: Scalar, _ right: Scalar) -> Bool {
        switch self {
        case .equal: left.text.utf8.elementsEqual(right.text.utf8)
        case .unequal: !left.text.utf8.elementsEqual(right.text.utf8)
        case .less: Self.isLess(left.text, right.text)
        case .greater: Self.isLess(right.text, left.text)
        case .lessOrEqual: !Self.isLess(right.text, left.text)
        case .greaterOrEqual: !Self.isLess(left.text, right.text)
        }
    }

    private static func isLess(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        let minus = UInt8(ascii: "-")
        switch (a.first == minus, b.first == minus) {
        case (true, false): return !(a.dropFirst().elementsEqual([0x30]) && b.elementsEqual([0x30]))
        case (false, true): return false
        case (false, false): return a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
        case (true, true): return a.count != b.count ? a.count > b.count : b.lexicographicallyPrecedes(a)
        }
    }
}
