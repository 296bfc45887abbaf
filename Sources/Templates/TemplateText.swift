internal import Diagnostics

/// The text of a template file, to tell the place of an expression inside a scalar.
struct TemplateText: Sendable {
    let file: String
    /// Empty where only nodes are known.
    let bytes: [UInt8]
    private let lines: [Int]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
        lines = starts
    }

    /// The place of the byte `offset` of a scalar that begins at `mark`.
    ///
    /// The n-th `((` of the scalar is the n-th `((` after the mark in the file: right in every style of scalar, except
    /// behind an escape or a fold inside the same expression.
    func location(of offset: Int, in scalar: [UInt8], at mark: SourceLocation) -> SourceLocation {
        var count = 0, last = 0, position = 0
        while let start = Parser.opening(in: scalar, from: position), start <= offset {
            count += 1
            last = start
            position = start + 2
        }
        if count > 0, let start = opening(count, after: mark) { return location(at: start + offset - last) }
        guard !scalar.prefix(offset).contains(0x0A) else { return mark }
        let column = mark.column + scalar.prefix(offset).count { $0 & 0xC0 != 0x80 }
        return SourceLocation(file: mark.file, line: mark.line, column: column)
    }

    /// The offset in the file of the `count`-th `((` from the mark on.
    private func opening(_ count: Int, after mark: SourceLocation) -> Int? {
        guard !bytes.isEmpty, mark.file == file, mark.line <= lines.count else { return nil }
        var position = lines[mark.line - 1]
        var column = 1
        while column < mark.column, position < bytes.count {
            position += 1
            while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
            column += 1
        }
        var found: Int?
        for _ in 0..<count {
            found = Parser.opening(in: bytes, from: position)
            guard let found else { return nil }
            position = found + 2
        }
        return found
    }

    private func location(at offset: Int) -> SourceLocation {
        let end = min(offset, bytes.count)
        let line = (lines.firstIndex { $0 > end } ?? lines.count) - 1
        let column = bytes[min(lines[max(line, 0)], end)..<end].count { $0 & 0xC0 != 0x80 } + 1
        return SourceLocation(file: file, line: max(line, 0) + 1, column: column)
    }
}
