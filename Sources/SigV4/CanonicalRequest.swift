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
        try CanonicalHeaders.append(
            request.headers, added, order: &signed.order, names: &signed.signedHeaders, to: &signed.canonicalRequest)
        signed.canonicalRequest.append(lineFeed)
        signed.canonicalRequest += signed.signedHeaders
        signed.canonicalRequest.append(lineFeed)
        request.payload.append(to: &signed.canonicalRequest)
    }

    private static let lineFeed = UInt8(ascii: "\n")
}

/// The headers of a canonical request: names in lower case and sorted, values without superfluous space.
enum CanonicalHeaders {
    /// Appends a line for each name that is signed to `text`, and the names to `names`.
    static func append(
        _ headers: [SignableRequest.Header], _ added: [SignableRequest.Header], order: inout [Int],
        names: inout [UInt8], to text: inout [UInt8]
    ) throws(SigningProblem) {
        sort(headers, added, into: &order)
        var last = -1
        for index in order {
            let header = index < headers.count ? headers[index] : added[index - headers.count]
            if last >= 0 {
                let previous = last < headers.count ? headers[last] : added[last - headers.count]
                if previous.name.prefix == header.name.prefix, previous.name.canonical == header.name.canonical {
                    // Of one name the values stand in one line, in the order sent (RFC 9110 section 5.3).
                    text[text.count - 1] = UInt8(ascii: ",")
                    try appendFolded(header, to: &text)
                    text.append(UInt8(ascii: "\n"))
                    continue
                }
                names.append(UInt8(ascii: ";"))
            }
            names += header.name.canonical
            text += header.name.canonical
            text.append(UInt8(ascii: ":"))
            try appendFolded(header, to: &text)
            text.append(UInt8(ascii: "\n"))
            last = index
        }
    }

    /// By insertion, since there are few, and so that equal names keep their order.
    private static func sort(
        _ headers: [SignableRequest.Header], _ added: [SignableRequest.Header], into order: inout [Int]
    ) {
        order.removeAll(keepingCapacity: true)
        for index in 0..<(headers.count + added.count) {
            let name = index < headers.count ? headers[index].name : added[index - headers.count].name
            if index < headers.count, name.role == .skipped { continue }
            order.append(index)
            var place = order.count - 1
            while place > 0 {
                let other = order[place - 1]
                guard name.precedes(other < headers.count ? headers[other].name : added[other - headers.count].name)
                else { break }
                order[place] = other
                place -= 1
            }
            order[place] = index
        }
    }

    /// Without space at the ends, and with one where there are several, in quotation marks too.
    ///
    /// Refuses NUL, and the end of a line but where the value goes on after it (obs-fold).
    private static func appendFolded(
        _ header: SignableRequest.Header, to text: inout [UInt8]
    ) throws(SigningProblem) {
        let value = header.value
        // Most values are as they have to be.
        var isPlain = value.first ?? 0x21 > 0x20 && value.last ?? 0x21 > 0x20
        var previous: UInt8 = 0
        for byte in value {
            if byte < 0x20 || (byte == 0x20 && previous == 0x20) { isPlain = false }
            previous = byte
        }
        guard !isPlain else { return text += value }
        var isPending = false
        var isEmpty = true
        for (index, byte) in value.enumerated() {
            switch byte {
            case 0: throw .invalidHeader(header.name.text)
            case 0x20, 0x09...0x0D:
                if byte == 0x0A || byte == 0x0D {
                    let next = index + 1 < value.count ? value[index + 1] : 0
                    guard next == 0x20 || next == 0x09 || (byte == 0x0D && next == 0x0A) else {
                        throw .invalidHeader(header.name.text)
                    }
                }
                isPending = true
            default:
                if isPending, !isEmpty { text.append(0x20) }
                isPending = false
                isEmpty = false
                text.append(byte)
            }
        }
    }
}
