internal import YAML

/// An expression whose names are resolved and whose types were checked.
indirect enum Expression: Sendable {
    /// Where a path begins.
    enum Base: Sendable {
        case scope
        case slot(Int)
        case entryKey(Int)
        case entryValue(Int)
    }

    enum LoopField: String, Sendable, CaseIterable {
        case index, first, last, count
    }

    case literal(Scalar)
    case path(Base, [String])
    case loop(Int, LoopField)
    case filter(Filter, Expression, [Expression])
    case fallback(Expression, Expression)
    case compare(Expression, Syntax.Comparison, Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case not(Expression)
    /// Present, and true where it is a boolean, and not empty where it is a list or a mapping.
    case truth(Expression)
}
