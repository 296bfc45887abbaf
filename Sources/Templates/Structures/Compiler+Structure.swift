internal import Diagnostics
internal import YAML

extension Compiler {
    /// A document of a file: a control at its top makes none, one or several.
    mutating func document(_ node: Node) -> [Spliced<Part>] { item(node) }

    // MARK: Nodes

    mutating func part(_ node: Node) -> Part {
        guard count(at: node.mark) else { return .constant(node, count: 1) }
        switch node.content {
        case .scalar(let scalar): return self.scalar(scalar, node)
        case .sequence(let nodes):
            let items = nodes.flatMap { item($0) }
            var total = 1
            for item in items {
                guard case .leaf(.constant(_, let count)) = item else { return .sequence(items, node.mark) }
                total += count
            }
            return items.count == nodes.count ? .constant(node, count: total) : .sequence(items, node.mark)
        case .mapping(let pairs): return mapping(pairs, node)
        }
    }

    private mutating func scalar(_ scalar: Scalar, _ node: Node) -> Part {
        let bytes = Array(scalar.text.utf8)
        guard Parser.opening(in: bytes, from: 0) != nil else { return .constant(node, count: 1) }
        let (found, isBroken) = control(bytes, at: node.mark)
        if isBroken { return .constant(node, count: 1) }
        if found != nil {
            report(
                Diagnostic(
                    TemplateCodes.control, "This control is a value here, and it must be a key.",
                    at: text.location(of: 0, in: bytes, at: node.mark), help: "write a colon behind it"))
            return .constant(node, count: 1)
        }
        let (segments, isWhole, _) = segments(bytes, at: node.mark)
        if isWhole, case .expression(let expression)? = segments.first { return .value(expression, node.mark) }
        return .text(segments, node.mark)
    }

    private mutating func mapping(_ pairs: [Node.Pair], _ node: Node) -> Part {
        let before = repeatsEntries
        repeatsEntries = false
        defer { repeatsEntries = before }
        if isChoice(pairs) { return choice(pairs, node) }
        let entries = entries(pairs)
        var total = 1, mayRepeat = false, isConstant = entries.count == pairs.count
        for entry in entries {
            guard case .leaf(let pair) = entry else {
                (isConstant, mayRepeat) = (false, true)
                continue
            }
            if case .constant(_, let count) = pair.key {
                total += count
            } else {
                (isConstant, mayRepeat) = (false, true)
            }
            if case .constant(_, let count) = pair.value { total += count } else { isConstant = false }
        }
        return isConstant ? .constant(node, count: total) : .mapping(entries, node.mark, mayRepeat: mayRepeat)
    }

    private func isControl(_ pair: Node.Pair) -> Bool {
        // A broken control is still meant as one.
        do throws(Problem) { return try Parser.control(Array(pair.name.utf8)) != nil } catch { return true }
    }

    /// Whether the keys are one if with its elses, or one for, or one include, and nothing else.
    private func isOneControl(_ pairs: [Node.Pair]) -> Bool {
        guard !pairs.isEmpty, pairs.allSatisfy(isControl) else { return false }
        return pairs.dropFirst().allSatisfy { $0.name.drop { $0 == "(" || $0 == " " }.hasPrefix("else") }
    }

    /// Whether a mapping in the place of a value stands for one of several values that are not all mappings.
    private func isChoice(_ pairs: [Node.Pair]) -> Bool {
        guard isOneControl(pairs), let first = pairs.first else { return false }
        guard first.name.drop(while: { $0 == "(" || $0 == " " }).hasPrefix("if") else { return false }
        return pairs.contains { $0.value.mapping == nil }
    }

    private mutating func choice(_ pairs: [Node.Pair], _ node: Node) -> Part {
        let last = pairs.last.map { Array($0.name.utf8) } ?? []
        if let control = control(last, at: node.mark).control, control != .otherwise {
            report(
                Diagnostic(
                    TemplateCodes.optionalValue, "Without an else there is no value where no condition holds.",
                    at: node.mark, length: pairs[0].name.count,
                    help: "add `((else)):`, or put the if around the key"))
        }
        let branches: [Spliced<Part>] = controls(
            pairs, plain: { _, _ in nil }, body: { compiler, node in [.leaf(compiler.part(node))] })
        return .choice(branches, node.mark)
    }

    // MARK: Items and entries

    /// What a node in a sequence becomes: itself, or what its control makes of it.
    private mutating func item(_ node: Node) -> [Spliced<Part>] {
        guard let pairs = node.mapping, isOneControl(pairs) else { return [.leaf(part(node))] }
        guard count(at: node.mark) else { return [] }
        return controls(
            pairs, plain: { _, _ in nil },
            body: { compiler, node in
                let before = compiler.repeatsEntries
                compiler.repeatsEntries = false
                defer { compiler.repeatsEntries = before }
                guard let nodes = node.sequence else { return compiler.item(node) }
                return nodes.flatMap { compiler.item($0) }
            })
    }

    private mutating func entries(_ pairs: [Node.Pair]) -> [Spliced<PairPart>] {
        controls(
            pairs, plain: { compiler, pair in compiler.pair(pair) },
            body: { compiler, node in
                guard let pairs = node.mapping else {
                    compiler.report(
                        Diagnostic(
                            TemplateCodes.control, "Beside other keys, the content of a control is a mapping.",
                            at: node.mark, help: "write `key: value` lines below it"))
                    return []
                }
                return compiler.count(at: node.mark) ? compiler.entries(pairs) : []
            })
    }

    private mutating func pair(_ pair: Node.Pair) -> PairPart {
        let key = part(pair.key)
        switch key {
        case .constant(let node, _) where repeatsEntries:
            report(
                Diagnostic(
                    TemplateCodes.repeatedKey, "Each turn of the loop would write \"\(pair.name)\" again.",
                    at: node.mark, length: pair.name.count,
                    help: "put an expression in the key, or make the loop an item of a list"))
        case .value(let expression, let mark):
            let bytes = Array(pair.name.utf8)
            if let kind = keyKind(expression, bytes, mark), !kind.isScalar {
                report(
                    Diagnostic(
                        TemplateCodes.wrongType, "A key is a scalar, and this is \(kind.words).", at: mark,
                        length: pair.name.count))
            }
        default: break
        }
        return PairPart(key: key, value: part(pair.value))
    }

    private mutating func keyKind(_ expression: Expression, _ bytes: [UInt8], _ mark: SourceLocation) -> Shape? {
        segments(bytes, at: mark).kind.shape
    }

    // MARK: Controls

    /// Compiles keys in order: those that are controls with `body`, the others with `plain`.
    private mutating func controls<Leaf>(
        _ pairs: [Node.Pair], plain: (inout Compiler, Node.Pair) -> Leaf?,
        body: (inout Compiler, Node) -> [Spliced<Leaf>]
    ) -> [Spliced<Leaf>] {
        var result: [Spliced<Leaf>] = []
        var chain: [Spliced<Leaf>.Branch] = []
        var absent: Set<[String]>?  // What is known where no branch so far was taken; nil outside a chain.
        for pair in pairs {
            let bytes = Array(pair.name.utf8)
            let mark = pair.key.mark
            let (found, isBroken) = control(bytes, at: mark)
            if found != .otherwise, !chain.isEmpty {
                if case .otherwiseIf? = found {
                } else {
                    result.append(.branches(chain))
                    (chain, absent) = ([], nil)
                }
            }
            switch found {
            case .condition(let syntax), .otherwiseIf(let syntax):
                if case .otherwiseIf? = found, absent == nil { reportOrphan(bytes, mark) }
                let known = absent ?? []
                let condition = typed(bytes, at: mark) { $0.assuming(known) { $0.condition(syntax) } }
                let content = assuming(known.union(condition.whenTrue)) { body(&$0, pair.value) }
                chain.append(.init(condition: condition.expression, body: content, mark: mark))
                absent = known.union(condition.whenFalse)
            case .otherwise:
                if absent == nil { reportOrphan(bytes, mark) }
                let content = assuming(absent ?? []) { body(&$0, pair.value) }
                chain.append(.init(condition: nil, body: content, mark: mark))
                result.append(.branches(chain))
                (chain, absent) = ([], nil)
            case .loop(let variable, let over):
                let before = repeatsEntries
                repeatsEntries = true
                result.append(loop(variable, over: over, bytes, at: mark) { body(&$0, pair.value) })
                repeatsEntries = before
            case .include(let name): result += include(name, pair, bytes, body)
            case .end:
                report(Diagnostic(TemplateCodes.control, "`((end))` is for text templates.", at: mark, length: 7))
            case nil where isBroken: break
            case nil: if let leaf = plain(&self, pair) { result.append(.leaf(leaf)) }
            }
        }
        if !chain.isEmpty { result.append(.branches(chain)) }
        return result
    }

    private mutating func reportOrphan(_ bytes: [UInt8], _ mark: SourceLocation) {
        report(
            Diagnostic(
                TemplateCodes.control, "This else has no if directly before it.",
                at: text.location(of: 0, in: bytes, at: mark), length: bytes.count,
                help: "put it right behind the content of its `((if …)):`"))
    }

    private mutating func assuming<Result>(
        _ facts: Set<[String]>, _ body: (inout Compiler) -> Result
    ) -> Result {
        let before = typing.facts
        typing.facts.formUnion(facts)
        defer { typing.facts = before }
        return body(&self)
    }
}
