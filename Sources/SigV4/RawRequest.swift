/// A request as text, as it goes over the wire in HTTP/1.1 (RFC 9112), with line ends of either kind.
package struct RawRequest: Sendable, Hashable {
    package let method: String
    /// What stands between the method and the version, spaces included.
    package let target: [UInt8]
    /// A value that goes on in further lines (obs-fold) keeps its line ends.
    package let headers: [SignableRequest.Header]
    /// What follows the empty line.
    package let body: [UInt8]

    /// Why a text is no request, and in which of its lines.
    package struct Problem: Error, Sendable, Hashable {
        package let line: Int
        package let detail: String
    }

    package init(_ text: [UInt8]) throws(Problem) {
        var reader = LineReader(text)
        guard let first = reader.next(), !first.isEmpty else {
            throw Problem(line: 1, detail: "there is no request line")
        }
        let version = first.suffix(9)
        guard let space = first.firstIndex(of: UInt8(ascii: " ")), space > first.startIndex, version.count == 9,
            version.elementsEqual(" HTTP/1.1".utf8) || version.elementsEqual(" HTTP/1.0".utf8),
            space < version.startIndex
        else { throw Problem(line: 1, detail: "a request line is METHOD, target and HTTP/1.1, with a space between") }
        method = String(decoding: first[..<space], as: UTF8.self)
        target = Array(first[(space + 1)..<version.startIndex])
        var headers: [SignableRequest.Header] = []
        while let line = reader.next(), !line.isEmpty {
            if line.first == 0x20 || line.first == 0x09 {
                guard let last = headers.popLast() else {
                    throw Problem(line: reader.line, detail: "the first header begins with space")
                }
                headers.append(SignableRequest.Header(last.name, last.value + [0x0A] + line))
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                throw Problem(line: reader.line, detail: "a header is NAME: VALUE")
            }
            headers.append(
                SignableRequest.Header(
                    String(decoding: line[..<colon], as: UTF8.self), Array(line[line.index(after: colon)...])))
        }
        self.headers = headers
        body = reader.rest
    }

    private struct LineReader {
        private var remaining: ArraySlice<UInt8>
        private(set) var line = 0

        init(_ text: [UInt8]) { remaining = text[...] }

        var rest: [UInt8] { Array(remaining) }

        mutating func next() -> ArraySlice<UInt8>? {
            guard !remaining.isEmpty else { return nil }
            line += 1
            let end = remaining.firstIndex(of: 0x0A) ?? remaining.endIndex
            let text = remaining[..<end]
            remaining = end < remaining.endIndex ? remaining[(end + 1)...] : []
            return text.last == 0x0D ? text.dropLast() : text
        }
    }
}
