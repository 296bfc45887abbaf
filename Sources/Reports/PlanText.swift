import Diagnostics
import JSON
package import Planning

/// A plan for people: what goes first, then what is replaced, changed and made, each with its reasons and fields.
package struct PlanText: Sendable {
    private let terminal: Terminal

    package init(terminal: Terminal) { self.terminal = terminal }

    /// The whole text; its last line is `Plan: 2 to add, 1 to change, 0 to destroy.` or begins with `No changes.`
    package func render(_ changes: [Change], unchanged: Int) -> String {
        var text = ""
        for change in Self.ordered(changes) { text += block(for: change).joined(separator: "\n") + "\n\n" }
        if unchanged > 0 { text += terminal.paint("(\(Self.unchangedText(unchanged)))", .dim) + "\n" }
        return text + Self.lastLine(ChangeCounts(changes)) + "\n"
    }

    /// `3 unchanged resources not shown`.
    static func unchangedText(_ count: Int) -> String {
        "\(count) unchanged resource\(count == 1 ? "" : "s") not shown"
    }

    /// A replacement counts as one to add and one to destroy, as Terraform counts it.
    package static func lastLine(_ counts: ChangeCounts) -> String {
        guard counts.create + counts.update + counts.replace + counts.delete > 0 else {
            return "No changes. What runs is what the spec asks for."
        }
        let add = counts.create + counts.replace, destroy = counts.delete + counts.replace
        return "Plan: \(add) to add, \(counts.update) to change, \(destroy) to destroy."
    }

    /// In the order of reading: what is lost first; within one action, the order of execution.
    static func ordered(_ changes: [Change]) -> [Change] {
        [Action.delete, .replace, .update, .create].flatMap { action in changes.filter { $0.action == action } }
    }

    /// The lines of one change, the first with its mark and address.
    func block(for change: Change) -> [String] {
        let mark = String(repeating: " ", count: max(0, 3 - change.action.symbol.count)) + change.action.symbol
        let address = VisibleText.of(change.address.description)
        let words = Self.words(for: change.action)
        let head = terminal.paint("\(mark) \(address)", colour(of: change.action))
        // A first line too long for the page keeps the address whole and moves the words below it.
        let fits = VisibleText.width(of: "\(mark) \(address) \(words)") <= terminal.columns
        var lines = fits ? ["\(head) \(words)"] : [head, "      \(words)"]
        for reason in change.reasons { lines += wrapped("# " + VisibleText.of(reason), indent: 6, hanging: 2) }
        for difference in change.differences { lines += self.lines(for: difference) }
        return lines
    }

    private static func words(for action: Action) -> String {
        switch action {
        case .create: "will be created"
        case .update: "will be changed in place"
        case .replace: "will be replaced"
        case .delete: "will be destroyed"
        case .none: "stays as it is"
        }
    }

    private func colour(of action: Action) -> Terminal.Colour {
        switch action {
        case .create: .green
        case .update: .yellow
        case .replace: .magenta
        case .delete: .red
        case .none: .dim
        }
    }

    private func lines(for difference: Difference) -> [String] {
        let name = VisibleText.of(difference.attribute)
        if case .plain(.string(let before)) = difference.before, case .plain(.string(let after)) = difference.after,
            before.contains("\n") || after.contains("\n")
        {
            return ["      \(name):"] + UnifiedDiff.lines(from: before, to: after).flatMap { diffLines($0) }
        }
        switch (difference.before, difference.after) {
        case (.sensitive, .sensitive): return wrapped("\(name): (sensitive value changed)", indent: 6, hanging: 4)
        case (nil, .plain(.string(let after))) where after.contains("\n"): return ["      \(name):"] + block(of: after)
        case (nil, let after?): return wrapped("\(name): \(Self.text(of: after))", indent: 6, hanging: 4)
        case (let before?, nil): return wrapped("\(name): \(Self.text(of: before)) -> (none)", indent: 6, hanging: 4)
        case (let before?, let after?):
            let one = "      \(name): \(Self.text(of: before)) -> \(Self.text(of: after))"
            guard VisibleText.width(of: one) > terminal.columns else { return [one] }
            return wrapped("\(name): \(Self.text(of: before))", indent: 6, hanging: 4)
                + wrapped("-> \(Self.text(of: after))", indent: 8, hanging: 3)
        case (nil, nil): return []
        }
    }

    /// A new text of several lines as it is, line by line.
    private func block(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.flatMap { line in
            line.isEmpty ? ["        |"] : wrapped("| " + VisibleText.of(line), indent: 8, hanging: 4)
        }
    }

    private func diffLines(_ line: UnifiedDiff.Line) -> [String] {
        let colour: Terminal.Colour? =
            switch line {
            case .added: .green
            case .removed: .red
            case .skipped: .dim
            case .same: nil
            }
        return wrapped(VisibleText.of(line.text), indent: 8, hanging: 2).map { text in
            colour.map { terminal.paint(text, $0) } ?? text
        }
    }

    /// A value on one line; the escapes of JSON keep line feeds and control characters visible.
    static func text(of value: AttributeValue) -> String {
        switch value {
        case .plain(let value): VisibleText.of(value.text)
        case .sensitive: Secret.placeholder
        }
    }

    private func wrapped(_ text: String, indent: Int, hanging: Int) -> [String] {
        VisibleText.wrap(text, columns: max(terminal.columns - indent - hanging, 16)).enumerated().map { index, piece in
            String(repeating: " ", count: indent + (index == 0 ? 0 : hanging)) + piece
        }
    }
}
