/// The path of a canonical request.
enum CanonicalPath {
    static func append(_ path: [UInt8], _ rules: SigningRules, to text: inout [UInt8]) {
        guard !path.isEmpty else { return text.append(UInt8(ascii: "/")) }
        let path = rules.normalisesPath && needsWork(path) ? normalised(path) : path
        if rules.encodesPathTwice {
            PercentEncoding.append(path, keepingSlashes: true, to: &text)
        } else {
            text += path
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
enum CanonicalQuery {
    static func append(_ items: [SignableRequest.QueryItem], to text: inout [UInt8]) {
        guard !items.isEmpty else { return }
        var encoded: [(name: [UInt8], value: [UInt8])] = []
        encoded.reserveCapacity(items.count)
        for item in items {
            var name: [UInt8] = []
            var value: [UInt8] = []
            PercentEncoding.append(item.name, to: &name)
            PercentEncoding.append(item.value ?? [], to: &value)
            encoded.append((name, value))
        }
        encoded.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, item) in encoded.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text += item.name
            text.append(UInt8(ascii: "="))
            text += item.value
        }
    }
}
