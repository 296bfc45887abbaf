internal import Diagnostics
internal import YAML

/// A part of an expression as written, with its place in the text around it.
struct Name: Equatable {
    let text: String
    /// Bytes from the start of the scalar or line.
    let offset: Int
    let length: Int
}

/// An expression as written, before its names mean anything.
indirect enum Syntax: Equatable {
    enum Comparison: String {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    case literal(Scalar, at: Name)
    case path(Name, [Name])
    case filter(Syntax, Name, [Syntax])
    case compare(Syntax, Comparison, Syntax)
    case and(Syntax, Syntax)
    case or(Syntax, Syntax)
    case not(Syntax, at: Name)

    /// Where the expression begins, and what to underline.
    var place: Name {
        switch self {
        case .literal(_, let name), .not(_, let name): name
        case .path(let root, let steps):
            Name(
                text: root.text, offset: root.offset,
                length: (steps.last.map { $0.offset + $0.length } ?? root.offset + root.length) - root.offset)
        case .filter(let inner, _, _), .compare(let inner, _, _), .and(let inner, _), .or(let inner, _): inner.place
        }
    }
}

/// A control word with what belongs to it: a key of a structure, or a line of a text.
enum Control: Equatable {
    case condition(Syntax)
    case otherwiseIf(Syntax)
    case otherwise
    case loop(variable: Name, over: Syntax)
    case include(Name)
    case end
}

/// One piece of a scalar or a line.
enum Piece: Equatable {
    case text(String)
    case expression(Syntax)
}

/// A problem with its place in the scalar or line it was found in.
struct Problem: Error {
    let code: DiagnosticCode
    let detail: String
    let offset: Int
    let length: Int
    let help: String?

    init(_ code: DiagnosticCode, _ detail: String, at name: Name, help: String? = nil) {
        self.code = code
        self.detail = detail
        offset = name.offset
        length = name.length
        self.help = help
    }
}
