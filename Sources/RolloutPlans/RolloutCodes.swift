package import Diagnostics

/// The kinds of problem a rollout can have, E0901 to E0949.
package enum RolloutCodes {
    package static let nothingToDo = DiagnosticCode(
        "E0901", "nothing to roll out",
        """
        A revision is program or image, arguments, configuration, secrets and run script together. The one that the \
        spec asks for is the one that runs.
        """)
    package static let impossible = DiagnosticCode(
        "E0902", "rollout cannot make this change", runbook: "rollout-refused.md",
        """
        A rollout moves traffic from one revision to another and can take all of it back. What both revisions share, \
        such as ports, volumes or the number of replicas, is not part of a revision and cannot be taken back with it.
        """)
    package static let notApplied = DiagnosticCode(
        "E0903", "nothing runs to roll out from", runbook: "rollout-refused.md",
        "A rollout replaces what serves. The first revision of an environment comes with `slipway apply`.")
    package static let putBack = DiagnosticCode(
        "E0904", "rollout was put back", exit: .rolloutAborted, runbook: "rollout-put-back.md",
        """
        The old revision has all traffic again, with everything as it was before the rollout. The reason and what it \
        rests on are in the rollout's record: `slipway rollout explain ENV`.
        """)
    package static let stuck = DiagnosticCode(
        "E0905", "rollout is stuck", runbook: "rollout-stuck.md",
        """
        The way back could not be finished in time: it is not certain which revision serves which share. Nothing more \
        is done until a person has looked.
        """)
    package static let notUnderWay = DiagnosticCode(
        "E0906", "no rollout is under way", "The command is for a rollout that has begun and has not ended.")
    package static let scheduleInvalid = DiagnosticCode(
        "E0907", "schedule cannot be meant", runbook: "rollout-refused.md",
        "The steps of a rollout must lead to 100 % and leave time for what they ask for.")
    package static let capacity = DiagnosticCode(
        "E0908", "capacity would not be enough", runbook: "rollout-refused.md",
        """
        Every state that the rollout can reach was looked at, with the loss of each replica and an abort at each \
        point. In one of them traffic would meet fewer ready replicas than it needs.
        """)
    package static let blind = DiagnosticCode(
        "E0909", "analysis could not see enough", runbook: "rollout-refused.md",
        """
        rollout.detection says which rise of errors each analysis must be able to see. With the traffic that is \
        expected an analysis would have too few requests for that.
        """)
    package static let queryRefused = DiagnosticCode(
        "E0910", "query is not understood", runbook: "rollout-refused.md",
        "Prometheus was asked before anything moved, and refused the query of a metric.")
    package static let metricsUnreachable = DiagnosticCode(
        "E0911", "metrics cannot be asked", runbook: "rollout-metrics.md",
        "The analyses of the rollout need Prometheus, and it did not answer.")
    package static let unknownRollout = DiagnosticCode(
        "E0912", "unknown rollout", "`slipway rollout history ENV` lists the rollouts that are remembered.")
    package static let recordUnreadable = DiagnosticCode(
        "E0913", "record of a rollout is damaged", runbook: "rollout-stuck.md",
        """
        The record of a rollout is a chain of lines in which each names the one before. Read again it does not lead \
        to what it says.
        """)
    package static let timedOut = DiagnosticCode(
        "E0914", "rollout has not ended in time", exit: .timedOut,
        "`slipway rollout status --timeout` waits for the end of a rollout, which did not come within that time.")
    package static let requestUnanswered = DiagnosticCode(
        "E0915", "rollout does not take the request", runbook: "rollout-stuck.md",
        """
        A request to a running rollout is a file that its runner takes within a moment. It was not taken, so the \
        runner may hang.
        """)
    package static let noWayBack = DiagnosticCode(
        "E0916", "revision is not known any more",
        """
        `slipway rollout rollback` goes to a revision that an earlier rollout or apply left behind in the records. \
        `slipway rollout history ENV` lists them.
        """)
    package static let unsupported = DiagnosticCode(
        "E0917", "no rollouts here", "This kind of environment cannot share traffic between two revisions yet.")
    package static let notCleared = DiagnosticCode(
        "E0919", "what a rollout made does not go", runbook: "rollout-stuck.md",
        "All traffic is where it belongs, but something that the rollout made could not be taken away.")
    package static let requestInvalid = DiagnosticCode(
        "E0920", "request to a rollout cannot be used",
        "The rollout is in a phase in which this does nothing, such as a resume of what is not paused.")
    package static let simulation = DiagnosticCode(
        "E0921", "scenario is not known", exit: .usage,
        "`slipway rollout simulate ENV --scenario NAME` takes one of the scenarios it lists, or a file of readings.")

    package static let all = [
        nothingToDo, impossible, notApplied, putBack, stuck, notUnderWay, scheduleInvalid, capacity, blind,
        queryRefused, metricsUnreachable, unknownRollout, recordUnreadable, timedOut, requestUnanswered, noWayBack,
        unsupported, notCleared, requestInvalid, simulation,
    ]
}
