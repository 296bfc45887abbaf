import Diagnostics

extension SlipwayGrammar {
    /// The commands of `rollout`, by the word that is typed.
    package enum RolloutVerb: String, Sendable, Hashable, CaseIterable {
        case start, status, watch, promote, pause, resume, abort, rollback, retry, history, explain, lint, simulate
        case importing = "import"
    }

    /// The command of `rollout` of an invocation; nil for others.
    package static func rolloutVerb(of invocation: Invocation) -> RolloutVerb? {
        invocation.command.count == 2 && invocation.command.first == Verb.rollout.rawValue
            ? RolloutVerb(rawValue: invocation.command[1]) : nil
    }

    private static let running: [any DeclaresOption] = [
        Options.yes, Options.lockTimeout, Options.json, Options.jsonInto,
    ]

    static let rollout = CommandGrammar(
        "rollout", "bring a new revision to its traffic step by step, and put it back where it is not good enough",
        subcommands: [
            rolloutStart, rolloutStatus, rolloutWatch, rolloutPromote, rolloutPause, rolloutResume, rolloutAbort,
            rolloutRollback, rolloutRetry, rolloutHistory, rolloutExplain, rolloutLint, rolloutSimulate, rolloutImport,
        ],
        examples: [
            .init("slipway rollout lint dev", "Show the schedule and what can be proven of it."),
            .init("slipway rollout start dev --set service.config.LOG_LEVEL=info", "Roll a changed configuration out."),
        ],
        exitStatuses: exits(
            .lockHeld, .policyRefused, .rolloutAborted, .timedOut, .stateUnusable, .interrupted, .terminated))

    static let rolloutStart = CommandGrammar(
        "start", "roll out what the spec asks for",
        discussion: """
            Shows the whole schedule, asks, and carries it out: replicas of the new revision, traffic by weights, \
            analyses that decide. Ends when the new revision has taken over or the old one has everything back. Stopped \
            in between, the rollout stays where it is: `slipway resume ENV` goes on with it.
            """,
        positionals: [Positionals.environment],
        options: [Options.strategy, Options.set, Options.image] + running,
        rules: [.atMostOne(["json", "json-into"])],
        examples: [
            .init("slipway rollout start dev", "Roll out what the spec of dev asks for."),
            .init("slipway rollout start prod --yes --json", "Do the same in a pipeline."),
        ],
        exitStatuses: exits(
            .lockHeld, .policyRefused, .rolloutAborted, .stateUnusable, .interrupted, .terminated))

    static let rolloutStatus = CommandGrammar(
        "status", "tell where a rollout is; with --timeout wait for its end",
        discussion: """
            Without --timeout exits 0 whatever the rollout does. With --timeout waits until it ended: 0 it succeeded, 6 \
            it was put back, 1 it is stuck, 7 it had not ended in time.
            """,
        positionals: [Positionals.environment], options: [Options.timeout, Options.jsonDocument],
        examples: [
            .init("slipway rollout status prod", "Tell where it is."),
            .init("slipway rollout status prod --timeout 30m", "Wait for its end."),
        ], exitStatuses: exits(.rolloutAborted, .timedOut, .stateUnusable, .interrupted, .terminated))

    static let rolloutWatch = CommandGrammar(
        "watch", "follow a rollout to its end",
        discussion: """
            On a terminal one page that is drawn anew when something happens; elsewhere one line for each change; with \
            --json one object.
            """,
        positionals: [Positionals.environment], options: [Options.json],
        examples: [.init("slipway rollout watch prod", "Follow the rollout.")],
        exitStatuses: exits(.rolloutAborted, .stateUnusable, .interrupted, .terminated))

    static let rolloutPromote = CommandGrammar(
        "promote", "approve what waits, or skip the step under way",
        discussion: "With --full nothing is left of the schedule but ready capacity and 100 % of the traffic.",
        positionals: [Positionals.environment], options: [Options.full, Options.reason],
        examples: [
            .init("slipway rollout promote prod", "Open the gate."),
            .init("slipway rollout promote prod --full --reason 'fixes the outage'", "Skip all that is left."),
        ], exitStatuses: exits(.lockHeld, .stateUnusable, .interrupted, .terminated))

    static let rolloutPause = CommandGrammar(
        "pause", "hold the rollout where it is",
        positionals: [Positionals.environment], options: [Options.reason],
        examples: [.init("slipway rollout pause prod", "Hold it.")],
        exitStatuses: exits(.lockHeld, .stateUnusable, .interrupted, .terminated))

    static let rolloutResume = CommandGrammar(
        "resume", "go on after a pause",
        discussion: """
            A soak goes on where it was held; an analysis begins anew. A rollout whose process ended is taken up by \
            `slipway resume ENV`.
            """,
        positionals: [Positionals.environment], options: [Options.reason],
        examples: [.init("slipway rollout resume prod", "Go on.")],
        exitStatuses: exits(.lockHeld, .stateUnusable, .interrupted, .terminated))

    static let rolloutAbort = CommandGrammar(
        "abort", "put the old revision back, at any time",
        discussion: """
            Reaches a rollout that another process runs. Where nobody runs it any more, this command takes it up and \
            puts it back itself.
            """,
        positionals: [Positionals.environment], options: [Options.reason],
        examples: [.init("slipway rollout abort prod --reason 'customers complain'", "Put it back.")],
        exitStatuses: exits(.lockHeld, .rolloutAborted, .stateUnusable, .interrupted, .terminated))

    static let rolloutRollback = CommandGrammar(
        "rollback", "roll out a revision that ran before",
        discussion: """
            Program, configuration and scaler come back together, as the records say they were; traffic moves by the \
            schedule of the spec. While a rollout still keeps the old revision ready, `abort` is faster.
            """,
        positionals: [Positionals.environment], options: [Options.revision] + running,
        rules: [.atMostOne(["json", "json-into"])],
        examples: [
            .init("slipway rollout rollback prod", "Go back to the revision before this one."),
            .init("slipway rollout rollback prod --to 4f1c2a9b", "Go back to this revision."),
        ],
        exitStatuses: exits(
            .lockHeld, .policyRefused, .rolloutAborted, .stateUnusable, .interrupted, .terminated))

    static let rolloutRetry = CommandGrammar(
        "retry", "begin the last rollout again that was put back",
        discussion: "With the same --set values and strategy, and with spec and program as they are now.",
        positionals: [Positionals.environment], options: running,
        rules: [.atMostOne(["json", "json-into"])],
        examples: [.init("slipway rollout retry prod", "Try it again.")],
        exitStatuses: exits(
            .lockHeld, .policyRefused, .rolloutAborted, .stateUnusable, .interrupted, .terminated))

    static let rolloutHistory = CommandGrammar(
        "history", "list the rollouts of an environment",
        positionals: [Positionals.environment], options: [Options.jsonDocument],
        examples: [.init("slipway rollout history prod", "List them, the newest first.")],
        exitStatuses: exits(.stateUnusable, .interrupted, .terminated))

    static let rolloutExplain = CommandGrammar(
        "explain", "tell what a rollout was decided by",
        discussion: """
            Reads the record of a rollout, runs machine and judge over it again without asking anybody, and shows each \
            verdict with its queries, samples, bounds and rule. Ends with 1 where the record does not lead to what was \
            decided.
            """,
        positionals: [Positionals.environment, Positionals.rollout], options: [Options.jsonDocument],
        examples: [
            .init("slipway rollout explain prod", "Explain the last rollout."),
            .init("slipway rollout explain prod 3f9a", "Explain the rollout whose name begins so."),
        ], exitStatuses: exits(.stateUnusable, .interrupted, .terminated))

    static let rolloutLint = CommandGrammar(
        "lint", "show the schedule, and prove what can be proven before anything moves",
        discussion: """
            The schedule, ready capacity at every step, the worst time until no traffic is left on the new revision, \
            what each analysis can see, and what undoes each step. Prometheus is asked whether it understands the \
            queries. Changes nothing.
            """,
        positionals: [Positionals.environment], options: [Options.strategy, Options.set, Options.image],
        examples: [.init("slipway rollout lint prod", "Look before you leap.")],
        exitStatuses: exits(.stateUnusable, .interrupted, .terminated))

    static let rolloutSimulate = CommandGrammar(
        "simulate", "rehearse a rollout in simulated time",
        discussion: """
            The same machine and the same judge as in earnest, in a world that is made up: prints the timeline, the \
            verdicts, and how many requests met the new revision. One seed gives one history.
            """,
        positionals: [Positionals.environment],
        options: [
            Options.scenario, Options.recorded, Options.rate, Options.seed, Options.clusters, Options.strategy,
            Options.jsonDocument,
        ],
        rules: [.atMostOne(["scenario", "recorded"])],
        examples: [
            .init("slipway rollout simulate prod --scenario doubled-errors", "What if it fails twice as often?"),
            .init("slipway rollout simulate prod --scenario slow --clusters 1000", "The same over a fleet."),
        ], exitStatuses: exits(.interrupted, .terminated))

    static let rolloutImport = CommandGrammar(
        "import", "translate a rollout of Argo Rollouts, Flagger or Kayenta",
        discussion: """
            Prints the `rollout:` section of a spec, and on the other stream everything that could not be translated \
            or means something else there, each with its place.
            """,
        positionals: [Positionals.importedFile],
        examples: [.init("slipway rollout import rollout.yaml", "Translate an Argo Rollout with its templates.")],
        exitStatuses: exits(.interrupted, .terminated))
}
