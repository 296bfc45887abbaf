/// The two questions a request asks about media types (RFC 9110 sections 8.3 and 12.5.1).
enum MediaType {
    /// True for `application/json`, whatever its parameters; a charset must be UTF-8 (RFC 8259 section 8.1).
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        var parts = contentType.split(separator: ";", omittingEmptySubsequences: false).map(trim)
        guard !parts.isEmpty, parts.removeFirst().lowercased() == "application/json" else { return false }
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1).map(trim)
            guard pair.count == 2 else { return false }
            if pair[0].lowercased() == "charset" {
                guard ["utf-8", "\"utf-8\""].contains(pair[1].lowercased()) else { return false }
            }
        }
        return true
    }

    /// Whether an `Accept` header lets `type/subtype` through; without the header everything is acceptable.
    ///
    /// The most specific range decides; a weight of zero refuses.
    static func accepts(_ type: String, _ subtype: String, header: String?) -> Bool {
        // What nearly every client sends.
        guard let header, header != "*/*", header != "\(type)/\(subtype)" else { return true }
        var best = (specificity: -1, isAccepted: false)
        for range in header.split(separator: ",").prefix(64) {
            let parts = range.split(separator: ";").map(trim)
            guard let name = parts.first?.lowercased() else { continue }
            let specificity: Int
            switch name {
            case "\(type)/\(subtype)": specificity = 2
            case "\(type)/*": specificity = 1
            case "*/*": specificity = 0
            default: continue
            }
            let isRefused = parts.dropFirst().contains { isZeroWeight($0) }
            if specificity > best.specificity {
                best = (specificity, !isRefused)
            } else if specificity == best.specificity, !isRefused {
                best.isAccepted = true
            }
        }
        return best.isAccepted
    }

    /// `q=0`, `q=0.`, `q=0.000`.
    private static func isZeroWeight(_ parameter: Substring) -> Bool {
        let pair = parameter.split(separator: "=", maxSplits: 1).map(trim)
        guard pair.count == 2, pair[0].lowercased() == "q" else { return false }
        return pair[1].utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}
