package import Diagnostics
internal import POSIX

/// The problems of state, journal, lock, ledger and audit log: E0501 to E0549.
package enum StateCodes {
    package static let corrupt = DiagnosticCode(
        "E0501", "state is damaged", exit: .stateUnusable, runbook: "state-unusable.md",
        """
        The state file carries a digest over everything in it, and it does not match: the file was edited, cut short \
        or damaged on the disk. It is not used, because a wrong state leads to wrong changes. The previous state is \
        beside it as state.json.backup.
        """)
    package static let newer = DiagnosticCode(
        "E0502", "state of a newer format", exit: .stateUnusable, runbook: "state-unusable.md",
        "A newer Slipway wrote this file in a format this one does not know. Use that version, or a later one.")
    package static let missing = DiagnosticCode(
        "E0503", "state has gone", exit: .stateUnusable, runbook: "state-unusable.md",
        """
        There is a backup of the state but no state. Going on would make everything a second time, so it is refused \
        until the state is put back.
        """)
    package static let conflict = DiagnosticCode(
        "E0504", "state has moved on", exit: .stateUnusable,
        """
        A state replaces exactly its predecessor: same lineage, next serial. Something else stored a state in between, \
        or the file belongs to another environment.
        """)
    package static let unreadable = DiagnosticCode(
        "E0505", "state cannot be read",
        "The operating system refused to read the state directory. Check its permissions and the disk.")
    package static let notStored = DiagnosticCode(
        "E0506", "state could not be stored",
        """
        The operating system refused to write or flush the new state. The state before is still there whole. Once the \
        cause is gone, `slipway resume` finishes the operation.
        """)
    package static let lockHeld = DiagnosticCode(
        "E0510", "another operation is under way", exit: .lockHeld, runbook: "lock-held.md",
        """
        One operation at a time may change an environment. The lock names who holds it. It goes by itself when the \
        holder ends, also when it is killed: a dead holder's lock is taken over, a live one's never.
        """)
    package static let lockLost = DiagnosticCode(
        "E0511", "lock was lost", exit: .stateUnusable, runbook: "lock-held.md",
        """
        This process stood still for longer than its lease, and another took the lock over meanwhile. Nothing more is \
        written by this one.
        """)
    package static let lockCorrupt = DiagnosticCode(
        "E0512", "lock file is damaged", exit: .stateUnusable, runbook: "lock-held.md",
        "The lock file is not what Slipway wrote, so that nobody can tell who holds the lock.")
    package static let lockUnavailable = DiagnosticCode(
        "E0513", "lock cannot be taken",
        "The operating system refused to write the lock file. Check the permissions of the state directory.")
    package static let interrupted = DiagnosticCode(
        "E0514", "interrupted while waiting", exit: .interrupted,
        "SIGINT came before the lock was free. Nothing was changed.")
    package static let terminated = DiagnosticCode(
        "E0515", "terminated while waiting", exit: .terminated,
        "SIGTERM came before the lock was free. Nothing was changed.")
    package static let journalCorrupt = DiagnosticCode(
        "E0520", "journal is damaged", exit: .stateUnusable, runbook: "interrupted-operation.md",
        """
        Each line of the journal carries a digest chained to the line before. One does not match: the file was edited \
        or damaged. Only an unfinished last line, as a crash leaves it, is expected and dropped.
        """)
    package static let journalNewer = DiagnosticCode(
        "E0521", "journal of a newer format", exit: .stateUnusable, runbook: "interrupted-operation.md",
        "A newer Slipway began the operation. Finish it with `slipway resume` of that version.")
    package static let operationInterrupted = DiagnosticCode(
        "E0522", "an operation was interrupted", exit: .stateUnusable, runbook: "interrupted-operation.md",
        """
        An earlier operation was stopped before its end; its journal tells how far it came. It must be finished before \
        another begins.
        """)
    package static let journalNotWritten = DiagnosticCode(
        "E0523", "journal could not be written", runbook: "interrupted-operation.md",
        """
        The operating system refused to write or flush the journal. Nothing is done that is not journalled first, so \
        the operation stops here.
        """)
    package static let planUsed = DiagnosticCode(
        "E0530", "plan was applied before", exit: .planUsed, runbook: "plan-refused.md",
        "A saved plan can be applied once. Make a new one to see what is left to do.")
    package static let ledgerCorrupt = DiagnosticCode(
        "E0531", "list of used plans is damaged", exit: .stateUnusable, runbook: "state-unusable.md",
        "The list of used plans does not match its digests, so that nobody can tell whether a plan was used.")
    package static let auditCorrupt = DiagnosticCode(
        "E0540", "audit log is damaged", exit: .stateUnusable, runbook: "audit-log.md",
        """
        Each entry of the audit log carries the digest of the one before. The chain is broken at the entry named: it, \
        or the one before, was edited, removed or moved.
        """)
    package static let auditNotWritten = DiagnosticCode(
        "E0541", "audit log could not be written",
        "The operating system refused to write the audit log. What cannot be recorded is not done.")

    package static let all = [
        corrupt, newer, missing, conflict, unreadable, notStored, lockHeld, lockLost, lockCorrupt, lockUnavailable,
        interrupted, terminated, journalCorrupt, journalNewer, operationInterrupted, journalNotWritten, planUsed,
        ledgerCorrupt, auditCorrupt, auditNotWritten,
    ]
}

/// Calls `body` and tells its system error under `code`.
func telling<Result: ~Copyable>(
    _ code: DiagnosticCode, _ body: () throws(SystemError) -> Result
) throws(Failure) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw error.failure(code: code)
    }
}
