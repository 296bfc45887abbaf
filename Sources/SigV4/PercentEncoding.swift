/// Percent-encoding as AWS wants it: of every byte but the unreserved ones (RFC 3986 section 2.3), in capitals.
package enum PercentEncoding {
    /// Appends `bytes` encoded; slashes stay in a path.
    package static func append(_ bytes: some Sequence<UInt8>, keepingSlashes: Bool = false, to text: inout [UInt8]) {
        let bytes = Array(bytes)
        text.append(addingCapacity: 3 * bytes.count) { append(bytes.span, keepingSlashes: keepingSlashes, to: &$0) }
    }

    /// The same into room for three times as many.
    static func append(_ bytes: Span<UInt8>, keepingSlashes: Bool = false, to text: inout OutputSpan<UInt8>) {
        for index in bytes.indices {
            let byte = bytes[index]
            if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(digit(byte >> 4))
                text.append(digit(byte & 15))
            }
        }
    }

    /// `bytes` encoded.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.allSatisfy(isUnreserved) else { return bytes }
        return [UInt8](capacity: 3 * bytes.count) { append(bytes.span, to: &$0) }
    }

    /// The bytes meant; a percent sign that begins no escape stands for itself, and a plus is a plus.
    package static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = value(text[index + 1]),
                let low = value(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
