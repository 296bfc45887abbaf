package import Diagnostics

/// Diagnostics as text: place, code and title, what and why, the source line with a caret, and what to do.
package struct DiagnosticText: Sendable {
    private let terminal: Terminal
    private let sources: [String: SourceLines]

    /// - Parameter sources: the bytes of the files that locations name, by the name they use; one that is missing is
    ///   told without its source line.
    package init(terminal: Terminal, sources: [String: [UInt8]] = [:]) {
        self.terminal = terminal
        self.sources = sources.mapValues { SourceLines($0) }
    }

    /// Without colours and without source lines.
    package static let plain = plain(sources: [:])

    /// Without colours, for what machines read.
    package static func plain(sources: [String: [UInt8]]) -> DiagnosticText {
        DiagnosticText(terminal: Terminal(isColoured: false), sources: sources)
    }

    /// All of them, each followed by an empty line, then their count.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        guard !diagnostics.isEmpty else { return "" }
        return diagnostics.map { render($0) + "\n" }.joined() + Self.summary(of: diagnostics) + "\n"
    }

    /// `2 errors, 1 warning`; notes are counted only where there is nothing else.
    package static func summary(of diagnostics: [Diagnostic]) -> String {
        func count(_ severity: Diagnostic.Severity) -> String? {
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let parts = [count(.error), count(.warning)].compactMap { $0 }
        return parts.isEmpty ? count(.note) ?? "no problems" : parts.joined(separator: ", ")
    }

    /// One of them; every line ends with a line feed.
    package func render(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { VisibleText.of($0.description) + ": " } ?? ""
        let head = terminal.paint(
            "\(diagnostic.severity.rawValue)[\(diagnostic.code.id)]", colour(of: diagnostic.severity))
        var text = "\(place)\(head): \(terminal.paint(VisibleText.of(diagnostic.code.title), .bold))\n"
        text += paragraph(diagnostic.detail, first: "  ", rest: "  ")
        if let location = diagnostic.location {
            text += excerpt(at: location, length: diagnostic.length, colour(of: diagnostic.severity))
        }
        for related in diagnostic.related {
            text += paragraph("\(related.location): \(related.message)", first: "  ", rest: "    ")
            text += excerpt(at: related.location, length: 1, .cyan)
        }
        if let help = diagnostic.help {
            text += paragraph(help, first: "  \(terminal.paint("help:", .cyan)) ", rest: "        ")
        }
        if let runbook = diagnostic.code.runbook { text += "  see: runbooks/\(runbook)\n" }
        return text
    }

    private func paragraph(_ body: String, first: String, rest: String) -> String {
        var text = ""
        var lead = first
        for line in VisibleText.of(body, keepingLines: true).split(separator: "\n", omittingEmptySubsequences: false) {
            for piece in VisibleText.wrap(String(line), columns: max(terminal.columns, 60) - rest.count) {
                text += lead + piece + "\n"
                lead = rest
            }
        }
        return text
    }

    private func excerpt(at location: SourceLocation, length: Int, _ colour: Terminal.Colour) -> String {
        let gutter = String(location.line).count
        let room = terminal.columns - gutter - 5
        guard let source = sources[location.file],
            let excerpt = SourceExcerpt(of: source, at: location, length: length, columns: room)
        else { return "" }
        let blank = String(repeating: " ", count: gutter)
        let bar = terminal.paint("|", .dim)
        return """
              \(blank) \(bar)
              \(terminal.paint(excerpt.number, .dim)) \(bar) \(excerpt.line)
              \(blank) \(bar) \(terminal.paint(excerpt.marks, colour))

            """
    }

    private func colour(of severity: Diagnostic.Severity) -> Terminal.Colour {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}
