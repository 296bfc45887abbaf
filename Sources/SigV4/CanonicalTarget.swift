/// The path of a canonical request.
enum CanonicalPath {
    static func append(_ path: [UInt8], _ rules: SigningRules, to text: inout OutputSpan<UInt8>) {
        guard !path.isEmpty else { return text.append(UInt8(ascii: "/")) }
        let path = rules.normalisesPath && needsWork(path) ? normalised(path) : path
        if rules.encodesPathTwice {
            PercentEncoding.append(path.span, keepingSlashes: true, to: &text)
        } else {
            text.append(path)
        }
    }

    private static func needsWork(_ path: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in path {
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return true }
            previous = byte
        }
        return false
    }

    /// Without empty, `.` and `..` segments; a slash at the end stays.
    private static func normalised(_ path: [UInt8]) -> [UInt8] {
        var segments: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: UInt8(ascii: "/")) {
            switch Array(segment) {
            case [UInt8(ascii: ".")]: continue
            case [UInt8(ascii: "."), UInt8(ascii: ".")]: _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        var text: [UInt8] = []
        text.reserveCapacity(path.count)
        for segment in segments {
            text.append(UInt8(ascii: "/"))
            text += segment
        }
        if segments.isEmpty || path.last == UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
        return text
    }
}

/// The parameters of a canonical request: encoded, then sorted by name and value.
struct CanonicalQuery {
    /// Encoded, in the order sent.
    private var items: [EncodedItem]
    /// What presigning adds: text that is encoded and sorted.
    private let added: [UInt8]

    init(_ items: [SignableRequest.QueryItem], added: [UInt8] = []) {
        self.items = items.map { EncodedItem($0) }
        self.added = added
        guard !items.isEmpty else { return }
        for item in added.split(separator: UInt8(ascii: "&")) {
            let name = item.prefix { $0 != UInt8(ascii: "=") }
            self.items.append(EncodedItem(name: Array(name), value: Array(item.dropFirst(name.count + 1))))
        }
        self.items.sort()
    }

    var capacity: Int { items.reduce(added.count) { $0 + $1.count + 1 } }

    func append(to text: inout OutputSpan<UInt8>) {
        guard !items.isEmpty else { return text.append(added) }
        for index in items.indices {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            items[index].append(to: &text)
        }
    }
}

/// One parameter, percent-encoded.
struct EncodedItem: Comparable {
    let name: [UInt8]
    let value: [UInt8]

    init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    init(_ item: SignableRequest.QueryItem) {
        self.init(name: PercentEncoding.encoded(item.name), value: PercentEncoding.encoded(item.value ?? []))
    }

    /// Of `NAME=VALUE`.
    var count: Int { name.count + 1 + value.count }

    func append(to text: inout OutputSpan<UInt8>) {
        text.append(name)
        text.append(UInt8(ascii: "="))
        text.append(value)
    }

    static func < (left: EncodedItem, right: EncodedItem) -> Bool {
        left.name == right.name
            ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
    }
}
