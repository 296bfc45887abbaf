/// The request as both sides write it before they hash it (AWS, "Create a canonical request").
enum CanonicalRequest {
    /// Writes it to `signed`, with the list of its headers.
    ///
    /// - Parameters:
    ///   - query: of the request, with what presigning adds.
    ///   - added: headers that signing adds.
    static func write(
        _ request: SignableRequest, query: [SignableRequest.QueryItem], added: [SignableRequest.Header],
        rules: SigningRules, to signed: inout Signature
    ) throws(SigningProblem) {
        signed.canonicalRequest.removeAll(keepingCapacity: true)
        signed.signedHeaders.removeAll(keepingCapacity: true)
        signed.canonicalRequest += request.method.utf8
        signed.canonicalRequest.append(lineFeed)
        CanonicalPath.append(request.path, rules, to: &signed.canonicalRequest)
        signed.canonicalRequest.append(lineFeed)
        if !query.isEmpty { CanonicalQuery.append(query, to: &signed.canonicalRequest) }
        signed.canonicalRequest.append(lineFeed)
        try CanonicalHeaders(headers: request.headers, added: added).append(
            order: &signed.order, names: &signed.signedHeaders, to: &signed.canonicalRequest)
        signed.canonicalRequest.append(lineFeed)
        signed.canonicalRequest += signed.signedHeaders
        signed.canonicalRequest.append(lineFeed)
        request.payload.append(to: &signed.canonicalRequest)
    }

    private static let lineFeed = UInt8(ascii: "\n")
}

/// The headers of a canonical request: names in lower case and sorted, values without superfluous space.
///
/// One at a time is looked at through its position: to copy it would count references up and down, which is a good
/// part of the work on so short a text.
struct CanonicalHeaders {
    let headers: [SignableRequest.Header]
    /// What signing adds; they stand after the others.
    let added: [SignableRequest.Header]

    /// Appends a line for each name that is signed to `text`, and the names to `names`.
    ///
    /// - Parameter order: room for sorting.
    func append(
        order: inout [Int], names: inout [UInt8], to text: inout [UInt8]
    ) throws(SigningProblem) {
        sort(into: &order)
        var last = -1
        for index in order {
            if last >= 0, prefix(index) == prefix(last), name(index) == name(last) {
                // Of one name the values stand in one line, in the order sent (RFC 9110 section 5.3).
                text[text.count - 1] = UInt8(ascii: ",")
            } else {
                if last >= 0 { names.append(UInt8(ascii: ";")) }
                names += name(index)
                text += name(index)
                text.append(UInt8(ascii: ":"))
            }
            guard Self.appendFolded(value(index), to: &text) else {
                throw .invalidHeader(index < headers.count ? headers[index].name.text : "")
            }
            text.append(UInt8(ascii: "\n"))
            last = index
        }
    }

    private func prefix(_ index: Int) -> UInt64 {
        index < headers.count ? headers[index].name.prefix : added[index - headers.count].name.prefix
    }

    private func name(_ index: Int) -> [UInt8] {
        index < headers.count ? headers[index].name.canonical : added[index - headers.count].name.canonical
    }

    private func value(_ index: Int) -> [UInt8] {
        index < headers.count ? headers[index].value : added[index - headers.count].value
    }

    /// By insertion, since there are few, and so that equal names keep their order.
    private func sort(into order: inout [Int]) {
        order.removeAll(keepingCapacity: true)
        for index in 0..<(headers.count + added.count) {
            if index < headers.count, headers[index].name.role == .skipped { continue }
            let prefix = prefix(index)
            order.append(index)
            var place = order.count - 1
            while place > 0 {
                let other = order[place - 1]
                let otherPrefix = self.prefix(other)
                guard
                    prefix == otherPrefix
                        ? name(index).lexicographicallyPrecedes(name(other)) : prefix < otherPrefix
                else { break }
                order[place] = other
                place -= 1
            }
            order[place] = index
        }
    }

    /// Without space at the ends, and with one where there are several, in quotation marks too.
    ///
    /// False for NUL, and for the end of a line but where the value goes on after it (obs-fold).
    private static func appendFolded(_ value: [UInt8], to text: inout [UInt8]) -> Bool {
        // Most values are as they have to be.
        var isPlain = value.first ?? 0x21 > 0x20 && value.last ?? 0x21 > 0x20
        var previous: UInt8 = 0
        for byte in value {
            if byte < 0x20 || (byte == 0x20 && previous == 0x20) { isPlain = false }
            previous = byte
        }
        guard !isPlain else {
            text += value
            return true
        }
        var isPending = false
        var isEmpty = true
        for (index, byte) in value.enumerated() {
            switch byte {
            case 0: return false
            case 0x20, 0x09...0x0D:
                if byte == 0x0A || byte == 0x0D {
                    let next = index + 1 < value.count ? value[index + 1] : 0
                    guard next == 0x20 || next == 0x09 || (byte == 0x0D && next == 0x0A) else { return false }
                }
                isPending = true
            default:
                if isPending, !isEmpty { text.append(0x20) }
                isPending = false
                isEmpty = false
                text.append(byte)
            }
        }
        return true
    }
}
