import Diagnostics

/// Help as text for a terminal, made from the grammar.
package enum HelpText {
    /// The help of the command at `path`, empty for the whole tool; nil where there is no such command.
    ///
    /// - Parameter columns: the width of the page, kept within 40 and 120.
    package static func render(_ root: CommandGrammar, path: [String] = [], columns: Int = 80) -> String? {
        guard let command = root.command(at: path) else { return nil }
        let width = min(max(columns, 40), 120)
        var page = Page(width: width)
        page.paragraph("\(([root.name] + path).joined(separator: " ")) - \(command.summary)", hanging: 4)
        page.blank()
        page.paragraph("Usage: \(usage(root: root, path: path))", hanging: 11)
        for paragraph in TextWrap.paragraphs(of: command.discussion) {
            page.blank()
            page.paragraph(paragraph)
        }
        page.section("Commands", rows: command.subcommands.map { ($0.name, $0.summary) })
        page.section("Arguments", rows: command.positionals.map { ($0.placeholder, $0.summary) })
        if !path.isEmpty { page.section("Options", rows: command.options.map { ($0.heading, $0.fullSummary) }) }
        page.section("Global options", rows: root.options.map { ($0.heading, $0.fullSummary) })
        if !command.examples.isEmpty {
            page.heading("Examples")
            for example in command.examples {
                page.line("  \(example.line)")
                page.paragraph(example.meaning, indent: 6)
            }
        }
        page.section("Exit status", rows: command.exitStatuses.map { (String($0.status.rawValue), $0.meaning) })
        return page.text
    }

    /// `slipway plan ENV [options]`.
    static func usage(root: CommandGrammar, path: [String]) -> String {
        guard let command = root.command(at: path) else { return root.name }
        var words = [root.name] + path
        if command.subcommands.isEmpty {
            words += command.positionals.map(\.usage)
        } else {
            words.append("COMMAND")
        }
        return (words + ["[options]"]).joined(separator: " ")
    }

    /// The lines of a page of help as they grow.
    private struct Page {
        let width: Int
        var text = ""

        mutating func line(_ line: String) { text += line + "\n" }
        mutating func blank() { text += "\n" }

        mutating func heading(_ title: String) {
            blank()
            line("\(title):")
        }

        mutating func paragraph(_ paragraph: String, indent: Int = 0, hanging: Int = 0) {
            for (index, content) in TextWrap.lines(of: paragraph, width: width - indent - hanging).enumerated() {
                line(String(repeating: " ", count: indent + (index == 0 ? 0 : hanging)) + content)
            }
        }

        /// Two columns; where the left one is too wide for its row, the right one starts on the next line.
        mutating func section(_ title: String, rows: [(String, String)]) {
            guard !rows.isEmpty else { return }
            heading(title)
            let limit = width < 60 ? 14 : 26
            let left = min(limit, rows.map(\.0.count).max() ?? 0)
            let gutter = left + 4
            for (head, body) in rows {
                var lines = TextWrap.lines(of: body, width: width - gutter)[...]
                if head.count <= left {
                    let padding = String(repeating: " ", count: gutter - 2 - head.count)
                    line("  " + head + (lines.isEmpty ? "" : padding) + (lines.popFirst() ?? ""))
                } else {
                    line("  " + head)
                }
                for rest in lines { line(String(repeating: " ", count: gutter) + rest) }
            }
        }
    }
}

/// Breaking text into lines at spaces.
enum TextWrap {
    /// The text in lines of at most `width` characters; a word that is longer stands alone.
    static func lines(of text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= max(width, 1) {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// The parts of a text between empty lines.
    static func paragraphs(of text: String) -> [String] {
        var paragraphs: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1].append(line) }
        }
        return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    }
}
