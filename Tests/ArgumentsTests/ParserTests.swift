import Diagnostics
import Testing

@testable import Arguments

private typealias Options = SlipwayGrammar.Options
private typealias Positionals = SlipwayGrammar.Positionals

private func parse(_ line: String, variables: [String: String] = [:]) -> Result<Invocation, UsageError> {
    ArgumentParser(SlipwayGrammar.root).parse(line.split(separator: " ").map(String.init), variables: variables)
}

private func understood(_ line: String, variables: [String: String] = [:]) throws -> Invocation {
    try parse(line, variables: variables).get()
}

@Suite struct ParserTests {
    @Test(arguments: [
        "plan dev --out dev.plan -q", "plan --out=dev.plan dev -q", "-q plan dev -o dev.plan",
        "--out dev.plan --quiet plan dev", "plan -qo dev.plan dev", "plan -qo=dev.plan -- dev", "-qo dev.plan plan dev",
    ])
    func everySpellingMeansTheSame(line: String) throws {
        let invocation = try understood(line)
        #expect(SlipwayGrammar.verb(of: invocation) == .plan)
        #expect(invocation[Positionals.environment] == "dev")
        #expect(invocation[Options.out] == "dev.plan")
        #expect(invocation[Options.quiet])
        #expect(!invocation[Options.verbose])
        #expect(invocation[Options.color] == "auto")
        #expect(!invocation.isTyped(Options.color))
    }

    @Test func typedValues() throws {
        let invocation = try understood("apply dev --set a.b=1 --set c=x=y --lock-timeout 1m30s")
        #expect(invocation.all(Options.set) == ["a.b=1", "c=x=y"])
        #expect(invocation[Options.lockTimeout] == .seconds(90))
        let logs = try understood("logs dev -fn 5 --replica 2")
        #expect(logs[Options.lines] == 5)
        #expect(logs[Options.replica] == 2)
        #expect(logs[Options.follow])
        #expect(try understood("validate dev prod").all(Positionals.environments) == ["dev", "prod"])
        #expect(try understood("init")[Positionals.directory] == nil)
    }

    @Test(arguments: [
        ("--help", Invocation.Request.help([])), ("plan --help", .help(["plan"])), ("--help plan", .help(["plan"])),
        ("plan --nonsense -h", .help(["plan"])), ("help apply", .help(["apply"])), ("help", .help([])),
        ("--version", .version), ("plan dev", .run), ("version", .run), ("plan dev --out --help", .help(["plan"])),
    ])
    func requests(line: String, request: Invocation.Request) throws {
        #expect(try understood(line).request == request)
    }

    @Test func variablesGiveWayToTheCommandLine() throws {
        let variables = ["SLIPWAY_LOCK_TIMEOUT": "5s", "SLIPWAY_COLOR": "always", "SLIPWAY_CHDIR": ""]
        #expect(try understood("apply dev", variables: variables)[Options.lockTimeout] == .seconds(5))
        #expect(try understood("apply dev --lock-timeout 1s", variables: variables)[Options.lockTimeout] == .seconds(1))
        #expect(try understood("plan dev", variables: variables)[Options.chdir] == nil)
        // A variable and the flag that excludes it: what was typed counts.
        let invocation = try understood("plan dev --no-color", variables: variables)
        #expect(invocation[Options.noColor])
        #expect(invocation[Options.color] == "auto")
        guard case .failure(let error) = parse("apply dev", variables: ["SLIPWAY_LOCK_TIMEOUT": "soon"]) else {
            Issue.record("not refused")
            return
        }
        #expect(error.diagnostic.detail.hasPrefix("The variable SLIPWAY_LOCK_TIMEOUT cannot be `soon`"))
    }

    @Test(arguments: [
        ("", "E0703", "No command was given.", "the commands are init, validate"),
        ("paln dev", "E0701", "`paln` is no command.", "did you mean `plan`?"),
        ("deploy dev", "E0701", "`deploy` is no command.", "did you mean `apply`?"),
        ("help plam", "E0701", "`plam` is no command.", "did you mean `plan`?"),
        ("plan", "E0703", "ENV is missing: Name of an environment.", "usage: slipway plan ENV [options]"),
        ("plan dev prod", "E0704", "`prod` is one argument too many.", "usage: slipway plan"),
        ("plan Dev", "E0705", "ENV cannot be `Dev`: an environment's name", ""),
        ("plan defaults", "E0705", "ENV cannot be `defaults`", ""),
        ("plan dev --outt f", "E0702", "`--outt` is no option of `slipway plan`.", "did you mean `--out`?"),
        ("plan dev -out f", "E0702", "`-out` has one dash; long options have two.", "did you mean `--out`?"),
        ("plan dev -out=f", "E0702", "`-out` has one dash; long options have two.", "did you mean `--out`?"),
        ("plan dev -json", "E0702", "`-json` has one dash; long options have two.", "did you mean `--json`?"),
        ("plan dev -detailed-exitcode", "E0702", "`-detailed-exitcode` has one dash", "`--detailed-exitcode`?"),
        ("apply dev -no-color", "E0702", "`-no-color` has one dash", "did you mean `--no-color`?"),
        ("-chdir=x plan dev", "E0702", "`-chdir` has one dash", "did you mean `--chdir`?"),
        ("apply dev -auto-approve", "E0702", "`-auto-approve` is no option", "did you mean `--yes`?"),
        ("apply dev --auto-approve", "E0702", "`--auto-approve` is no option", "did you mean `--yes`?"),
        ("render dev -out d", "E0702", "`-out` has one dash", "did you mean `--out`?"),
        (
            "apply dev -out f", "E0702", "`-out` is no option of `slipway apply`.",
            "`--out` belongs to `render`, `plan`, `schema`"
        ),
        ("apply dev --dry-run", "E0702", "`--dry-run` is no option", "`slipway plan` shows what would change"),
        ("render dev --json", "E0702", "`--json` is no option of `slipway render`.", "`--json` belongs to `validate`"),
        ("plan dev -x", "E0702", "`-x` is no option of `slipway plan`.", ""),
        ("plan dev --out", "E0703", "--out needs a value.", "write `--out FILE`"),
        ("plan dev --out --json", "E0703", "--out needs a value.", "written `--out=VALUE`"),
        ("plan dev -ofile", "E0705", "-o takes a value, so it must end `-ofile`.", "`-o FILE` as a word of its own"),
        ("plan dev --json=yes", "E0704", "--json takes no value.", "write `--json` alone"),
        ("plan dev --out a --out b", "E0706", "--out is given twice.", "give it once"),
        ("plan dev --json --json", "E0706", "--json is given twice.", "give it once"),
        ("plan dev --set x", "E0705", "--set cannot be `x`: it must be written PATH=VALUE.", ""),
        ("apply dev --lock-timeout 30", "E0705", "--lock-timeout cannot be `30`: a duration", ""),
        ("init --port 70000", "E0705", "--port cannot be `70000`: it must be from 1 to 65535.", ""),
        ("init --port -1", "E0705", "--port cannot be `-1`", ""),
        ("init --image a --program b", "E0707", "--image and --program exclude each other.", "give one of them"),
        ("plan dev --color alwys", "E0705", "--color cannot be `alwys`: it must be one of", "did you mean `always`?"),
        ("plan dev --quiet --verbose", "E0707", "--quiet and --verbose exclude each other.", ""),
        ("destroy dev --json", "E0707", "--json needs --yes: a question cannot be asked", "add `--yes`"),
        ("completion tcsh", "E0705", "SHELL cannot be `tcsh`", ""),
    ])
    func errors(line: String, code: String, detail: String, help: String) {
        guard case .failure(let error) = parse(line) else {
            Issue.record("`\(line)` was accepted")
            return
        }
        #expect(error.diagnostic.code.id == code)
        #expect(error.diagnostic.code.exit == .usage)
        #expect(error.diagnostic.detail.hasPrefix(detail), "\(error.diagnostic.detail)")
        #expect(help.isEmpty || error.diagnostic.help?.contains(help) == true, "\(error.diagnostic.help ?? "no help")")
    }

    @Test func errorText() {
        guard case .failure(let error) = parse("plan dev --outt f") else {
            Issue.record("accepted")
            return
        }
        #expect(
            error.text(program: "slipway") == """
                slipway: error[E0702]: unknown option
                  `--outt` is no option of `slipway plan`.
                  help: did you mean `--out`?
                  help: `slipway help plan` shows how it is used

                """)
    }

    @Test(arguments: [
        ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("1h30m", .seconds(5400)),
        ("7d", .seconds(604_800)), ("", nil), ("30", nil), ("-5s", nil), ("1.5s", nil), ("8d", nil), ("6d25h", nil),
        ("99999999999999999999s", nil), ("5 s", nil), ("s", nil),
    ])
    func durations(text: String, duration: Duration?) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test func subcommandsNestTwoDeep() throws {
        let start = CommandGrammar("start", "begin", positionals: [Positionals.environment])
        let root = CommandGrammar(
            "tool", "do", options: Options.global,
            subcommands: [CommandGrammar("rollout", "roll", subcommands: [start])])
        let parser = ArgumentParser(root)
        let invocation = try parser.parse(["rollout", "-C", "x", "start", "dev"]).get()
        #expect(invocation.command == ["rollout", "start"])
        #expect(invocation[Options.chdir] == "x")
        #expect(try parser.parse(["rollout", "start", "--help"]).get().request == .help(["rollout", "start"]))
        for (words, detail) in [
            (["rollout"], "`rollout` needs a subcommand."), (["rollout", "strat"], "`rollout strat` is no command."),
        ] {
            guard case .failure(let error) = parser.parse(words) else {
                Issue.record("accepted \(words)")
                continue
            }
            #expect(error.diagnostic.detail == detail)
        }
    }

    /// Whatever the words, parsing ends with one of the two results and keeps every value it accepts in form.
    @Test func anyWordsEndInAResult() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let pool =
            SlipwayGrammar.root.commandPaths.flatMap { entry in
                entry.path + entry.command.options.flatMap { ["--\($0.name)", "--\($0.name)=1"] }
            } + ["--", "-", "", "-qv", "-C", "dev", "=", "--=", "-=", "ä", "--set", "a=b", "\u{1B}"]
        for _ in 0..<2_000 {
            let words = (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in pool.randomElement(using: &random)
            }
            if case .success(let invocation) = ArgumentParser(SlipwayGrammar.root).parse(words),
                invocation.request == .run
            {
                #expect(SlipwayGrammar.verb(of: invocation) != nil, "seed \(seed): \(words)")
            }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
