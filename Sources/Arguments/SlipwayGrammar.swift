import Diagnostics

/// The whole command line of Slipway as data.
package enum SlipwayGrammar {
    /// The commands, by the word that is typed.
    package enum Verb: String, Sendable, Hashable, CaseIterable {
        case validate, explain, initialise = "init", render, why, diff, plan, show, apply, status, destroy, resume, logs
        case rollout, image, secrets, aws, schema, completion, man, version, help
    }

    /// The commands of `image`, by the word that is typed.
    package enum ImageVerb: String, Sendable, Hashable, CaseIterable { case build, inspect, push }

    /// The command of `image` of an invocation; nil for others.
    package static func imageVerb(of invocation: Invocation) -> ImageVerb? {
        invocation.command.count == 2 ? ImageVerb(rawValue: invocation.command[1]) : nil
    }

    /// The commands of `secrets`, by the word that is typed.
    package enum SecretsVerb: String, Sendable, Hashable, CaseIterable { case get, set, list, rotate }

    /// The command of `secrets` of an invocation; nil for others.
    package static func secretsVerb(of invocation: Invocation) -> SecretsVerb? {
        invocation.command.count == 2 ? SecretsVerb(rawValue: invocation.command[1]) : nil
    }

    /// The commands of `aws`, by the word that is typed.
    package enum AWSVerb: String, Sendable, Hashable, CaseIterable {
        case whoami, sign, request
        case eksToken = "eks-token"
    }

    /// The command of `aws` of an invocation; nil for others.
    package static func awsVerb(of invocation: Invocation) -> AWSVerb? {
        invocation.command.count == 2 ? AWSVerb(rawValue: invocation.command[1]) : nil
    }

    /// The command of an invocation; nil where only `--help` or `--version` was given.
    package static func verb(of invocation: Invocation) -> Verb? { invocation.command.first.flatMap(Verb.init) }

    package static let root = CommandGrammar(
        "slipway", "plan and carry out deployments without downtime",
        discussion: """
            Slipway reads typed environment specs from `environments/`, renders everything a service needs, shows what \
            would change, and carries out exactly what was shown.
            """,
        options: Options.global,
        subcommands: [
            initialise, validate, explain, render, why, diff, plan, show, apply, status, logs, resume, destroy,
            rollout, image, secrets, aws, schema, completion, man, version, help,
        ],
        rules: [.atMostOne(["color", "no-color"]), .atMostOne(["quiet", "verbose"])],
        examples: [
            .init("slipway plan dev --out dev.plan", "Show what would change and save it for review."),
            .init("slipway apply dev.plan", "Do what was reviewed, or refuse if the world moved on."),
        ],
        exitStatuses: everyExit,
        foreignWords: ForeignWords.all)

    private static let everyExit: [CommandGrammar.Exit] = [
        .init(.success, "done, or nothing to do"),
        .init(.failed, "something failed; the diagnostics say what"),
        .init(.changes, "`--detailed-exitcode` found changes, or drift"),
        .init(.lockHeld, "another operation holds the lock of the environment"),
        .init(.stalePlan, "the plan no longer describes the world it was made for"),
        .init(.policyRefused, "a policy or an approval refuses the operation"),
        .init(.rolloutAborted, "a rollout put the old version back"),
        .init(.timedOut, "a deadline passed"),
        .init(.planExpired, "the plan is older than its expiry"),
        .init(.planUsed, "the plan was applied before"),
        .init(.planAltered, "the plan file is not what Slipway wrote"),
        .init(.stateUnusable, "state or journal cannot be trusted, or `slipway resume` must come first"),
        .init(.usage, "the command line was not understood"),
        .init(.interrupted, "stopped by SIGINT, after the work under way was made safe"),
        .init(.terminated, "stopped by SIGTERM, after the work under way was made safe"),
    ]

    /// The exits listed for a command, in the words of the whole list.
    static func exits(_ statuses: ExitStatus...) -> [CommandGrammar.Exit] {
        everyExit.filter { ([.success, .failed, .usage] + statuses).contains($0.status) }
    }
}

/// What people type out of habit from other tools, and what Slipway answers.
enum ForeignWords {
    /// Keys of options begin with one dash, keys of commands with a letter.
    static let all: [String: String] = [
        "-auto-approve": "--yes", "-y": "--yes", "-force": "--yes", "-exit-code": "--detailed-exitcode",
        "-var": "--set PATH=VALUE", "-no-colour": "--no-color", "-colour": "--color",
        "-input": "nothing is asked without a terminal; `--yes` answers beforehand",
        "-lock": "the lock is always taken; `--lock-timeout` says how long to wait for it",
        "-refresh-only": "`slipway status` shows what drifted",
        "-dry-run": "`slipway plan` shows what would change and changes nothing",
        "-diff": "`slipway plan` shows what would change and changes nothing",
        "-wait": "`apply` always waits until everything is healthy",
        "-n": "the environment is an argument, as in `slipway plan dev`",
        "-namespace": "the environment is an argument, as in `slipway plan dev`",
        "-env": "the environment is an argument, as in `slipway plan dev`",
        "up": "did you mean `apply`?", "deploy": "did you mean `apply`?", "install": "did you mean `apply`?",
        "upgrade": "did you mean `apply`?", "down": "did you mean `destroy`?", "delete": "did you mean `destroy`?",
        "uninstall": "did you mean `destroy`?", "preview": "did you mean `plan`?",
        "template": "did you mean `render`?", "synth": "did you mean `render`?", "lint": "did you mean `validate`?",
        "check": "did you mean `validate`?", "new": "did you mean `init`?", "ps": "did you mean `status`?",
        "state": "did you mean `status`?", "canary": "did you mean `rollout`?",
        "rollback": "did you mean `rollout rollback`?", "completions": "did you mean `completion`?",
    ]
}
