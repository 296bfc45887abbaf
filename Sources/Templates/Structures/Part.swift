internal import Diagnostics
internal import YAML

/// A node of a template, ready to be rendered.
indirect enum Part: Sendable {
    /// Nothing in it is computed; `count` is how many nodes it has.
    case constant(Node, count: Int)
    /// A whole scalar that becomes the value itself.
    case value(Expression, SourceLocation)
    /// A text with values inside.
    case text([Segment], SourceLocation)
    case sequence([Spliced<Part>], SourceLocation)
    case mapping([Spliced<PairPart>], SourceLocation, mayRepeat: Bool)
    /// Exactly one of several, by condition.
    case choice([Spliced<Part>], SourceLocation)
}

struct PairPart: Sendable {
    let key: Part
    let value: Part
}

enum Segment: Sendable {
    case text(String)
    case expression(Expression)
}

/// Something that lands in a list of entries, items, documents or lines, with the controls around it.
indirect enum Spliced<Leaf: Sendable>: Sendable {
    struct Branch: Sendable {
        /// Nil for an else.
        let condition: Expression?
        let body: [Spliced]
        let mark: SourceLocation
    }

    case leaf(Leaf)
    case branches([Branch])
    case loop(slot: Int, loopSlot: Int, over: Expression, body: [Spliced], SourceLocation)
    case include([(slot: Int, value: Part)], body: [Spliced])
}
