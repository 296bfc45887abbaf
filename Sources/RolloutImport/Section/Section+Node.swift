internal import Diagnostics
internal import YAML

/// The section as YAML, its keys in the order of the reference.
extension Section {
    /// The text of a document with the one key `rollout`.
    var text: String { String(decoding: YAMLWriter.write(Node(mapping: [("rollout", node)])), as: UTF8.self) }

    var node: Node {
        Node(mapping: [
            ("strategy", .text(strategy.rawValue)),
            ("steps", .list(steps.map(\.node))),
            ("preview", preview?.node),
            ("bake", bake?.node),
            ("background", .list(background.map(Node.text))),
            ("metrics", .list(metrics.map(\.node))),
            ("score", score.map { Node(mapping: [("pass", .count($0.pass)), ("marginal", .count($0.marginal))]) }),
            ("onNoData", onNoData.map { .text($0.rawValue) }),
            ("deadline", deadline.map(Node.duration)),
            ("readyWithin", readyWithin.map(Node.duration)),
            ("warmUp", warmUp.map(Node.duration)),
            ("keepWarm", keepWarm.map(Node.duration)),
            ("shrinkStable", shrinkStable.map(Node.flag)),
            ("sticky", sticky.map(Node.flag)),
            ("notify", .list(webhooks.map { Node(mapping: [("webhook", .text($0))]) })),
        ])
    }
}

extension Section.Step {
    var node: Node {
        switch self {
        case .weight(let thousandths): Node(mapping: [("weight", .percent(thousandths))])
        case .soak(let length): Node(mapping: [("soak", .duration(length))])
        case .analyse(let analysis): Node(mapping: [("analyse", analysis.node)])
        case .gate(let limit): Node(mapping: [("gate", Node(mapping: [("approvalWithin", .duration(limit))]))])
        case .scale(let replicas): Node(mapping: [("scale", .count(replicas))])
        case .route(let route): Node(mapping: [("route", route.node)])
        case .unroute: Node(mapping: [("unroute", .flag(true))])
        }
    }
}

extension Section.Analysis {
    var node: Node { Node(mapping: [("for", .duration(length)), ("metrics", .list(metrics.map(Node.text)))]) }
}

extension Section.Route {
    var node: Node { Node(mapping: [(carrier.rawValue, .text(name)), ("value", .text(value))]) }
}

extension Section.Preview {
    var node: Node {
        Node(mapping: [
            ("replicas", replicas.map(Node.count)), ("route", route?.node), ("analyse", analyse?.node),
            ("gate", gate.map { Node(mapping: [("approvalWithin", .duration($0))]) }),
        ])
    }
}

extension Metric {
    var node: Node {
        Node(mapping: [
            ("name", .text(name)), ("query", .text(query)), rule.entry,
            ("critical", .flag(isCritical)), ("samples", samples.map(Node.count)),
            ("failures", failures.map(Node.count)), ("errors", errors.map(Node.count)),
            ("weight", weight.map(Node.count)),
        ])
    }
}

extension Metric.Rule {
    fileprivate var entry: (String, Node?) {
        switch self {
        case .atMost(let bound): ("atMost", .number(bound))
        case .atLeast(let bound): ("atLeast", .number(bound))
        case .ratioAtMost(let bound): ("ratioAtMost", .number(bound))
        case .distribution(let direction, let tolerance):
            ("distribution", Node(mapping: [("direction", .text(direction)), ("tolerance", .number(tolerance))]))
        }
    }
}

extension Node {
    /// Where nodes of the section stand: nowhere yet.
    private static let unwritten = SourceLocation(file: "rollout", line: 1, column: 1)

    /// A mapping of the entries that have a value.
    fileprivate init(mapping entries: [(String, Node?)]) {
        self.init(
            .mapping(entries.compactMap { key, value in value.map { Pair(key: .text(key), value: $0) } }),
            at: Self.unwritten)
    }

    fileprivate static func text(_ text: String) -> Node { .string(text, at: unwritten) }
    fileprivate static func count(_ value: Int) -> Node { .integer(value, at: unwritten) }
    fileprivate static func flag(_ value: Bool) -> Node { .bool(value, at: unwritten) }
    fileprivate static func number(_ value: Decimal) -> Node { Node(.scalar(value.scalar), at: unwritten) }
    fileprivate static func duration(_ value: Duration) -> Node { .text(DurationText.write(value)) }

    /// A sequence; nil where it is empty, so that its key is left out.
    fileprivate static func list(_ items: [Node]) -> Node? {
        items.isEmpty ? nil : Node(.sequence(items), at: unwritten)
    }

    fileprivate static func percent(_ thousandths: Int) -> Node {
        var fraction = String(thousandths % 1_000 + 1_000).dropFirst()
        while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
        return .text("\(thousandths / 1_000)\(fraction.isEmpty ? "" : ".\(fraction)")%")
    }
}
