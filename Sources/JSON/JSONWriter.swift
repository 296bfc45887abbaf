/// Writes JSON (RFC 8259) into a byte buffer, value by value, in the order of the calls.
///
/// The caller keeps brackets balanced and puts a key before each value of an object. Output is deterministic: compact,
/// or with two spaces and line feeds. `/` is not escaped; control characters, U+2028 and U+2029 are, so that the text
/// may stand in a line of a log or in a script.
package struct JSONWriter: Sendable {
    /// What is written so far.
    package private(set) var bytes: [UInt8] = []
    private let pretty: Bool
    private var depth = 0
    /// Nothing stands yet in the innermost array or object.
    private var isFirst = true
    private var isAfterKey = false

    package init(pretty: Bool = false, reserving capacity: Int = 0) {
        self.pretty = pretty
        bytes.reserveCapacity(capacity)
    }

    /// What is written so far, as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Structure

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the member whose value comes next.
    package mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
    }

    // MARK: Values

    package mutating func string(_ value: String) {
        separate()
        quote(value)
    }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        guard let value = Int64(exactly: value) else { return bytes.append(contentsOf: String(value).utf8) }
        append(value)
    }

    /// A number whose literal the caller knows to be grammatical.
    package mutating func number(literal: String) {
        separate()
        bytes.append(contentsOf: literal.utf8)
    }

    package mutating func number(_ value: JSONNumber) { number(literal: value.literal) }

    package mutating func bool(_ value: Bool) {
        separate()
        if value { append("true") } else { append("false") }
    }

    package mutating func null() {
        separate()
        append("null")
    }

    /// A whole value; recursion is as deep as the value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(literal: value.literal)
        case .string(let value): string(value)
        case .array(let values):
            beginArray()
            for value in values { self.value(value) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    // MARK: Bytes

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if pretty, !isFirst { newLine() }
        bytes.append(bracket)
        isFirst = false
    }

    /// What stands between the value before and the one to come.
    @inline(__always)
    private mutating func separate() {
        if isAfterKey {
            isAfterKey = false
        } else {
            if !isFirst, depth > 0 { bytes.append(UInt8(ascii: ",")) }
            if pretty, depth > 0 { newLine() }
        }
        isFirst = false
    }

    private mutating func newLine() {
        bytes.append(0x0A)
        for _ in 0..<depth { append("  ") }
    }

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let characters = text.utf8Span.span
        var runStart = 0
        var index = 0
        while index < characters.count {
            let byte = characters[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0xE2 {
                index += 1
                continue
            }
            var length = 1
            if byte == 0xE2 {
                // U+2028 and U+2029 are E2 80 A8 and E2 80 A9; the string is well-formed, so two bytes follow.
                guard characters[index + 1] == 0x80, characters[index + 2] & 0xFE == 0xA8 else {
                    index += 3
                    continue
                }
                length = 3
            }
            append(characters.extracting(runStart..<index))
            escape(length == 3 ? characters[index + 2] : byte)
            index += length
            runStart = index
        }
        append(characters.extracting(runStart..<index))
        bytes.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private mutating func append(_ run: borrowing Span<UInt8>) {
        unsafe run.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case 0xA8: append("\\u2028")
        case 0xA9: append("\\u2029")
        default:
            append("\\u00")
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 15
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}

extension JSONValue {
    /// The value as a JSON text, without a final line feed.
    package func bytes(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty, reserving: 1024)
        writer.value(self)
        return writer.bytes
    }

    /// The value as a compact JSON text.
    package var text: String { String(decoding: bytes(), as: UTF8.self) }
}
