package import Diagnostics
internal import YAML

/// A mapping of the spec that is read into a type, field by field.
///
/// The one initialiser is also the schema: run over a file it reads and collects problems; run by
/// ``Schema/describing(_:)`` it only lists its fields. So the two cannot drift apart.
package protocol SpecSection: Sendable {
    init(_ fields: inout Fields)
}

/// What a field holds where the user wrote nothing.
package enum FieldDefault<Value: Sendable>: Sendable {
    case required
    case value(Value)
    case byTier(dev: Value, staging: Value, prod: Value)

    func value(for tier: Tier) -> Value? {
        switch self {
        case .required: nil
        case .value(let value): value
        case .byTier(let dev, let staging, let prod):
            switch tier {
            case .dev: dev
            case .staging: staging
            case .prod: prod
            }
        }
    }
}

/// The reader of one mapping: hands out typed values, collects every problem, and builds the resolved tree.
package struct Fields {
    /// The mapping the user wrote, or nil where it is absent or of another shape.
    let node: Node?
    /// Where the mapping is named: its key, or the start of the file.
    let anchor: SourceLocation
    let path: [String]
    package let tier: Tier
    /// Where each key stands in a mapping of more keys than any section has, so that many of them cost no more each.
    private let positions: [String: Int]?
    /// Set where the mapping has the wrong shape, which is already told: no missing key is reported as well.
    let isSilent: Bool

    /// How many problems of an environment are told. A mapping keeps one more, by which they are known to be too many.
    static let problemLimit = 100

    /// How long a value may be in bytes.
    static let textLimit = 32_768

    private(set) var problems: [Diagnostic] = []
    private(set) var resolved: [Node.Pair] = []
    private(set) var described: [FieldSchema] = []
    private(set) var wantsExactlyOne = false

    init(node: Node?, anchor: SourceLocation, path: [String], tier: Tier, isSilent: Bool = false) {
        self.node = node
        self.anchor = anchor
        self.path = path
        self.tier = tier
        self.isSilent = isSilent
        let pairs = node?.mapping ?? []
        positions =
            pairs.count <= 64
            ? nil
            : Dictionary(
                pairs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The key this mapping stands under; empty for the whole file.
    package var name: String { path.last ?? "" }

    /// Whether everything read so far is valid; rules between fields are checked only then.
    package var isSound: Bool { problems.isEmpty && !isSilent }

    // MARK: Scalars

    /// A value that is required or has a default; `range` bounds whole numbers.
    package mutating func value<Value: SpecValue>(
        _ name: String, _ description: String, default fallback: FieldDefault<Value> = .required,
        in range: ClosedRange<Int>? = nil
    ) -> Value {
        describe(name, description, .scalar(Value.schema.ranged(range)), presence(fallback) { node($0.scalar) })
        guard let written = written(name) else {
            guard let value = fallback.value(for: tier) else {
                reportMissing(name, example: Value.schema.example)
                return .placeholder
            }
            resolve(name, node(value.scalar))
            return value
        }
        return read(written, name: name, in: range) ?? fallback.value(for: tier) ?? .placeholder
    }

    /// A value that may be absent.
    package mutating func optional<Value: SpecValue>(
        _ name: String, _ description: String, in range: ClosedRange<Int>? = nil
    ) -> Value? {
        describe(name, description, .scalar(Value.schema.ranged(range)), .optional)
        return written(name).flatMap { read($0, name: name, in: range) }
    }

    /// A list of values; one that is no set, such as the words of a command, may hold a value twice.
    package mutating func list<Value: SpecValue>(
        _ name: String, _ description: String, default fallback: FieldDefault<[Value]> = .value([]),
        count: ClosedRange<Int> = 0...1_000, isSet: Bool = true
    ) -> [Value] {
        let schema = Schema.list(.scalar(Value.schema), count: count)
        describe(
            name, description, schema,
            presence(fallback) { values in
                Node(.sequence(values.map { node($0.scalar) }), at: .builtIn)
            })
        guard let written = written(name) else {
            guard let values = fallback.value(for: tier) else {
                reportMissing(name, example: "[\(Value.schema.example)]")
                return []
            }
            resolve(name, Node(.sequence(values.map { node($0.scalar) }), at: .builtIn))
            return values
        }
        guard let items = sequence(written, name: name, count: count) else { return [] }
        var values: [Value] = []
        var nodes: [Node] = []
        for (index, item) in items.enumerated() {
            guard let value: Value = scalarValue(item, at: path + [name, String(index)]) else { continue }
            if isSet, values.contains(value) { report(.repeatedItem(value.scalar, at: item)) }
            values.append(value)
            nodes.append(Node(.scalar(value.scalar), at: item.mark))
        }
        resolve(name, Node(.sequence(nodes), at: written.value.mark))
        return values
    }

    /// A mapping whose keys the user chooses, in the order written.
    package mutating func map<Key: SpecValue, Value: SpecValue>(
        _ name: String, _ description: String, count: ClosedRange<Int> = 0...1_000
    ) -> [(key: Key, value: Value)] {
        describe(
            name, description, .map(key: Key.schema, value: .scalar(Value.schema)),
            .defaulted(
                Node(.mapping([]), at: .builtIn)))
        guard let written = written(name) else {
            resolve(name, Node(.mapping([]), at: .builtIn))
            return []
        }
        guard let pairs = written.value.mapping else {
            report(.wrongShape(written.value, wanted: "a mapping", path: path + [name]))
            return []
        }
        if !count.contains(pairs.count) { report(.wrongCount(pairs.count, count, at: written.key)) }
        guard pairs.count <= count.upperBound else { return [] }
        var entries: [(key: Key, value: Value)] = []
        var nodes: [Node.Pair] = []
        for pair in pairs {
            let key: Key? = scalarValue(pair.key, at: path + [name])
            let value: Value? = scalarValue(pair.value, at: path + [name, pair.name])
            guard let key, let value else { continue }
            entries.append((key, value))
            nodes.append(.init(key: pair.key, value: Node(.scalar(value.scalar), at: pair.value.mark)))
        }
        resolve(name, Node(.mapping(nodes), at: written.value.mark))
        return entries
    }

    // MARK: Sections

    /// A mapping that is always there: what the user left out has its defaults.
    package mutating func section<Section: SpecSection>(_ name: String, _ description: String) -> Section {
        describe(
            name, description, .object(.describing(Section.self, at: path + [name])),
            .defaulted(Node(.mapping([]), at: .builtIn)))
        let written = written(name)
        return readSection(written?.value, anchor: written?.key.mark ?? anchor, name: name)
    }

    /// A mapping that may be absent as a whole.
    package mutating func optionalSection<Section: SpecSection>(_ name: String, _ description: String) -> Section? {
        describe(name, description, .object(.describing(Section.self, at: path + [name])), .optional)
        guard let written = written(name) else { return nil }
        return readSection(written.value, anchor: written.key.mark, name: name)
    }

    /// A list of mappings.
    package mutating func sections<Section: SpecSection>(
        _ name: String, _ description: String, count: ClosedRange<Int> = 0...100
    ) -> [Section] {
        describe(
            name, description, .list(.object(.describing(Section.self, at: path + [name])), count: count),
            .defaulted(
                Node(.sequence([]), at: .builtIn)))
        guard let written = written(name) else {
            resolve(name, Node(.sequence([]), at: .builtIn))
            return []
        }
        guard let items = sequence(written, name: name, count: count) else { return [] }
        var values: [Section] = []
        var nodes: [Node] = []
        for (index, item) in items.enumerated() {
            let (value, node): (Section, Node) = nested(
                item, anchor: item.mark, path: path + [name, String(index)])
            values.append(value)
            nodes.append(node)
        }
        resolve(name, Node(.sequence(nodes), at: written.value.mark))
        return values
    }

    // MARK: Rules

    /// Reports a broken rule between fields at the key that should change.
    ///
    /// Call it only where ``isSound`` holds, or the rule speaks of stand-ins.
    package mutating func require(
        _ holds: Bool, at name: String, _ code: DiagnosticCode, _ detail: @autoclosure () -> String,
        help: @autoclosure () -> String
    ) {
        guard isSound, !holds else { return }
        let path = self.path + name.split(separator: ".").map(String.init)
        let place = location(of: name)
        report(
            Diagnostic(
                code, "\(path.joined(separator: ".")): \(detail())", at: place.location, length: place.length,
                help: help()))
    }

    /// Says that exactly one of the fields must be written.
    package mutating func requireExactlyOne() {
        wantsExactlyOne = true
        guard let pairs = node?.mapping, isSound else { return }
        let known = pairs.filter { pair in described.contains { $0.name == pair.name } }
        // A key nobody knows is told by itself; it may well be the one that is missing here.
        guard known.count != 1, known.count == pairs.count else { return }
        let names = described.map(\.name).joined(separator: ", ")
        report(
            Diagnostic(
                EnvironmentCodes.exactlyOne,
                "\(path.joined(separator: ".")) holds \(known.isEmpty ? "none" : known.map(\.name).joined(separator: ", "))",
                at: known.last?.key.mark ?? anchor, help: "write exactly one of \(names)"))
    }

    /// Where a field below this mapping was written; the mapping's own place where it was not.
    func location(of name: String) -> (location: SourceLocation, length: Int) {
        var here = (anchor, 1)
        var node = self.node
        for part in name.split(separator: ".") {
            if let items = node?.sequence, let index = Int(part), items.indices.contains(index) {
                node = items[index]
                here = (items[index].mark, items[index].scalar?.text.count ?? 1)
            } else if let pair = node?.mapping?.first(where: { $0.name == part }) {
                node = pair.value
                here = (
                    pair.value.scalar == nil ? pair.key.mark : pair.value.mark,
                    pair.value.scalar?.text.count ?? pair.name.count
                )
            } else {
                break
            }
        }
        return here
    }

    package mutating func report(_ problem: Diagnostic) {
        if problems.count <= Self.problemLimit { problems.append(problem) }
    }
}

// MARK: - Mechanics

extension Fields {
    private func written(_ name: String) -> Node.Pair? {
        guard let pairs = node?.mapping else { return nil }
        if let positions { return positions[name].map { pairs[$0] } }
        return pairs.first { $0.name == name }
    }

    private mutating func resolve(_ name: String, _ value: Node) {
        resolved.append(.init(key: .string(name, at: written(name)?.key.mark ?? .builtIn), value: value))
    }

    private mutating func describe(
        _ name: String, _ description: String, _ schema: Schema, _ presence: FieldSchema.Presence
    ) {
        described.append(FieldSchema(name: name, description: description, schema: schema, presence: presence))
    }

    private func node(_ scalar: Scalar) -> Node { Node(.scalar(scalar), at: .builtIn) }

    private func presence<Value>(
        _ fallback: FieldDefault<Value>, _ node: (Value) -> Node
    ) -> FieldSchema.Presence {
        switch fallback {
        case .required: .required
        case .value(let value): .defaulted(node(value))
        case .byTier(let dev, let staging, let prod):
            .defaultedByTier(dev: node(dev), staging: node(staging), prod: node(prod))
        }
    }

    private mutating func read<Value: SpecValue>(
        _ pair: Node.Pair, name: String, in range: ClosedRange<Int>?
    ) -> Value? {
        guard let value: Value = scalarValue(pair.value, at: path + [name]) else { return nil }
        if let range, let number = value as? Int, !range.contains(number) {
            report(.outOfRange(number, range, at: pair.value, path: path + [name]))
            return nil
        }
        resolve(name, Node(.scalar(value.scalar), at: pair.value.mark))
        return value
    }

    private mutating func scalarValue<Value: SpecValue>(_ node: Node, at path: [String]) -> Value? {
        guard let scalar = node.scalar else {
            report(.wrongShape(node, wanted: "a single value", path: path, example: Value.schema.example))
            return nil
        }
        do throws(ValueProblem) {
            guard scalar.text.utf8.count <= Self.textLimit else {
                throw ValueProblem("the text is longer than \(Self.textLimit) bytes")
            }
            return try Value(scalar)
        } catch {
            report(.invalidValue(error, at: node, path: path))
            return nil
        }
    }

    private mutating func sequence(_ pair: Node.Pair, name: String, count: ClosedRange<Int>) -> [Node]? {
        guard let items = pair.value.sequence else {
            report(.wrongShape(pair.value, wanted: "a list", path: path + [name]))
            return nil
        }
        if !count.contains(items.count) { report(.wrongCount(items.count, count, at: pair.key)) }
        // Of a list that is too long, one problem is told, not one for each item.
        return items.count <= count.upperBound ? items : nil
    }

    private mutating func reportMissing(_ name: String, example: String) {
        guard !isSilent else { return }
        report(.missingKey(path + [name], at: anchor, example: example))
    }

    private mutating func readSection<Section: SpecSection>(
        _ node: Node?, anchor: SourceLocation, name: String
    ) -> Section {
        let (value, tree): (Section, Node) = nested(node, anchor: anchor, path: path + [name])
        resolve(name, tree)
        return value
    }

    private mutating func nested<Section: SpecSection>(
        _ node: Node?, anchor: SourceLocation, path: [String]
    ) -> (Section, Node) {
        var shape = node
        var isSilent = self.isSilent
        if let node, node.mapping == nil {
            if node.scalar?.kind != .null {
                report(.wrongShape(node, wanted: "a mapping", path: path))
                isSilent = true
            }
            shape = nil
        }
        var fields = Fields(node: shape, anchor: anchor, path: path, tier: tier, isSilent: isSilent)
        let value = Section(&fields)
        problems += fields.finished()
        return (value, Node(.mapping(fields.resolved), at: node?.mark ?? .builtIn))
    }

    /// The section's problems, with the keys nobody asked for.
    func finished() -> [Diagnostic] {
        let names = described.map(\.name)
        let unknown = (node?.mapping ?? []).lazy.filter { !names.contains($0.name) }.prefix(Self.problemLimit + 1)
        return problems + unknown.map { .unknownKey($0, path: path, known: names) }
    }

    var tree: Node { Node(.mapping(resolved), at: node?.mark ?? anchor) }
}

extension ObjectSchema {
    /// The fields a section reads, found by running its initialiser over nothing.
    static func describing(_ section: (some SpecSection).Type, at path: [String] = []) -> ObjectSchema {
        var fields = Fields(node: nil, anchor: .builtIn, path: path, tier: .dev, isSilent: true)
        _ = section.init(&fields)
        return ObjectSchema(fields: fields.described, exactlyOne: fields.wantsExactlyOne)
    }
}

extension SourceLocation {
    /// The place of a value no file holds.
    package static let builtIn = SourceLocation(file: "built-in default", line: 0, column: 0)

    package var isBuiltIn: Bool { line == 0 }
}
