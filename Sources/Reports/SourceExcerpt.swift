import Diagnostics

/// One line of a source text with a caret under the columns meant.
struct SourceExcerpt {
    /// The line's number as text, the line as shown, and the marks below it.
    let number: String
    let line: String
    let marks: String

    /// Nil where the text has no such line.
    ///
    /// - Parameters:
    ///   - length: how many scalars the caret underlines.
    ///   - columns: how wide the shown part of the line may be; a longer line is cut on both sides of the caret.
    init?(of source: SourceLines, at location: SourceLocation, length: Int, columns: Int) {
        guard let text = source.line(location.line) else { return nil }
        let room = max(columns - 2, 8)
        // Of a line of any length, only what can be shown is looked at: scalars without a width are few in a row.
        let scalars = text.unicodeScalars, reach = 4 * room
        let caret =
            scalars.index(scalars.startIndex, offsetBy: max(location.column - 1, 0), limitedBy: scalars.endIndex)
            ?? scalars.endIndex
        let low = scalars.index(caret, offsetBy: -reach, limitedBy: scalars.startIndex) ?? scalars.startIndex
        let high = scalars.index(caret, offsetBy: reach, limitedBy: scalars.endIndex) ?? scalars.endIndex
        let cells = scalars[low..<high].map { VisibleText.standIn(for: $0) }
        let widths = cells.map { VisibleText.width(of: $0) }
        let start = scalars.distance(from: low, to: caret)
        let end = min(max(start + min(length, reach), start), cells.count)

        // A window of cells that holds the start of the caret, then grows until the room is used.
        var first = start, last = start
        var used = 0
        while last < cells.count, used + widths[last] <= room / 2 || last < min(end, start + 1) {
            used += widths[last]
            last += 1
        }
        while first > 0, used + widths[first - 1] <= room {
            first -= 1
            used += widths[first]
        }
        while last < cells.count, used + widths[last] <= room {
            used += widths[last]
            last += 1
        }
        let lead = first > 0 || low > scalars.startIndex ? "…" : ""
        let tail = last < cells.count || high < scalars.endIndex ? "…" : ""
        number = String(location.line)
        line = lead + cells[first..<last].joined() + tail
        let before = (lead.isEmpty ? 0 : 1) + widths[first..<start].reduce(0, +)
        let under = widths[start..<max(start, min(end, last))].reduce(0, +)
        marks = String(repeating: " ", count: before) + String(repeating: "^", count: max(1, under))
    }
}

/// A source text by its lines.
struct SourceLines: Sendable {
    private let bytes: [UInt8]
    /// The offset of the first byte of each line.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    /// The text of a line counted from 1, without its end; nil where there is none. Ill-formed bytes become U+FFFD.
    func line(_ number: Int) -> String? {
        guard starts.indices.contains(number - 1) else { return nil }
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
