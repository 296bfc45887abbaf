internal import Diagnostics
internal import YAML

extension Renderer {
    mutating func node(_ part: Part, causes: [SourceLocation]) throws(Failure) -> Node {
        switch part {
        case .constant(let node, let count):
            try evaluation.spend(nodes: count, at: node.mark)
            return causes.isEmpty ? node : node.caused(by: causes)
        case .value(let expression, let mark):
            var used = causes
            guard let value = try evaluation.value(expression, causes: &used, at: mark) else {
                throw evaluation.mismatch(mark)
            }
            return try copy(value, at: mark, causes: used)
        case .text(let segments, let mark):
            var used = causes
            let text = try text(segments, causes: &used, at: mark)
            try evaluation.spend(nodes: 1, at: mark)
            return .string(text, at: mark, causes: used)
        case .sequence(let items, let mark):
            try evaluation.spend(nodes: 1, at: mark)
            var nodes: [Node] = []
            var deciding = causes
            try expand(items, causes: causes, deciding: &deciding) { (renderer, part, causes) throws(Failure) in
                nodes.append(try renderer.node(part, causes: causes))
            }
            return Node(.sequence(nodes), at: mark, causes: deciding)
        case .mapping(let entries, let mark, let mayRepeat):
            return try mapping(entries, mark, mayRepeat, causes)
        case .choice(let branches, let mark):
            var result: Node?
            var deciding = causes
            try expand(branches, causes: causes, deciding: &deciding) { (renderer, part, causes) throws(Failure) in
                result = try renderer.node(part, causes: causes)
            }
            guard let result else { throw evaluation.mismatch(mark) }
            return result
        }
    }

    private mutating func mapping(
        _ entries: [Spliced<PairPart>], _ mark: SourceLocation, _ mayRepeat: Bool, _ causes: [SourceLocation]
    ) throws(Failure) -> Node {
        try evaluation.spend(nodes: 1, at: mark)
        var pairs: [Node.Pair] = []
        pairs.reserveCapacity(entries.count)
        var deciding = causes
        try expand(entries, causes: causes, deciding: &deciding) { (renderer, part, causes) throws(Failure) in
            let key = try renderer.node(part.key, causes: causes)
            let value = try renderer.node(part.value, causes: causes)
            pairs.append(Node.Pair(key: key, value: value))
        }
        if mayRepeat { try refuseRepeated(pairs) }
        return Node(.mapping(pairs), at: mark, causes: deciding)
    }

    private func refuseRepeated(_ pairs: [Node.Pair]) throws(Failure) {
        var seen: [[UInt8]: SourceLocation] = [:]
        for pair in pairs {
            guard let first = seen.updateValue(pair.key.mark, forKey: Array(pair.name.utf8)) else { continue }
            var related = [Diagnostic.Related("it is written here too", at: first)]
            related += pair.key.causes.prefix(8).map { Diagnostic.Related("this value led to it", at: $0) }
            throw Failure([
                Diagnostic(
                    TemplateCodes.repeatedKey, "The mapping gets the key \"\(pair.name)\" twice.", at: pair.key.mark,
                    help: "make the keys differ, or the conditions exclude each other", related: related)
            ])
        }
    }

    /// A value of the scope in its place in the output: it stands at the template's line, caused by its own.
    private mutating func copy(
        _ value: Node, at mark: SourceLocation, causes: [SourceLocation]
    ) throws(Failure) -> Node {
        try evaluation.spend(nodes: 1, at: mark)
        switch value.content {
        case .scalar: return Node(value.content, at: mark, causes: causes)
        case .sequence(let nodes):
            var copies: [Node] = []
            copies.reserveCapacity(nodes.count)
            for node in nodes { copies.append(try copyChild(node, mark, causes)) }
            return Node(.sequence(copies), at: mark, causes: causes)
        case .mapping(let pairs):
            var copies: [Node.Pair] = []
            copies.reserveCapacity(pairs.count)
            for pair in pairs {
                let key = try copyChild(pair.key, mark, causes)
                copies.append(Node.Pair(key: key, value: try copyChild(pair.value, mark, causes)))
            }
            return Node(.mapping(copies), at: mark, causes: causes)
        }
    }

    private mutating func copyChild(
        _ node: Node, _ mark: SourceLocation, _ causes: [SourceLocation]
    ) throws(Failure) -> Node {
        var used = causes
        node.addOrigins(to: &used)
        return try copy(node, at: mark, causes: used)
    }
}

extension Node {
    /// The same node with every part of it caused by `causes`.
    fileprivate func caused(by causes: [SourceLocation]) -> Node {
        let content: Content =
            switch content {
            case .scalar: content
            case .sequence(let nodes): .sequence(nodes.map { $0.caused(by: causes) })
            case .mapping(let pairs):
                .mapping(
                    pairs.map { Pair(key: $0.key.caused(by: causes), value: $0.value.caused(by: causes)) })
            }
        return Node(content, at: mark, causes: causes)
    }
}
