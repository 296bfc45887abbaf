package import Diagnostics
package import JSON

/// A diagnostic for programs: the same facts as the text, and the text.
package enum DiagnosticJSON {
    /// `code`, `severity`, `message`, `detail`, `spans` (the primary one first), `help`, `runbook`, `rendered`.
    package static func value(of diagnostic: Diagnostic, text: DiagnosticText = .plain) -> JSONValue {
        var spans: [JSONValue] = []
        if let location = diagnostic.location {
            spans.append(span(location, length: diagnostic.length, isPrimary: true, label: nil))
        }
        for related in diagnostic.related {
            spans.append(span(related.location, length: 1, isPrimary: false, label: related.message))
        }
        return [
            "code": .string(diagnostic.code.id), "severity": .string(diagnostic.severity.rawValue),
            "message": .string(diagnostic.code.title), "detail": .string(diagnostic.detail), "spans": .array(spans),
            "help": diagnostic.help.map(JSONValue.string) ?? .null,
            "runbook": diagnostic.code.runbook.map { .string("runbooks/\($0)") } ?? .null,
            "rendered": .string(text.render(diagnostic)),
        ]
    }

    private static func span(_ location: SourceLocation, length: Int, isPrimary: Bool, label: String?) -> JSONValue {
        [
            "file": .string(location.file), "line": .integer(location.line), "column": .integer(location.column),
            "length": .integer(length), "is_primary": .bool(isPrimary), "label": label.map(JSONValue.string) ?? .null,
        ]
    }
}
