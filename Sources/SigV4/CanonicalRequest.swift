/// The request as both sides write it before they hash it (AWS, "Create a canonical request").
package struct CanonicalRequest: Sendable, Hashable {
    package let bytes: [UInt8]
    /// `host;x-amz-date`.
    package let signedHeaders: [UInt8]

    /// - Parameters:
    ///   - query: of the request, with what presigning adds.
    ///   - headers: all that are signed.
    init(
        _ request: SignableRequest, query: [SignableRequest.QueryItem], headers: [SignableRequest.Header],
        rules: SigningRules
    ) {
        var text: [UInt8] = []
        text.reserveCapacity(1_024)
        text += request.method.utf8
        text.append(Self.lineFeed)
        CanonicalPath.append(request.path, rules, to: &text)
        text.append(Self.lineFeed)
        CanonicalQuery.append(query, to: &text)
        text.append(Self.lineFeed)
        signedHeaders = CanonicalHeaders.append(headers, to: &text)
        text.append(Self.lineFeed)
        text += signedHeaders
        text.append(Self.lineFeed)
        request.payload.append(to: &text)
        bytes = text
    }

    private static let lineFeed = UInt8(ascii: "\n")
}

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

/// The headers of a canonical request: names in lower case and sorted, values without superfluous space.
enum CanonicalHeaders {
    /// Appends a line for each name and gives the list of names.
    static func append(_ headers: [SignableRequest.Header], to text: inout [UInt8]) -> [UInt8] {
        var named: [(name: [UInt8], value: [UInt8])] = []
        named.reserveCapacity(headers.count)
        for header in headers { named.append((lowercased(header.name), header.value)) }
        // The order of one name's values is the one sent (RFC 9110 section 5.3), and this sort keeps it.
        named.sort { $0.name.lexicographicallyPrecedes($1.name) }
        var names: [UInt8] = []
        var index = 0
        while index < named.count {
            let name = named[index].name
            if index > 0 { names.append(UInt8(ascii: ";")) }
            names += name
            text += name
            text.append(UInt8(ascii: ":"))
            appendFolded(named[index].value, to: &text)
            index += 1
            while index < named.count, named[index].name == name {
                text.append(UInt8(ascii: ","))
                appendFolded(named[index].value, to: &text)
                index += 1
            }
            text.append(UInt8(ascii: "\n"))
        }
        return names
    }

    static func lowercased(_ name: String) -> [UInt8] {
        var bytes = Array(name.utf8)
        for index in bytes.indices where (0x41...0x5A).contains(bytes[index]) { bytes[index] |= 0x20 }
        return bytes
    }

    /// Without space at the ends, and with one where there are several, in quotation marks too.
    private static func appendFolded(_ value: [UInt8], to text: inout [UInt8]) {
        var isPending = false
        var isEmpty = true
        for byte in value {
            switch byte {
            case 0x20, 0x09...0x0D: isPending = true
            default:
                if isPending, !isEmpty { text.append(0x20) }
                isPending = false
                isEmpty = false
                text.append(byte)
            }
        }
    }
}
