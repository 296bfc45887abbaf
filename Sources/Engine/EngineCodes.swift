package import Diagnostics

/// The kinds of problem the interpreter of plans can have.
package enum EngineCodes {
    package static let changeFailedBefore = DiagnosticCode(
        "E0450", "a change had failed before the interruption", runbook: "interrupted-operation.md",
        """
        The operation that was resumed had already met a failure when it was interrupted. It is ended here; what was \
        done is in the state.
        """)
    package static let interruptedEffect = DiagnosticCode(
        "E0451", "a fault was injected", "SLIPWAY_FAULTS asked for a failure at this point; it is used by tests only.")

    package static let all = [changeFailedBefore, interruptedEffect]
}
