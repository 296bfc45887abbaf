/// One thing wrong (or worth knowing) that is told to a user: what, where, why, and what to do.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        case error, warning, note
    }

    /// Another place that belongs to the story, such as the first of two duplicate keys.
    package struct Related: Sendable, Hashable {
        package let location: SourceLocation
        package let message: String

        package init(_ message: String, at location: SourceLocation) {
            self.location = location
            self.message = message
        }
    }

    package let code: DiagnosticCode
    package let severity: Severity
    /// What happened here and why it matters, in sentences; may quote the user's text, never a secret.
    package let detail: String
    package let location: SourceLocation?
    /// How many columns the caret underlines; at least 1.
    package let length: Int
    /// What to do, as an imperative.
    package let help: String?
    package let related: [Related]

    package init(
        _ code: DiagnosticCode, severity: Severity = .error, _ detail: String,
        at location: SourceLocation? = nil, length: Int = 1, help: String? = nil, related: [Related] = []
    ) {
        self.code = code
        self.severity = severity
        self.detail = detail
        self.location = location
        self.length = max(1, length)
        self.help = help
        self.related = related
    }
}

/// The stable identity of a kind of problem: `E0201`, its title, its long explanation and its exit status.
///
/// Each module lists its codes in one `enum …Codes` whose `all` the command line joins into the catalogue behind
/// `slipway explain CODE`. Ranges: 01 reading text · 02 specs · 03 templates · 04 plans · 05 state · 06 providers and
/// the machine · 07 commands · 08 AWS · 09 rollouts.
package struct DiagnosticCode: Sendable, Hashable {
    package let id: String
    /// Fixed short text without user data, lower case, no full stop.
    package let title: String
    /// What the problem means and how it usually comes about, for `slipway explain CODE`.
    package let explanation: String
    package let exit: ExitStatus
    /// The page in `runbooks/` for problems that need more than one step, without its directory.
    package let runbook: String?

    package init(
        _ id: String, _ title: String, exit: ExitStatus = .failed, runbook: String? = nil, _ explanation: String
    ) {
        self.id = id
        self.title = title
        self.explanation = explanation
        self.exit = exit
        self.runbook = runbook
    }

    package static func == (left: Self, right: Self) -> Bool { left.id == right.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
