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
    init?(of bytes: [UInt8], at location: SourceLocation, length: Int, columns: Int) {
        guard let text = Self.line(location.line, of: bytes) else { return nil }
        let cells = text.unicodeScalars.map { VisibleText.standIn(for: $0) }
        let widths = cells.map { VisibleText.width(of: $0) }
        let start = min(max(location.column - 1, 0), cells.count)
        let end = min(max(start + length, start), cells.count)

        // A window of cells that holds the start of the caret, then grows until the room is used.
        let room = max(columns - 2, 8)
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
        let lead = first > 0 ? "…" : ""
        let tail = last < cells.count ? "…" : ""
        number = String(location.line)
        line = lead + cells[first..<last].joined() + tail
        let before = (lead.isEmpty ? 0 : 1) + widths[first..<start].reduce(0, +)
        let under = widths[start..<max(start, min(end, last))].reduce(0, +)
        marks = String(repeating: " ", count: before) + String(repeating: "^", count: max(1, under))
    }

    /// The text of a line counted from 1, without its end; ill-formed bytes become U+FFFD.
    private static func line(_ number: Int, of bytes: [UInt8]) -> String? {
        guard number >= 1 else { return nil }
        var start = 0
        for _ in 1..<number {
            guard let feed = bytes[start...].firstIndex(of: 0x0A) else { return nil }
            start = feed + 1
        }
        var end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        // A column counts scalars from the start of the line, so only a bounded part is ever worth decoding.
        return String(decoding: bytes[start..<min(end, start + 1_000_000)], as: UTF8.self)
    }
}
