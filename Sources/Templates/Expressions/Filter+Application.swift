internal import Crypto
internal import Diagnostics
internal import YAML

extension Filter {
    /// The filter's result, or nil where the input is not of the kind it was checked for.
    func apply(to input: Node, _ arguments: [Node]) -> Node? {
        let origin = input.mark
        switch self {
        case .keys:
            guard let pairs = input.mapping else { return nil }
            return Node(.sequence(pairs.map { .string($0.name, at: $0.key.mark, causes: $0.key.causes) }), at: origin)
        case .length:
            switch input.content {
            case .sequence(let nodes): return .integer(nodes.count, at: origin)
            case .mapping(let pairs): return .integer(pairs.count, at: origin)
            case .scalar(let scalar): return .integer(scalar.text.unicodeScalars.count, at: origin)
            }
        case .json:
            var bytes: [UInt8] = []
            Self.json(input, into: &bytes)
            return .string(String(decoding: bytes, as: UTF8.self), at: origin)
        case .digest: return .string(Self.digest(of: input), at: origin)
        case .seconds:
            guard let text = input.scalar?.text, let seconds = Self.seconds(text) else { return nil }
            return .integer(seconds, at: origin)
        case .join:
            guard let nodes = input.sequence, let separator = arguments.first?.scalar?.text else { return nil }
            return .string(nodes.map { $0.scalar?.text ?? "" }.joined(separator: separator), at: origin)
        case .lines:
            guard let text = input.scalar?.text else { return nil }
            var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            if lines.last?.isEmpty == true { lines.removeLast() }
            return Node(
                .sequence(lines.map { .string(String(Substring($0)), at: origin, causes: input.causes) }), at: origin)
        case .base64, .indent, .lower, .shell, .string, .upper:
            guard let text = input.scalar?.text else { return nil }
            return .string(transform(text, arguments), at: origin)
        }
    }

    /// The digest that the filter of this name makes: ten hexadecimal digits that change with the value.
    ///
    /// Long enough that two values of one name never meet, short enough for names that are limited to 63 characters.
    static func digest(of node: Node) -> String {
        var bytes: [UInt8] = []
        json(node, into: &bytes)
        return String(SHA256.hex(of: bytes).prefix(10))
    }

    /// The whole seconds of a duration such as `1m30s`, rounded up; nil where the text is none.
    private static func seconds(_ text: String) -> Int? {
        let longest = 366 * 86_400_000
        let units = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1]
        var milliseconds = 0
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int(digits), count <= longest, let factor = units[String(unit)] else { return nil }
            milliseconds += count * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return text.isEmpty ? nil : (milliseconds + 999) / 1000
    }

    private func transform(_ text: String, _ arguments: [Node]) -> String {
        switch self {
        case .base64: Base64.encode(Array(text.utf8))
        case .upper: Self.mapASCII(text) { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 32 : $0 }
        case .lower: Self.mapASCII(text) { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        case .shell: "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        case .indent:
            text.split(separator: "\n", omittingEmptySubsequences: false).joined(
                separator: "\n" + String(repeating: " ", count: Int(arguments.first?.scalar?.text ?? "") ?? 0))
        default: text
        }
    }

    private static func mapASCII(_ text: String, _ change: (UInt8) -> UInt8) -> String {
        String(decoding: text.utf8.map(change), as: UTF8.self)
    }

    /// Compact JSON (RFC 8259) with the keys in the order of the spec.
    private static func json(_ node: Node, into bytes: inout [UInt8]) {
        switch node.content {
        case .scalar(let scalar):
            switch scalar.kind {
            case .string: quote(scalar.text, into: &bytes)
            case .null: bytes += "null".utf8
            case .bool, .integer, .decimal: bytes += scalar.text.utf8
            }
        case .sequence(let nodes):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in nodes.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                json(item, into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .mapping(let pairs):
            bytes.append(UInt8(ascii: "{"))
            for (index, pair) in pairs.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                quote(pair.name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                json(pair.value, into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func quote(_ text: String, into bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: bytes += [UInt8(ascii: "\\"), UInt8(scalar.value)]
            case 0x0A: bytes += "\\n".utf8
            // U+007F to U+009F and the separators are legal JSON, but not harmless in the texts they end up in.
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                bytes += "\\u".utf8
                for shift in [12, 8, 4, 0] { bytes.append(digits[Int(scalar.value >> UInt32(shift)) & 15]) }
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
