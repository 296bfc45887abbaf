/// Writes nodes as YAML in one deterministic block style.
///
/// Two spaces for each level, sequences indented under their key, keys in their order, a line feed at the end. Strings
/// stay plain where every reader of YAML 1.1 and YAML 1.2 sees the same text; where one would see a number, a boolean,
/// a date or structure, they are quoted. Text of several lines is a literal block (`|`) where nothing in it gets lost,
/// else double-quoted with escapes. What is written reads back as an equal node.
package struct YAMLWriter {
    private var bytes: [UInt8] = []

    private init() {}

    /// The text of one document, without `---`.
    ///
    /// Recursion is as deep as the node; nodes from ``YAMLReader`` are within its limit.
    package static func write(_ node: Node) -> [UInt8] {
        var writer = YAMLWriter()
        writer.root(node)
        return writer.bytes
    }

    /// The text of several documents, each behind a line `---`.
    package static func write(documents: [Node]) -> [UInt8] {
        var writer = YAMLWriter()
        for document in documents {
            writer.append("---\n")
            writer.root(document)
        }
        return writer.bytes
    }

    private mutating func root(_ node: Node) {
        switch node.content {
        // An empty text has no document at all, so the root says what it is.
        case .scalar(let scalar) where scalar.kind == .null && scalar.text.isEmpty: append("null\n")
        case .scalar(let scalar):
            self.scalar(scalar, indentation: 0)
            bytes.append(.lineFeed)
        case .sequence(let items) where !items.isEmpty: sequence(items, indentation: 0)
        case .mapping(let pairs) where !pairs.isEmpty: mapping(pairs, indentation: 0)
        default:
            empty(node)
            bytes.append(.lineFeed)
        }
    }

    // MARK: Collections

    /// The pairs, of which the first begins where the text stands.
    private mutating func mapping(_ pairs: [Node.Pair], indentation: Int) {
        for (index, pair) in pairs.enumerated() {
            if index > 0 { indent(indentation) }
            key(pair.key, indentation: indentation)
            append(":")
            value(pair.value, indentation: indentation)
        }
    }

    private mutating func value(_ node: Node, indentation: Int) {
        switch node.content {
        case .sequence(let items) where !items.isEmpty:
            bytes.append(.lineFeed)
            indent(indentation + 2)
            sequence(items, indentation: indentation + 2)
        case .mapping(let pairs) where !pairs.isEmpty:
            bytes.append(.lineFeed)
            indent(indentation + 2)
            mapping(pairs, indentation: indentation + 2)
        default: leaf(node, indentation: indentation)
        }
    }

    /// The items, of which the first begins where the text stands; a collection inside begins behind its dash.
    private mutating func sequence(_ items: [Node], indentation: Int) {
        for (index, item) in items.enumerated() {
            if index > 0 { indent(indentation) }
            append("-")
            switch item.content {
            case .sequence(let items) where !items.isEmpty:
                append(" ")
                sequence(items, indentation: indentation + 2)
            case .mapping(let pairs) where !pairs.isEmpty:
                append(" ")
                mapping(pairs, indentation: indentation + 2)
            default: leaf(item, indentation: indentation)
            }
        }
    }

    /// A scalar or an empty collection, and the end of its line.
    private mutating func leaf(_ node: Node, indentation: Int) {
        switch node.content {
        case .scalar(let scalar) where scalar.kind == .null && scalar.text.isEmpty: break
        case .scalar(let scalar):
            append(" ")
            self.scalar(scalar, indentation: indentation)
        default:
            append(" ")
            empty(node)
        }
        bytes.append(.lineFeed)
    }

    private mutating func empty(_ node: Node) {
        if node.sequence == nil { append("{}") } else { append("[]") }
    }

    /// Readers look for the colon of a key within 1024 characters of one line; a longer key needs the `?` form.
    private mutating func key(_ key: Node, indentation: Int) {
        let scalar = key.scalar ?? Scalar(text: "", kind: .string)
        let start = bytes.count
        if scalar.kind == .null, scalar.text.isEmpty {
            append("null")
        } else if scalar.kind != .string, Scalar.Kind(ofPlain: scalar.text) == scalar.kind {
            append(scalar.text)
        } else {
            string(scalar.text)
        }
        guard bytes.count - start > 1000 else { return }
        bytes.insert(contentsOf: "? ".utf8, at: start)
        bytes.append(.lineFeed)
        indent(indentation)
    }

    // MARK: Scalars

    private mutating func scalar(_ scalar: Scalar, indentation: Int) {
        // A kind that its text does not bear out is written as the string it is, never as structure.
        if scalar.kind != .string, Scalar.Kind(ofPlain: scalar.text) == scalar.kind { return append(scalar.text) }
        let text = scalar.text
        guard Plainness.isLiteral(text) else { return string(text) }
        block(text, indentation: indentation + 2)
    }

    /// A literal block; the last line feed is left to the caller.
    private mutating func block(_ text: String, indentation: Int) {
        append("|")
        var lines = text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false)[...]
        let trailing = lines.reversed().prefix { $0.isEmpty }.count
        if trailing == 0 { append("-") }
        if trailing > 1 { append("+") }
        if trailing > 0 { lines = lines.dropLast() }
        for line in lines {
            bytes.append(.lineFeed)
            guard !line.isEmpty else { continue }
            indent(indentation)
            bytes.append(contentsOf: line)
        }
    }

    private mutating func string(_ text: String) {
        switch Plainness.style(of: text) {
        case .plain: append(text)
        case .singleQuoted: singleQuoted(text)
        case .doubleQuoted: doubleQuoted(text)
        }
    }

    private mutating func singleQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "'"))
        for byte in text.utf8 {
            bytes.append(byte)
            if byte == UInt8(ascii: "'") { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "'"))
    }

    private mutating func doubleQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\t": append("\\t")
            case "\r": append("\\r")
            case "\0": append("\\0")
            case _ where scalar.isPrintable: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            case _ where scalar.value < 0x100: escape(scalar.value, "\\x", digits: 2)
            case _ where scalar.value < 0x10000: escape(scalar.value, "\\u", digits: 4)
            default: escape(scalar.value, "\\U", digits: 8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ value: UInt32, _ prefix: StaticString, digits: Int) {
        append(prefix)
        let hexadecimal = String(value, radix: 16)
        for _ in hexadecimal.utf8.count..<digits { append("0") }
        append(hexadecimal)
    }

    // MARK: Bytes

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func indent(_ width: Int) { bytes.append(contentsOf: repeatElement(0x20, count: width)) }
}

extension UInt8 {
    fileprivate static let lineFeed: UInt8 = 0x0A
}
