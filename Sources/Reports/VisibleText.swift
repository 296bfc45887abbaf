/// Text from outside made fit for a terminal: nothing in it can move the cursor, colour or reorder what is shown.
package enum VisibleText {
    /// The text with every control and formatting character replaced by a visible stand-in.
    ///
    /// - Parameter keepingLines: whether line feeds stay, for text that is split into lines afterwards.
    package static func of(_ text: some StringProtocol, keepingLines: Bool = false) -> String {
        // Nearly every text is of this kind, and looking it up scalar by scalar is a good part of a short command.
        if isPlain(text) { return String(text) }
        var result = ""
        for scalar in text.unicodeScalars {
            if keepingLines, scalar == "\n" { result += "\n" } else { result += standIn(for: scalar) }
        }
        return result
    }

    /// One scalar as it is shown; a tab is shown as four spaces.
    static func standIn(for scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: return "    "
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) } ?? "?"
        case 0x7F: return "\u{2421}"
        case 0x80...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            return "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
        default: return String(scalar)
        }
    }

    /// How many columns a text takes, by the ranges of Unicode's East Asian Width (UAX #11).
    static func width(of text: some StringProtocol) -> Int { text.unicodeScalars.reduce(0) { $0 + width(of: $1) } }

    static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x7F { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// Whether every character is printed as it is, in one column.
    private static func isPlain(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } }

    /// The text in pieces of at most `columns`, broken at spaces where there are any in the second half of a piece.
    package static func wrap(_ text: String, columns: Int) -> [String] {
        if text.utf8.count <= columns, isPlain(text) { return [text.last == " " ? String(text.dropLast()) : text] }
        var pieces: [String] = []
        var piece: [Unicode.Scalar] = []
        var used = 0
        var lastSpace: Int?
        for scalar in text.unicodeScalars {
            let width = width(of: scalar)
            if used + width > columns, !piece.isEmpty {
                let cut = lastSpace.map { $0 + 1 } ?? piece.count
                pieces.append(string(piece[..<cut]))
                piece = Array(piece[cut...])
                used = piece.reduce(0) { $0 + self.width(of: $1) }
                lastSpace = nil
            }
            if scalar == " ", used >= columns / 2 { lastSpace = piece.count }
            piece.append(scalar)
            used += width
        }
        pieces.append(string(piece[...]))
        return pieces.map { $0.last == " " ? String($0.dropLast()) : $0 }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
