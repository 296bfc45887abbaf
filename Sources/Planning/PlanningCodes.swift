package import Diagnostics

/// The kinds of problem a plan can have.
package enum PlanningCodes {
    package static let duplicateAddress = DiagnosticCode(
        "E0401", "two resources with one address",
        "Each resource has an address of its own, `kind/name`; two that share one would overwrite each other.")
    package static let unknownDependency = DiagnosticCode(
        "E0402", "unknown dependency",
        "A resource depends on another that the environment does not have, so no order of work exists.")
    package static let dependencyCycle = DiagnosticCode(
        "E0403", "dependencies in a circle",
        "Resources that depend on each other in a circle can never be made, because each waits for the other.")
    package static let altered = DiagnosticCode(
        "E0410", "plan file was altered", exit: .planAltered, runbook: "plan-refused.md",
        """
        A plan file carries a digest of everything in it. This one does not match, so it is not what was written and \
        reviewed: it was edited, cut short or damaged on the way.
        """)
    package static let unreadableFormat = DiagnosticCode(
        "E0411", "plan file of another format", exit: .planAltered, runbook: "plan-refused.md",
        "The file is no plan, or was written by a newer Slipway in a format this one does not know.")
    package static let stale = DiagnosticCode(
        "E0412", "plan is stale", exit: .stalePlan, runbook: "plan-refused.md",
        """
        Something the plan was decided from has changed since: the state, a spec, a template, a program, the tool, or \
        what is really there. What was reviewed would no longer be what is done.
        """)
    package static let expired = DiagnosticCode(
        "E0413", "plan has expired", exit: .planExpired, runbook: "plan-refused.md",
        "A saved plan holds for a limited time, so that an old approval cannot change a new world.")
    package static let unexpectedDigest = DiagnosticCode(
        "E0414", "plan is not the expected one", exit: .policyRefused, runbook: "plan-refused.md",
        "`--expect DIGEST` names the plan that was approved, by the digest that `plan` and `show` print; this is another."
    )
    package static let approvalMissing = DiagnosticCode(
        "E0415", "approval missing", exit: .policyRefused,
        "Changes are made only after a yes: typed at the prompt, or given beforehand with --yes.")
    package static let wrongEnvironment = DiagnosticCode(
        "E0416", "plan for another place", exit: .stalePlan, runbook: "plan-refused.md",
        "The plan was made for another environment, provider or state than the one it is applied to.")
    package static let unreadableRecord = DiagnosticCode(
        "E0417", "record is not understood", exit: .stateUnusable,
        """
        A plan, state or journal holds a resource or change in a form this Slipway does not know. It was written by \
        another version or by something else.
        """)

    package static let all = [
        duplicateAddress, unknownDependency, dependencyCycle, altered, unreadableFormat, stale, expired,
        unexpectedDigest, approvalMissing, wrongEnvironment, unreadableRecord,
    ]
}
