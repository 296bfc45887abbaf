internal import Diagnostics
internal import YAML

extension Compiler {
    /// Puts a fragment in, checked with the types its arguments have here.
    mutating func include<Leaf>(
        _ name: Name, _ pair: Node.Pair, _ scalar: [UInt8], _ body: (inout Compiler, Node) -> [Spliced<Leaf>]
    ) -> [Spliced<Leaf>] {
        let mark = pair.key.mark
        guard let fragment = fragments[name.text] else {
            let near = Suggestion.nearest(to: name.text, among: fragments.keys.sorted())
            let known = fragments.keys.sorted().prefix(12).joined(separator: ", ")
            report(
                Problem(
                    TemplateCodes.include, "There is no fragment \"\(name.text)\".", at: name,
                    help: near.map { "did you mean \"\($0)\"?" }
                        ?? (known.isEmpty ? "there are no fragments; name a file `_….yaml`" : "there are: \(known)")),
                in: scalar, at: mark)
            return []
        }
        guard !includes.contains(name.text), includes.count < limits.includeDepth else {
            let isLoop = includes.contains(name.text)
            let detail =
                isLoop
                ? "\"\(name.text)\" includes itself, by way of \((includes + [name.text]).joined(separator: " > "))."
                : "There are more than \(limits.includeDepth) includes inside one another."
            let help =
                isLoop
                ? "take this include out, or move what both need to a fragment of its own"
                : "write the content of the innermost fragments where they are included"
            report(Problem(TemplateCodes.include, detail, at: name, help: help), in: scalar, at: mark)
            return []
        }
        let (arguments, variables) = arguments(pair.value)
        // A fragment sees the scope and its arguments, not the variables of the places that include it.
        let outer = (typing.variables, text, includes)
        typing.variables = variables
        text = fragment.text
        includes.append(name.text)
        let content = body(&self, fragment.node)
        (typing.variables, text, includes) = outer
        return [.include(arguments, body: content)]
    }

    private mutating func arguments(
        _ node: Node
    ) -> (values: [(slot: Int, value: Part)], variables: [String: Typing.Variable]) {
        if node.scalar?.kind == .null { return ([], [:]) }
        guard let pairs = node.mapping else {
            report(
                Diagnostic(
                    TemplateCodes.include, "The content of an include is a mapping of its arguments.", at: node.mark,
                    help: "write `name: value` lines, or nothing"))
            return ([], [:])
        }
        var values: [(slot: Int, value: Part)] = []
        var variables: [String: Typing.Variable] = [:]
        for pair in pairs {
            guard let scalar = pair.value.scalar, scalar.kind != .null else {
                report(
                    Diagnostic(
                        TemplateCodes.include, "The argument \"\(pair.name)\" is no scalar.", at: pair.value.mark,
                        help: "pass a value, as in `\(pair.name): ((path))`"))
                continue
            }
            let bytes = Array(pair.name.utf8)
            let name = Name(text: pair.name, offset: 0, length: pair.name.count)
            if !isVariableName(pair.name) {
                report(
                    Problem(TemplateCodes.include, "\"\(pair.name)\" cannot name a variable.", at: name), in: bytes,
                    at: pair.key.mark)
            }
            let outer = typing.variables
            typing.variables = [:]
            checkFree(name, bytes, at: pair.key.mark)
            typing.variables = outer
            let slot = newSlot()
            let (value, kind) = argument(scalar, pair.value)
            values.append((slot, value))
            variables[pair.name] = .value(kind, slot: slot)
        }
        return (values, variables)
    }

    private mutating func argument(_ scalar: Scalar, _ node: Node) -> (Part, Typing.Kind) {
        let bytes = Array(scalar.text.utf8)
        guard Parser.opening(in: bytes, from: 0) != nil else {
            let type: Shape.ScalarType =
                switch scalar.kind {
                case .integer: .integer
                case .decimal: .decimal
                case .bool: .boolean
                default: .string
                }
            return (.constant(node, count: 1), Typing.Kind(shape: .scalar(type)))
        }
        let (segments, isWhole, kind) = segments(bytes, at: node.mark)
        if isWhole, case .expression(let expression)? = segments.first { return (.value(expression, node.mark), kind) }
        return (.text(segments, node.mark), Typing.Kind(shape: .string))
    }

    private func isVariableName(_ name: String) -> Bool {
        var lexer = Lexer(bytes: Array(name.utf8), position: 0)
        do throws(Problem) {
            let token = try lexer.next()
            return token.kind == .name && token.length == name.utf8.count
        } catch { return false }
    }
}
