package import Planning

/// A plan as a comment on a pull request: the summary outside, the changes in a folded `diff` block.
///
/// GitHub refuses a comment above 65,536 characters. So where it would be too long, the fields of what is made or
/// changed go first, then their lines; what is destroyed is listed to the last, and what is left out is counted.
package struct PlanMarkdown: Sendable {
    /// Bytes of UTF-8, which are never fewer than the characters GitHub counts.
    package static let defaultBudget = 65_536
    private let environment: String
    private let budget: Int

    /// - Parameter budget: at least 2,048 bytes.
    package init(environment: String, budget: Int = PlanMarkdown.defaultBudget) {
        self.environment = environment
        self.budget = max(budget, 2_048)
    }

    /// The comment; its first line is a hidden mark by which a later run finds it again.
    package func render(_ changes: [Change], unchanged: Int) -> String {
        let ordered = PlanText.ordered(changes)
        let name = Self.escaped(environment)
        let summary = PlanText.lastLine(ChangeCounts(changes))
        let head = "<!-- slipway:plan:\(name) -->\n### Slipway plan for \(name)\n\n**\(summary)**\n"
        let foot = unchanged > 0 ? "\n\(PlanText.unchangedText(unchanged))\n" : ""
        guard !ordered.isEmpty else { return head + foot }
        let again = "\n- to apply what was reviewed: `slipway apply FILE`\n- to plan again: `slipway plan`\n"

        let text = PlanText(terminal: Terminal(isColoured: false, columns: 120))
        let blocks = ordered.map { change in
            (change: change, full: Self.diff(text.block(for: change), change.action))
        }
        let longestFence = blocks.reduce(3) { max($0, Self.backticks(in: $1.full) + 1) }
        let fence = String(repeating: "`", count: longestFence)
        let open = "\n<details><summary>Show Output</summary>\n\n\(fence)diff\n"
        let close = "\(fence)\n\n</details>\n"
        // Room for the sentence about what is left out.
        var room = budget - (head + foot + open + close + again).utf8.count - 200

        // The first lines of everything that destroys are reserved before any other line is placed.
        let short = blocks.map { Self.firstLine(of: $0.full) }
        var chosen = [String](repeating: "", count: blocks.count)
        for pass in [Pass.destroyHeads, .heads, .full] {
            for (index, block) in blocks.enumerated() {
                let isLoss = block.change.action == .delete || block.change.action == .replace
                if pass == .destroyHeads, !isLoss { continue }
                let wanted = pass == .full ? block.full : short[index]
                let cost = wanted.utf8.count - chosen[index].utf8.count
                guard cost > 0, cost <= room else { continue }
                chosen[index] = wanted
                room -= cost
            }
        }
        let left = chosen.count { $0.isEmpty }
        let cut = zip(chosen, blocks).count { $0.0 != $0.1.full } - left
        var note = ""
        if left > 0 { note += "\n\(left) further change\(left == 1 ? " is" : "s are") left out for length." }
        if cut > 0 { note += "\nThe fields of \(cut) change\(cut == 1 ? " are" : "s are") left out for length." }
        if !note.isEmpty { note += " The log of the run has them all.\n" }
        return head + open + chosen.joined() + close + note + foot + again
    }

    private enum Pass { case destroyHeads, heads, full }

    /// Lines that GitHub's highlighter colours by their first character.
    private static func diff(_ lines: [String], _ action: Action) -> String {
        let mark: Character =
            switch action {
            case .create: "+"
            case .delete: "-"
            case .update, .replace: "!"
            case .none: " "
            }
        var text = ""
        for (index, line) in lines.enumerated() { text += (index == 0 ? "\(mark)" : " ") + " \(line)\n" }
        return text
    }

    private static func firstLine(of block: String) -> String { String(block.prefix { $0 != "\n" }) + "\n" }

    /// The longest run of backticks, so that no text can close the block it stands in.
    private static func backticks(in text: String) -> Int {
        var longest = 0, run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Text outside the block: every character that Markdown or HTML could read becomes a character reference.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
            result += isPlain ? String(scalar) : "&#\(scalar.value);"
        }
        return result
    }
}
