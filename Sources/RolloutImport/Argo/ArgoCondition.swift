/// What an Argo condition demands of a reading, where it is no more than comparisons with numbers.
///
/// Argo evaluates conditions with expr-lang; of that language these are understood: comparisons of `result`,
/// `result[0]` and `asFloat(…)` of them with a number on either side, `isNaN`, `isNil` and `len(result) == 0` for a
/// missing reading, `!`, `&&`, `||`, `not`, `and`, `or` and parentheses.
indirect enum ArgoCondition: Equatable {
    enum Relation: String, CaseIterable {
        case below = "<", atMost = "<=", above = ">", atLeast = ">=", equal = "==", different = "!="

        var negated: Relation {
            switch self {
            case .below: .atLeast
            case .atMost: .above
            case .above: .atMost
            case .atLeast: .below
            case .equal: .different
            case .different: .equal
            }
        }

        /// With its sides exchanged: `5 < x` is `x > 5`.
        var mirrored: Relation {
            switch self {
            case .below: .above
            case .atMost: .atLeast
            case .above: .below
            case .atLeast: .atMost
            case .equal, .different: self
            }
        }
    }

    case compare(Relation, Decimal)
    /// There is no reading, or it is not a number.
    case missing
    case not(ArgoCondition)
    case all([ArgoCondition])
    case any([ArgoCondition])

    /// Negations driven inwards, so that only ``missing`` can stand behind one.
    func normalised(negated: Bool = false) -> ArgoCondition {
        switch self {
        case .compare(let relation, let bound): .compare(negated ? relation.negated : relation, bound)
        case .missing: negated ? .not(.missing) : .missing
        case .not(let inner): inner.normalised(negated: !negated)
        case .all(let parts):
            negated
                ? .any(parts.map { $0.normalised(negated: true) }) : .all(parts.map { $0.normalised() })
        case .any(let parts):
            negated
                ? .all(parts.map { $0.normalised(negated: true) }) : .any(parts.map { $0.normalised() })
        }
    }

    /// The same as bounds that must all hold; nil where it is anything else.
    var bounds: Bounds? { Bounds(normalised()) }

    struct Bounds: Equatable {
        enum Missing { case unsaid, passes, fails }

        var relations: [(relation: Relation, bound: Decimal)] = []
        /// What the condition itself makes of a reading that is missing.
        var missing = Missing.unsaid

        fileprivate init?(_ condition: ArgoCondition) {
            switch condition {
            case .compare(let relation, let bound):
                guard relation != .equal, relation != .different else { return nil }
                relations = [(relation, bound)]
            case .any(let parts):
                let rest = parts.filter { $0 != .missing }
                guard rest.count == 1, rest.count < parts.count, let inner = Bounds(rest[0]) else { return nil }
                self = inner
                missing = .passes
            case .all(let parts):
                for part in parts {
                    if part == .not(.missing) {
                        missing = .fails
                    } else if let inner = Bounds(part) {
                        relations += inner.relations
                        if inner.missing != .unsaid { missing = inner.missing }
                    } else {
                        return nil
                    }
                }
                guard !relations.isEmpty else { return nil }
            case .missing, .not: return nil
            }
        }

        static func == (left: Bounds, right: Bounds) -> Bool {
            left.missing == right.missing
                && left.relations.elementsEqual(right.relations) { $0.relation == $1.relation && $0.bound == $1.bound }
        }
    }
}
