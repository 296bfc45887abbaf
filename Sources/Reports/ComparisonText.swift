internal import Diagnostics
package import Manifests

/// A comparison of two environments for people: each document that differs, and where each side's value comes from.
package struct ComparisonText: Sendable {
    private let terminal: Terminal
    private let before: String
    private let after: String

    /// - Parameters:
    ///   - before: the name of the environment compared from.
    ///   - after: the name of the one compared to.
    package init(terminal: Terminal, before: String, after: String) {
        self.terminal = terminal
        self.before = before
        self.after = after
    }

    /// The whole text; its last line is such as `2 documents differ, 1 only in prod, 3 are the same.`
    package func render(_ comparison: Comparison) -> String {
        let blocks = comparison.entries.compactMap { entry -> String? in
            guard case .changed(let path, let differences) = entry else { return nil }
            return terminal.paint(VisibleText.of(path), .bold) + "\n" + differences.map(text).joined() + "\n"
        }
        let lone = comparison.entries.compactMap { entry -> String? in
            switch entry {
            case .removed(let path): terminal.paint("- \(VisibleText.of(path))", .red) + " only in \(before)\n"
            case .added(let path): terminal.paint("+ \(VisibleText.of(path))", .green) + " only in \(after)\n"
            case .changed: nil
            }
        }
        let list = lone.isEmpty ? "" : lone.joined() + "\n"
        return blocks.joined() + list + summary(of: comparison) + "\n"
    }

    private func summary(of comparison: Comparison) -> String {
        guard !comparison.entries.isEmpty else { return "No difference: \(count(comparison.same, "document"))." }
        func number(_ isWanted: (Comparison.Entry) -> Bool) -> Int { comparison.entries.count(where: isWanted) }
        let changed = number { if case .changed = $0 { true } else { false } }
        let removed = number { if case .removed = $0 { true } else { false } }
        let added = number { if case .added = $0 { true } else { false } }
        var parts = ["\(count(changed, "document")) differ\(changed == 1 ? "s" : "")"]
        if removed > 0 { parts.append("\(removed) only in \(before)") }
        if added > 0 { parts.append("\(added) only in \(after)") }
        parts.append("\(comparison.same) \(comparison.same == 1 ? "is" : "are") the same")
        return parts.joined(separator: ", ") + "."
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private func text(of difference: Comparison.Difference) -> String {
        let path = VisibleText.of(difference.path)
        switch (difference.before, difference.after) {
        case (let old?, let new?):
            let head = "  ~ \(path): \(VisibleText.of(old.text)) -> \(VisibleText.of(new.text))"
            return terminal.paint(head, .yellow) + "\n" + origins(old.origin, of: before)
                + origins(new.origin, of: after)
        case (let old?, nil):
            return terminal.paint("  - \(path): \(VisibleText.of(old.text))", .red) + "\n"
                + origins(old.origin, of: before)
        case (nil, let new?):
            return terminal.paint("  + \(path): \(VisibleText.of(new.text))", .green) + "\n"
                + origins(new.origin, of: after)
        case (nil, nil): return ""
        }
    }

    /// The lines of the spec behind a value; that of the template where no value of the spec is.
    private func origins(_ origin: Document.Origin, of environment: String) -> String {
        let width = max(before.count, after.count)
        let name = environment + String(repeating: " ", count: width - environment.count)
        let places = origin.causes.isEmpty ? [origin.template] : origin.causes
        return places.map { "      \(name)  \(VisibleText.of($0.line == 0 ? $0.file : $0.description))\n" }.joined()
    }
}
