import Diagnostics
import TestSupport
import YAML

/// Sources by chance: every key a tool knows, with values that it takes.
struct RandomSource {
    private var random: SplitMix
    static let place = SourceLocation(file: "random", line: 1, column: 1)

    init(_ random: SplitMix) { self.random = random }

    // MARK: Building blocks

    mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func number(_ range: ClosedRange<Int>) -> Node {
        .integer(.random(in: range, using: &random), at: Self.place)
    }
    mutating func flag() -> Node { .bool(chance(50), at: Self.place) }
    mutating func length() -> Node { text(one(of: ["10s", "30s", "1m", "90s", "5m", "1h"])) }
    func text(_ text: String) -> Node { .string(text, at: Self.place) }
    func list(_ items: [Node]) -> Node { Node(.sequence(items), at: Self.place) }

    /// A mapping with each entry by its chance in percent.
    mutating func mapping(_ entries: [(String, Int, (inout RandomSource) -> Node)]) -> Node {
        var pairs: [Node.Pair] = []
        for (key, percent, value) in entries where chance(percent) {
            pairs.append(.init(key: text(key), value: value(&self)))
        }
        return Node(.mapping(pairs), at: Self.place)
    }

    mutating func many(_ count: ClosedRange<Int>, _ item: (inout RandomSource, Int) -> Node) -> Node {
        var items: [Node] = []
        for index in 0..<Int.random(in: count, using: &random) { items.append(item(&self, index)) }
        return list(items)
    }

    mutating func object(_ version: String, _ kind: String, _ name: String, _ spec: Node) -> Node {
        mapping([
            ("apiVersion", 100, { $0.text(version) }), ("kind", 100, { $0.text(kind) }),
            ("metadata", 100, { $0.mapping([("name", 100, { $0.text(name) })]) }), ("spec", 100, { _ in spec }),
        ])
    }
}
