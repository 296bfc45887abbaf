/// What the process tells its caller; every value is part of the command line's contract.
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// Done, or nothing to do.
    case success = 0
    /// Something failed; the diagnostics say what.
    case failed = 1
    /// `plan --detailed-exitcode` found changes.
    case changes = 2
    /// Another operation holds the lock of this environment.
    case lockHeld = 3
    /// The plan no longer describes the world it was made for.
    case stalePlan = 4
    /// A policy or an approval refuses the operation.
    case policyRefused = 5
    /// A rollout put the old version back.
    case rolloutAborted = 6
    /// A deadline passed.
    case timedOut = 7
    /// The plan is older than its expiry.
    case planExpired = 8
    /// The plan was applied before.
    case planUsed = 9
    /// The plan file is not what Slipway wrote.
    case planAltered = 10
    /// State or journal cannot be trusted, or an interrupted operation must be resumed first.
    case stateUnusable = 11
    /// The command line was not understood.
    case usage = 64
    /// Stopped by SIGINT, after the work under way was made safe.
    case interrupted = 130
    /// Stopped by SIGTERM, after the work under way was made safe.
    case terminated = 143
}

/// An error that is already told in a user's words: one or more diagnostics, the worst first.
package struct Failure: Error, Sendable, Hashable {
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    package init(
        _ code: DiagnosticCode, _ detail: String, at location: SourceLocation? = nil, help: String? = nil
    ) {
        self.init([Diagnostic(code, detail, at: location, help: help)])
    }

    package var exit: ExitStatus { diagnostics.first { $0.severity == .error }?.code.exit ?? .failed }
}
