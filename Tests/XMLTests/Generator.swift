/// Random XML documents that repeat for a seed (SplitMix64).
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A well-formed document with every kind of content.
    mutating func document() -> [UInt8] {
        let heads = ["", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8'?>\n", "<!-- head -->", "\n"]
        let ends = ["", "\n", "<?end?>", "<!-- end -->"]
        return Array((one(of: heads) + element(depth: 4, declares: true) + one(of: ends)).utf8)
    }

    private mutating func element(depth: Int, declares: Bool) -> String {
        let name = one(of: ["a", "b", "Key", "p:c", "größe", "x-1.2_"])
        var start = "<\(name)"
        if declares { start += one(of: ["", " xmlns='urn:d'"]) + " xmlns:p='urn:p'" }
        for attribute in ["k", "p:k", "xml:lang", "é"] where Int.random(in: 0..<3, using: &self) == 0 {
            start += one(of: [" ", "\n  "]) + "\(attribute)=\"\(value())\""
        }
        var content = ""
        for _ in 0..<Int.random(in: 0..<6, using: &self) {
            content += depth > 0 && Bool.random(using: &self) ? element(depth: depth - 1, declares: false) : text()
        }
        return content.isEmpty ? "\(start)\(one(of: ["/>", "></\(name)>"]))" : "\(start)>\(content)</\(name)>"
    }

    private mutating func text() -> String {
        let parts = ["&#9;", "<![CDATA[<&]]>", "<!--c-->", "<?p d?>", "\r\n", "\r", "]]", "&quot;", "'\""]
        return Bool.random(using: &self) ? value() : one(of: parts)
    }

    private mutating func value() -> String {
        let pieces = [
            "a", "Z", " ", "  ", "\n", "\t", "é", "€", "😀", "&lt;", "&amp;", "&#x41;", "&#8364;", "\u{FFFD}", ">",
        ]
        return (0..<Int.random(in: 0..<8, using: &self)).map { _ in one(of: pieces) }.joined()
    }

    private mutating func one(of texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &self)] }

    /// Changes a few bytes: removed, repeated or replaced by what means something in XML.
    mutating func damage(_ text: inout [UInt8]) {
        let alphabet = Array("<>/&;#x:='\"!?-[] ab1\r\n".utf8) + [0x00, 0x01, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            guard let index = text.indices.randomElement(using: &self) else { return }
            switch Int.random(in: 0..<4, using: &self) {
            case 0: text.remove(at: index)
            case 1: text.insert(text[index], at: index)
            case 2: text.insert(alphabet.randomElement(using: &self) ?? 0, at: index)
            default: text[index] = alphabet.randomElement(using: &self) ?? 0
            }
        }
    }
}
