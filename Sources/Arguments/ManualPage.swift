import Diagnostics

/// The manual page `slipway(1)` in roff, made from the grammar; the macros are those of man(7).
package enum ManualPage {
    /// - Parameters:
    ///   - version: the tool's version, for the foot of the page.
    ///   - date: the release's day, `YYYY-MM-DD`; given in, so that the page reproduces.
    package static func render(_ root: CommandGrammar, version: String, date: String) -> String {
        var page = ".TH \(root.name.uppercased()) 1 \"\(date)\" \"\(escaped(root.name)) \(escaped(version))\"\n"
        page += ".SH NAME\n\(escaped(root.name)) \\- \(escaped(root.summary))\n"
        page += ".SH SYNOPSIS\n.B \(escaped(root.name))\n.I command\n[options]\n"
        page += ".SH DESCRIPTION\n" + paragraphs(root.discussion)
        page += ".SH GLOBAL OPTIONS\n" + root.options.map(item).joined()
        page += ".SH COMMANDS\n"
        for (path, command) in root.commandPaths where command.subcommands.isEmpty {
            page += ".SS \(escaped(HelpText.usage(root: root, path: path)))\n"
            page += sentence(command.summary) + "\n" + paragraphs(command.discussion, first: ".PP\n")
            for positional in command.positionals {
                page += ".TP\n.I \(escaped(positional.placeholder))\n\(sentence(positional.summary))\n"
            }
            page += command.options.map(item).joined()
        }
        page += ".SH EXIT STATUS\n"
        for exit in root.exitStatuses { page += ".TP\n.B \(exit.status.rawValue)\n\(sentence(exit.meaning))\n" }
        page += ".SH ENVIRONMENT\n"
        let options = ([root] + root.commandPaths.map(\.command)).flatMap(\.options)
        var seen: Set<String> = []
        for option in options {
            guard let variable = option.variable, seen.insert(variable).inserted else { continue }
            page +=
                ".TP\n.B \(escaped(variable))\nThe value of \\fB\\-\\-\(escaped(option.name))\\fR where not given.\n"
        }
        page += ".TP\n.B NO_COLOR\nWhere it is not empty, nothing is coloured.\n"
        page += ".SH EXAMPLES\n"
        for (_, command) in [([], root)] + root.commandPaths.map({ ($0.path, $0.command) }) {
            for example in command.examples {
                page += ".TP\n.B \(escaped(example.line))\n\(escaped(example.meaning))\n"
            }
        }
        return page
    }

    private static func item(_ option: OptionDeclaration) -> String {
        let short = option.short.map { "\\fB\\-\($0)\\fR, " } ?? ""
        let value = option.value.map { " \\fI\(escaped($0.placeholder))\\fR" } ?? ""
        return ".TP\n\(short)\\fB\\-\\-\(escaped(option.name))\\fR\(value)\n\(sentence(option.fullSummary))\n"
    }

    private static func paragraphs(_ text: String, first: String = "") -> String {
        TextWrap.paragraphs(of: text).enumerated().map { index, paragraph in
            (index == 0 ? first : ".PP\n") + TextWrap.lines(of: escaped(paragraph), width: 78).map(guarded).joined()
        }.joined()
    }

    private static func guarded(_ line: String) -> String {
        (line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : "") + line + "\n"
    }

    private static func sentence(_ text: String) -> String {
        let head = text.prefix(1).uppercased() + text.dropFirst()
        return TextWrap.lines(of: escaped(head + "."), width: 78).map(guarded).joined().dropLastFeed
    }

    /// Backslashes and hyphens as roff wants them, so that options can be copied from the page.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("`", with: "\\(ga")
    }
}

extension String {
    fileprivate var dropLastFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
