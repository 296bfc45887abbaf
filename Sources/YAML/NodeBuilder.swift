internal import Diagnostics

/// Builds nodes from events, counts what they cost and collects what is wrong with them.
///
/// Problems a reader can step over (a duplicate key, a tag) are collected; those that make the rest doubtful or dear
/// (syntax, limits) end the reading at once.
struct NodeBuilder: ~Copyable {
    private var source: EventSource
    private let text: SourceText
    private let limits: YAMLLimits
    private var problems: [Diagnostic] = []
    private var anchors: [String: Anchor] = [:]
    /// Nodes as written so far.
    private var written = 0
    private var aliases = 0
    /// Nodes that aliases stood for so far.
    private var expanded = 0
    /// Levels of collections in the node that was finished last; 0 for a scalar.
    private var height = 0

    private enum Anchor {
        /// Its node is still being read: an alias now would contain itself.
        case open
        case closed(Node, count: Int, height: Int)
    }

    /// Reading on after this many problems would only bury the first.
    private static let problemLimit = 50

    init(source: consuming EventSource, text: SourceText, limits: YAMLLimits) {
        self.source = source
        self.text = text
        self.limits = limits
    }

    /// Every document of the stream; more than one is a problem unless `isStream`.
    mutating func documents(isStream: Bool) throws(Failure) -> [Node] {
        var documents: [Node] = []
        var second: Event?
        reading: while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: break reading
            case .documentStart(let hasDirectives):
                if hasDirectives { try report(text.directive(at: location(event))) }
                if documents.count == 1 { second = second ?? event }
                anchors = [:]
                documents.append(try node(try next(), depth: 0))
            default: continue
            }
        }
        if let second, !isStream { try report(moreThanOneDocument(second, after: documents[0])) }
        guard problems.isEmpty else { throw Failure(problems) }
        return documents
    }

    private mutating func next() throws(Failure) -> Event {
        do throws(SyntaxFault) {
            return try source.next()
        } catch {
            throw Failure(problems + [text.diagnostic(error)])
        }
    }

    // MARK: Nodes

    private mutating func node(_ event: Event, depth: Int) throws(Failure) -> Node {
        if case .alias(let name) = event.kind { return try alias(name, event, depth: depth) }
        written += 1
        guard written <= limits.nodes else {
            throw fatal(YAMLCodes.nodes, "the text holds more than \(limits.nodes) values and keys", event)
        }
        if let tag = event.tag { try report(tagRefused(tag, event)) }
        let before = written + expanded
        if let anchor = event.anchor { anchors[anchor] = .open }
        let content: Node.Content
        switch event.kind {
        case .scalar(let scalar, _):
            content = .scalar(scalar)
            height = 0
        case .sequenceStart: content = .sequence(try items(event, depth: depth + 1))
        case .mappingStart: content = .mapping(try pairs(event, depth: depth + 1))
        default: throw fatal(YAMLCodes.syntax, "a value is expected here", event)
        }
        let node = Node(content, at: location(event))
        if let anchor = event.anchor {
            anchors[anchor] = .closed(node, count: written + expanded - before + 1, height: height)
        }
        return node
    }

    private mutating func items(_ start: Event, depth: Int) throws(Failure) -> [Node] {
        try checkDepth(depth, start)
        var items: [Node] = []
        var tallest = 0
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { break }
            items.append(try node(event, depth: depth))
            tallest = max(tallest, height)
        }
        height = tallest + 1
        return items
    }

    private mutating func pairs(_ start: Event, depth: Int) throws(Failure) -> [Node.Pair] {
        try checkDepth(depth, start)
        var pairs: [Node.Pair] = []
        var keys = KeyIndex()
        var tallest = 0
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try node(event, depth: depth)
            let isUsable = try checkKey(key, event)
            let value = try node(try next(), depth: depth)
            tallest = max(tallest, height)
            guard isUsable else { continue }
            if let first = keys.insert(key.scalar?.text ?? "", after: pairs) {
                try report(duplicate(key, of: pairs[first].key))
            } else {
                pairs.append(Node.Pair(key: key, value: value))
            }
        }
        height = tallest + 1
        return pairs
    }

    private mutating func alias(_ name: String, _ event: Event, depth: Int) throws(Failure) -> Node {
        aliases += 1
        guard aliases <= limits.aliases else {
            throw fatal(YAMLCodes.aliasLimit, "the text has more than \(limits.aliases) aliases", event)
        }
        switch anchors[name] {
        case .closed(var node, let count, let height):
            expanded += count
            guard expanded <= limits.expandedNodes else {
                let limit = "aliases stand for more than \(limits.expandedNodes) values and keys"
                throw fatal(YAMLCodes.aliasLimit, limit, event)
            }
            try checkDepth(depth + height, event)
            self.height = height
            node.mark = location(event)
            return node
        case .open: try report(aliasRefused(name, "is inside the value it would repeat", event))
        case nil: try report(aliasRefused(name, "has no anchor before it", event))
        }
        height = 0
        return .null(at: location(event))
    }

    // MARK: Checks

    private func checkDepth(_ depth: Int, _ event: Event) throws(Failure) {
        guard depth <= limits.depth else {
            throw fatal(YAMLCodes.depth, "values are nested more than \(limits.depth) deep", event)
        }
    }

    /// False where the pair of this key is to be left out.
    private mutating func checkKey(_ key: Node, _ event: Event) throws(Failure) -> Bool {
        guard let scalar = key.scalar else {
            try report(
                Diagnostic(
                    YAMLCodes.complexKey, "a key must be a single value, not a sequence or a mapping",
                    at: key.mark, help: "put the key in quotes if it is text"))
            return false
        }
        guard case .scalar(_, let isPlain) = event.kind, isPlain else { return true }
        if scalar.text.isEmpty {
            try report(
                Diagnostic(
                    YAMLCodes.complexKey, "the key before `:` is empty", at: key.mark,
                    help: #"write the key, or "" if it is the empty text"#))
            return false
        }
        guard !scalar.text.hasSameBytes(as: "<<") else {
            try report(
                Diagnostic(
                    YAMLCodes.mergeKey, "`<<` merges another mapping in YAML 1.1 and is an ordinary key in YAML 1.2",
                    at: key.mark, length: 2, help: "write the keys out, or quote \"<<\" if the key is meant"))
            return false
        }
        return true
    }

    private mutating func report(_ problem: Diagnostic) throws(Failure) {
        problems.append(problem)
        guard problems.count < Self.problemLimit else { throw Failure(problems) }
    }

    private mutating func report(_ failure: Failure) throws(Failure) {
        for problem in failure.diagnostics { try report(problem) }
    }

    private func fatal(_ code: DiagnosticCode, _ detail: String, _ event: Event) -> Failure {
        Failure(problems + [Diagnostic(code, detail, at: location(event))])
    }

    private func location(_ event: Event) -> SourceLocation {
        SourceLocation(file: text.file, line: event.line, column: event.column)
    }

    // MARK: Words

    private func duplicate(_ key: Node, of first: Node) -> Diagnostic {
        let name = key.scalar?.text ?? ""
        return Diagnostic(
            YAMLCodes.duplicateKey, "\"\(name.shortened)\" is a key of this mapping already", at: key.mark,
            length: name.unicodeScalars.count, help: "keep one of the two",
            related: [Diagnostic.Related("first written here", at: first.mark)])
    }

    private func tagRefused(_ tag: String, _ event: Event) -> Diagnostic {
        let prefix = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        return Diagnostic(
            YAMLCodes.tag, "the tag `\(name.shortened)` asks for a type, and types here come from the field",
            at: location(event), help: "remove the tag; quote the value if it is text")
    }

    private func aliasRefused(_ name: String, _ reason: String, _ event: Event) -> Diagnostic {
        Diagnostic(
            YAMLCodes.alias, "the alias `*\(name.shortened)` \(reason)", at: location(event),
            length: name.unicodeScalars.count + 1,
            help: "write the value out; quote it if the `*` is part of a text")
    }

    private func moreThanOneDocument(_ second: Event, after first: Node) -> Diagnostic {
        Diagnostic(
            YAMLCodes.documents, "a second document begins here, and one is expected", at: location(second),
            length: 3, help: "keep one document per file",
            related: [Diagnostic.Related("the first document", at: first.mark)])
    }
}

extension String {
    /// The text, cut to what fits in a message.
    fileprivate var shortened: String { unicodeScalars.count <= 60 ? self : String(unicodeScalars.prefix(60)) + "…" }
}
