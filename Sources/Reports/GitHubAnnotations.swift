package import Diagnostics

/// Diagnostics as workflow commands, which GitHub Actions shows beside the changed lines.
///
/// GitHub keeps ten errors and ten warnings of a step and drops the rest silently, so the tenth says how many more
/// there are. Escaping is that of the runner's toolkit (actions/toolkit, command.ts).
package enum GitHubAnnotations {
    package static let limitPerSeverity = 10

    /// One command per line; empty without diagnostics.
    package static func render(_ diagnostics: [Diagnostic]) -> String {
        var text = ""
        for severity in Diagnostic.Severity.allCases {
            let all = diagnostics.filter { $0.severity == severity }
            let shown = all.count > limitPerSeverity ? limitPerSeverity - 1 : all.count
            for diagnostic in all.prefix(shown) { text += command(for: diagnostic) + "\n" }
            guard shown < all.count else { continue }
            text += "::\(word(severity)) title=slipway::"
            text += "\(all.count - shown) more of severity \(severity.rawValue); the log has them all\n"
        }
        return text
    }

    private static func command(for diagnostic: Diagnostic) -> String {
        var properties: [String] = []
        if let location = diagnostic.location {
            properties += ["file=\(property(location.file))", "line=\(location.line)", "col=\(location.column)"]
            properties.append("endColumn=\(location.column + diagnostic.length)")
        }
        properties.append("title=\(property("\(diagnostic.code.id): \(diagnostic.code.title)"))")
        let help = diagnostic.help.map { "\nhelp: \($0)" } ?? ""
        let list = properties.joined(separator: ",")
        return "::\(word(diagnostic.severity)) \(list)::\(message(diagnostic.detail + help))"
    }

    private static func word(_ severity: Diagnostic.Severity) -> String {
        severity == .note ? "notice" : severity.rawValue
    }

    static func message(_ text: String) -> String { escape(text, and: []) }
    static func property(_ text: String) -> String { escape(text, and: [":", ","]) }

    private static func escape(_ text: String, and others: [Unicode.Scalar]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "\r" || scalar == "\n" || others.contains(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            } else {
                result += VisibleText.standIn(for: scalar)
            }
        }
        return result
    }
}
