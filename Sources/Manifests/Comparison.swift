internal import Diagnostics
package import YAML

/// How the documents of one environment differ from those of another, value by value and line by line.
package struct Comparison: Sendable {
    /// A value or a line on one side, and where it came from.
    package struct Side: Sendable, Hashable {
        package let text: String
        package let origin: Document.Origin
    }

    /// A place that differs; one that only one side has lacks the other.
    package struct Difference: Sendable, Hashable {
        /// The path of a value, or the number of a line on the side that has it.
        package let path: String
        package let before: Side?
        package let after: Side?
    }

    package enum Entry: Sendable, Hashable {
        case removed(String)
        case added(String)
        case changed(String, [Difference])

        /// The path of the document.
        package var path: String {
            switch self {
            case .removed(let path), .added(let path), .changed(let path, _): path
            }
        }
    }

    /// The documents that differ, by path.
    package let entries: [Entry]
    /// How many documents are the same, byte for byte.
    package let same: Int

    package init(from before: [Document], to after: [Document]) {
        let old = Dictionary(before.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var entries: [Entry] = []
        var same = 0
        for path in Set(old.keys).union(new.keys).sorted() {
            switch (old[path], new[path]) {
            case (let left?, let right?) where left.bytes == right.bytes: same += 1
            case (let left?, let right?): entries.append(.changed(path, Self.differences(left, right)))
            case (_?, nil): entries.append(.removed(path))
            case (nil, _): entries.append(.added(path))
            }
        }
        self.entries = entries
        self.same = same
    }

    private static func differences(_ left: Document, _ right: Document) -> [Difference] {
        if case .structure = left.content, case .structure = right.content, let old = left.root, let new = right.root {
            return differences(old, new, at: [])
        }
        return lines(left, right)
    }

    // MARK: Structures

    private static func differences(_ left: Node, _ right: Node, at path: [String]) -> [Difference] {
        guard left != right else { return [] }
        if let old = left.mapping, let new = right.mapping {
            return differences(old.map { ($0.name, $0.value) }, new.map { ($0.name, $0.value) }, at: path)
        }
        if let old = left.sequence, let new = right.sequence {
            return differences(named(old, new)(old), named(old, new)(new), at: path)
        }
        if left.isLeaf, right.isLeaf {
            return [Difference(path: NodePath(path).description, before: side(left), after: side(right))]
        }
        return removed(left, at: path) + added(right, at: path)
    }

    private static func differences(
        _ old: [(String, Node)], _ new: [(String, Node)], at path: [String]
    ) -> [Difference] {
        let oldNodes = Dictionary(old, uniquingKeysWith: { first, _ in first })
        let newNodes = Dictionary(new, uniquingKeysWith: { first, _ in first })
        let kept = old.flatMap { name, node in
            newNodes[name].map { differences(node, $0, at: path + [name]) } ?? removed(node, at: path + [name])
        }
        return kept + new.filter { oldNodes[$0.0] == nil }.flatMap { added($0.1, at: path + [$0.0]) }
    }

    /// What the items of two lists are compared by: their names where all have one of their own, else their positions.
    private static func named(_ old: [Node], _ new: [Node]) -> ([Node]) -> [(String, Node)] {
        func haveNames(_ items: [Node]) -> Bool {
            let names = items.compactMap(\.itemName)
            // A name that is a number would be read as a position.
            return names.count == items.count && Set(names).count == names.count && names.allSatisfy { Int($0) == nil }
        }
        let byName = haveNames(old) && haveNames(new)
        return { items in
            items.enumerated().map { index, item in (byName ? item.itemName ?? "" : String(index), item) }
        }
    }

    private static func removed(_ node: Node, at path: [String]) -> [Difference] {
        node.leaves(at: path).map { Difference(path: $0.description, before: side($1), after: nil) }
    }

    private static func added(_ node: Node, at path: [String]) -> [Difference] {
        node.leaves(at: path).map { Difference(path: $0.description, before: nil, after: side($1)) }
    }

    private static func side(_ node: Node) -> Side {
        Side(text: node.leafText, origin: Document.Origin(template: node.mark, causes: node.causes))
    }

    // MARK: Texts

    private static func lines(_ left: Document, _ right: Document) -> [Difference] {
        let old = left.lines, new = right.lines
        return new.map(\.text).difference(from: old.map(\.text)).map { change in
            switch change {
            case .remove(let index, _, _): Difference(path: String(index + 1), before: old[index], after: nil)
            case .insert(let index, _, _): Difference(path: String(index + 1), before: nil, after: new[index])
            }
        }.sorted { left, right in
            let numbers = (Int(left.path) ?? 0, Int(right.path) ?? 0)
            return numbers.0 == numbers.1 ? left.after == nil && right.after != nil : numbers.0 < numbers.1
        }
    }
}

extension Document {
    /// The document as one node: several YAML documents of a file are a mapping by kind and name, or by position.
    package var root: Node? {
        guard case .structure(let nodes) = content, let first = nodes.first else { return nil }
        guard nodes.count > 1 else { return first }
        let names = nodes.map { node in
            node["kind"]?.scalar.flatMap { kind in node["metadata"]?.itemName.map { "\(kind.text)/\($0)" } }
        }
        let isNamed = !names.contains(nil) && Set(names).count == names.count
        let pairs = nodes.enumerated().map { index, node in
            Node.Pair(key: .string(isNamed ? names[index] ?? "" : String(index), at: node.mark), value: node)
        }
        return Node(.mapping(pairs), at: first.mark)
    }

    /// The lines with their origins; a structure's have the origin of the document.
    fileprivate var lines: [Comparison.Side] {
        let texts = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        var origins: [Origin] = []
        if case .text(let known) = content { origins = known }
        let whole = Origin(template: SourceLocation(file: path, line: 1, column: 1), causes: [])
        return texts.enumerated().map { index, text in
            Comparison.Side(text: String(text), origin: origins.indices.contains(index) ? origins[index] : whole)
        }
    }
}

extension Node {
    /// A scalar, or a list or mapping of nothing.
    fileprivate var isLeaf: Bool { (mapping?.isEmpty ?? true) && (sequence?.isEmpty ?? true) }

    fileprivate var leafText: String { scalar?.text ?? (mapping == nil ? "[]" : "{}") }

    /// Every scalar below, with its path; a list or mapping of nothing counts as one.
    fileprivate func leaves(at path: [String]) -> [(NodePath, Node)] {
        guard !isLeaf else { return [(NodePath(path), self)] }
        if let pairs = mapping { return pairs.flatMap { $0.value.leaves(at: path + [$0.name]) } }
        return (sequence ?? []).enumerated().flatMap { $1.leaves(at: path + [String($0)]) }
    }
}
