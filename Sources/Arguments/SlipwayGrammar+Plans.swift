import Diagnostics

extension SlipwayGrammar {
    static let plan = CommandGrammar(
        "plan", "show what would change",
        discussion: """
            Compares the spec with the state and with what is really there, and changes nothing. A plan saved with \
            --out is what `slipway apply` does, or refuses to do if anything it was made from has changed.
            """,
        positionals: [Positionals.environment],
        options: [
            Options.out, Options.detailedExitCode, Options.destroyGoal, Options.set, Options.json, Options.jsonInto,
        ],
        rules: [.atMostOne(["destroy", "set"])],
        examples: [
            .init("slipway plan dev", "Show what would change."),
            .init(
                "slipway plan prod --out prod.plan --detailed-exitcode",
                "In CI: save, and exit 2 where there are changes."),
            .init("slipway plan dev --set service.port=9090", "Try a value."),
        ], exitStatuses: exits(.changes, .stateUnusable))

    static let show = CommandGrammar(
        "show", "print a saved plan",
        discussion: "Always works, also where the plan is stale, expired or used; a banner says so.",
        positionals: [Positionals.planFile], options: [Options.jsonDocument, Options.markdown],
        rules: [.atMostOne(["json", "markdown"])],
        examples: [
            .init("slipway show dev.plan", "Print a saved plan as `plan` printed it."),
            .init("slipway show dev.plan --markdown", "Print it as a comment for a pull request."),
        ],
        exitStatuses: exits(.planAltered))

    static let apply = CommandGrammar(
        "apply", "carry out a plan",
        discussion: """
            With a saved plan, does what was reviewed. With an environment, plans, asks, and does it. Each step is \
            journalled before it is taken, so that an interrupted apply is finished by `slipway resume`.
            """,
        positionals: [Positionals.planOrEnvironment],
        options: [
            Options.yes, Options.expect, Options.set, Options.json, Options.jsonInto, Options.lockTimeout,
        ],
        examples: [
            .init("slipway apply prod.plan --expect DIGEST", "Do what was reviewed, and nothing else."),
            .init("slipway apply dev --yes", "Plan and apply without asking."),
        ],
        exitStatuses: exits(
            .lockHeld, .stalePlan, .policyRefused, .rolloutAborted, .timedOut, .planExpired, .planUsed, .planAltered,
            .stateUnusable, .interrupted, .terminated))

    static let status = CommandGrammar(
        "status", "show what runs, and whether it is as planned",
        discussion: "Reads the world and changes nothing; what was changed from outside is listed as drift.",
        positionals: [Positionals.environment], options: [Options.detailedExitCode, Options.jsonDocument],
        examples: [
            .init("slipway status dev", "Show replicas, health and drift."),
            .init("slipway status dev --detailed-exitcode", "In a script: exit 2 where something drifted."),
        ],
        exitStatuses: exits(.changes, .stateUnusable))

    static let logs = CommandGrammar(
        "logs", "print what the replicas wrote",
        positionals: [Positionals.environment], options: [Options.replica, Options.lines, Options.follow],
        examples: [.init("slipway logs dev --replica 1 --follow", "Watch one replica.")],
        exitStatuses: exits(.interrupted, .terminated))

    static let resume = CommandGrammar(
        "resume", "finish an operation that was interrupted",
        discussion: "Reads the journal, finds what was done and what was not, and finishes it.",
        positionals: [Positionals.environment],
        options: [Options.yes, Options.json, Options.jsonInto, Options.lockTimeout],
        rules: [.needs("json", "yes", because: "a question cannot be asked in a stream of events")],
        examples: [.init("slipway resume dev --yes", "Finish it without asking.")],
        exitStatuses: exits(.lockHeld, .policyRefused, .timedOut, .stateUnusable, .interrupted, .terminated))

    static let destroy = CommandGrammar(
        "destroy", "take an environment away",
        discussion: "Plans the removal of everything the environment has, asks, and does it.",
        positionals: [Positionals.environment],
        options: [Options.yes, Options.json, Options.jsonInto, Options.lockTimeout],
        rules: [.needs("json", "yes", because: "a question cannot be asked in a stream of events")],
        examples: [.init("slipway destroy dev --yes", "Take it away without asking.")],
        exitStatuses: exits(.lockHeld, .policyRefused, .timedOut, .stateUnusable, .interrupted, .terminated))

    static let completion = CommandGrammar(
        "completion", "print a completion script for a shell",
        discussion: "The script completes commands, options, files and the names of environments.",
        positionals: [Positionals.shell], options: [Options.environments],
        examples: [
            .init("source <(slipway completion bash)", "Complete in this bash."),
            .init("slipway completion zsh > ~/.zfunc/_slipway", "Install for zsh, ~/.zfunc being in its fpath."),
            .init("slipway completion fish > ~/.config/fish/completions/slipway.fish", "Install for fish."),
        ], exitStatuses: exits())

    static let man = CommandGrammar(
        "man", "print the manual page", discussion: "In roff, for `man -l -`.",
        examples: [.init("slipway man | man -l -", "Read it.")], exitStatuses: exits())

    static let version = CommandGrammar(
        "version", "print the version", options: [Options.jsonDocument],
        examples: [.init("slipway version --json", "Print it for programs.")], exitStatuses: exits())

    static let help = CommandGrammar(
        "help", "tell how a command is used", positionals: [Positionals.topic],
        examples: [.init("slipway help plan", "Tell about `plan`.")], exitStatuses: exits())
}
