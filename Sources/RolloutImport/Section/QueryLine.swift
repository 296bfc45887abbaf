/// A PromQL query as a spec has it: one line of at most 4,096 bytes.
enum QueryLine {
    static let limit = 4_096

    /// The query without comments and line ends, outside of strings each run of white space as one space; nil where it
    /// is empty, too long or holds control characters.
    static func read(_ text: String) -> String? {
        var line: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false, isComment = false
        for byte in text.utf8 {
            if isComment {
                isComment = byte != UInt8(ascii: "\n")
                continue
            }
            if let open = quote {
                line.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\"), open != UInt8(ascii: "`") {
                    isEscaped = true
                } else if byte == open {
                    quote = nil
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "#"): isComment = true
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"), UInt8(ascii: " "):
                if line.last != UInt8(ascii: " ") { line.append(UInt8(ascii: " ")) }
            default:
                if [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(byte) { quote = byte }
                line.append(byte)
            }
        }
        while line.last == UInt8(ascii: " ") { line.removeLast() }
        if line.first == UInt8(ascii: " ") { line.removeFirst() }
        guard (1...limit).contains(line.count), line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(decoding: line, as: UTF8.self)
    }

    /// Whether the query chooses the revision that is measured.
    static func choosesRevision(_ query: String) -> Bool { query.contains("$revision") || query.contains("$backend") }
}
