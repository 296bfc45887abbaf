/// The headers of a canonical request: names in lower case and sorted, values without superfluous space.
///
/// Made with the request, so that signing only puts what it adds between them.
struct CanonicalHeaders: Sendable, Hashable {
    /// `NAME;` for each, then `NAME:VALUE` and a line feed for each.
    private var text: [UInt8] = []
    private var layout = Layout()
    /// The first of them that cannot be signed, or that the host is missing.
    private(set) var problem: SigningProblem?

    /// Where in the text is what.
    fileprivate struct Layout: Sendable, Hashable {
        var lines = 0
        /// Where headers go that signing adds: their names are never among those that are there.
        var digest = Gap()
        var date = Gap()
        var token = Gap()
    }

    fileprivate struct Gap: Sendable, Hashable {
        var name = 0
        var line = 0
    }

    init(_ headers: [SignableRequest.Header]) {
        var (layout, problem) = (Layout(), Self.problem(headers))
        let order = Self.sorted(headers)
        var room = 0
        for index in order { room += 2 * headers[index].name.canonical.count + headers[index].value.count + 3 }
        text.rewrite(upTo: room) { text in
            layout.writeNames(headers, order, to: &text)
            layout.lines = text.count
            (layout.digest.line, layout.date.line, layout.token.line) = (text.count, text.count, text.count)
            layout.writeLines(headers, order, to: &text, &problem)
        }
        (self.layout, self.problem) = (layout, problem)
    }

    private static func problem(_ headers: [SignableRequest.Header]) -> SigningProblem? {
        var hasHost = false
        for header in headers {
            switch header.name.role {
            case .signed, .skipped: continue
            case .host: hasHost = true
            case .reserved: return .reserved(header.name.text)
            case .invalid: return .invalidHeader(header.name.text)
            }
        }
        return hasHost ? nil : .missingHost
    }

    /// Their places, sorted by insertion, since there are few, and so that equal names keep their order.
    private static func sorted(_ headers: [SignableRequest.Header]) -> [Int] {
        var order: [Int] = []
        order.reserveCapacity(headers.count)
        for index in headers.indices where headers[index].name.role != .skipped {
            var place = order.count
            while place > 0, headers[index].name.precedes(headers[order[place - 1]].name) { place -= 1 }
            order.insert(index, at: place)
        }
        return order
    }
}

extension CanonicalHeaders.Layout {
    fileprivate mutating func writeNames(
        _ headers: [SignableRequest.Header], _ order: [Int], to text: inout OutputSpan<UInt8>
    ) {
        let (first, second, third) = (HeaderName.payloadDigest, HeaderName.date, HeaderName.token)
        var last = -1
        for index in order {
            if last < 0 || headers[last].name.canonical != headers[index].name.canonical {
                text.append(headers[index].name.canonical)
                text.append(UInt8(ascii: ";"))
            }
            if headers[index].name.precedes(first) { digest.name = text.count }
            if headers[index].name.precedes(second) { date.name = text.count }
            if headers[index].name.precedes(third) { token.name = text.count }
            last = index
        }
    }

    fileprivate mutating func writeLines(
        _ headers: [SignableRequest.Header], _ order: [Int], to text: inout OutputSpan<UInt8>,
        _ problem: inout SigningProblem?
    ) {
        let (first, second, third) = (HeaderName.payloadDigest, HeaderName.date, HeaderName.token)
        var last = -1
        for index in order {
            if last >= 0, headers[last].name.canonical == headers[index].name.canonical {
                // Of one name the values stand in one line, in the order sent (RFC 9110 section 5.3).
                _ = text.removeLast()
                text.append(UInt8(ascii: ","))
            } else {
                text.append(headers[index].name.canonical)
                text.append(UInt8(ascii: ":"))
            }
            if !HeaderValue.append(headers[index].value, to: &text) {
                problem = problem ?? .invalidHeader(headers[index].name.text)
            }
            text.append(UInt8(ascii: "\n"))
            if headers[index].name.precedes(first) { digest.line = text.count }
            if headers[index].name.precedes(second) { date.line = text.count }
            if headers[index].name.precedes(third) { token.line = text.count }
            last = index
        }
    }
}

/// The value of a header as it is signed.
enum HeaderValue {
    /// Nil where no header can hold it.
    static func folded(_ value: [UInt8]) -> [UInt8]? {
        var isHeld = true
        let text = [UInt8](capacity: value.count) { isHeld = append(value, to: &$0) }
        return isHeld ? text : nil
    }

    /// Without space at the ends, and with one where there are several, in quotation marks too.
    ///
    /// False for NUL, and for the end of a line but where the value goes on after it (obs-fold).
    static func append(_ value: [UInt8], to text: inout OutputSpan<UInt8>) -> Bool {
        // Most values are as they have to be.
        var isPlain = true
        var previous: UInt8 = 0x20
        for byte in value {
            if byte < 0x20 || (byte == 0x20 && previous == 0x20) { isPlain = false }
            previous = byte
        }
        if isPlain, previous != 0x20 || value.isEmpty {
            text.append(value)
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

/// The headers that signing adds to a request, as far as it signs them.
struct AddedHeaders {
    /// Whether there is `X-Amz-Content-Sha256`, which S3 wants.
    var hasPayloadDigest = false
    /// `X-Amz-Date`.
    var time: SigningTime?
    /// `X-Amz-Security-Token`.
    var token: [UInt8]?
}

extension CanonicalHeaders {
    /// How many bytes the lines and names take at most, without the digest of the payload.
    func capacity(with added: AddedHeaders) -> Int {
        text.count + (added.token?.count ?? 0) + 160
    }

    /// Appends a line for each name.
    func appendLines(with added: AddedHeaders, _ payload: PayloadDigest, to text: inout OutputSpan<UInt8>) {
        var start = layout.lines
        func begin(_ name: StaticString, at gap: Gap, in text: inout OutputSpan<UInt8>) {
            text.append(self.text.span.extracting(start..<gap.line))
            text.append(name)
            start = gap.line
        }
        if added.hasPayloadDigest {
            begin("x-amz-content-sha256:", at: layout.digest, in: &text)
            payload.append(to: &text)
            text.append(UInt8(ascii: "\n"))
        }
        if let time = added.time {
            begin("x-amz-date:", at: layout.date, in: &text)
            text.append(time.stamp)
            text.append(UInt8(ascii: "\n"))
        }
        if let token = added.token {
            begin("x-amz-security-token:", at: layout.token, in: &text)
            text.append(token)
            text.append(UInt8(ascii: "\n"))
        }
        text.append(self.text.span.extracting(start...))
    }

    /// Appends the names with semicolons between them.
    func appendNames(with added: AddedHeaders, to text: inout OutputSpan<UInt8>) {
        var start = 0
        func add(_ name: StaticString, at gap: Gap, to text: inout OutputSpan<UInt8>) {
            text.append(self.text.span.extracting(start..<gap.name))
            text.append(name)
            start = gap.name
        }
        if added.hasPayloadDigest { add("x-amz-content-sha256;", at: layout.digest, to: &text) }
        if added.time != nil { add("x-amz-date;", at: layout.date, to: &text) }
        if added.token != nil { add("x-amz-security-token;", at: layout.token, to: &text) }
        text.append(self.text.span.extracting(start..<layout.lines))
        _ = text.removeLast()
    }

    /// Appends the names of the request itself as the value of a parameter.
    func appendEncodedNames(to text: inout OutputSpan<UInt8>) {
        PercentEncoding.append(self.text.span.extracting(..<(layout.lines - 1)), to: &text)
    }
}
