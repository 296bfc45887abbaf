import Glibc
import JSON
import POSIX
import Testing

/// The verbs that change nothing: exit status and text.
@Suite struct ReadingTests {
    @Test("A plan shows what would change, exits as asked, and leaves no trace")
    func plan() async throws {
        try await LiveProject.with { project in
            let plain = try project.run("plan", "live")
            #expect(plain.status == 0)
            #expect(plain.output.contains("  + release/"))
            let digest = try #require(plain.lines.last)
            #expect(digest.wholeMatch(of: /Digest: [0-9a-f]{64}/) != nil)
            #expect(plain.lines.dropLast().last == "Plan: 6 to add, 0 to change, 0 to destroy.")
            #expect(try project.run("plan", "live", "--detailed-exitcode").status == 2)
            // The same world gives the same digest.
            #expect(try project.run("plan", "live").lines.last == digest)
            #expect(try FileSystem.list(project.directory).sorted() == ["environments", "server"])
        }
    }

    @Test("Two environments are compared with the lines behind each difference")
    func diff() async throws {
        try await LiveProject.with { project in
            let spec = project.spec(replicas: 1).replacing("environment: live", with: "environment: other")
            try project.write("environments/other.yaml", spec.replacing("replicas: 1", with: "replicas: 2"))
            let same = try project.run("diff", "live", "live", "--detailed-exitcode")
            #expect(same.status == 0 && same.output == "No difference: 3 documents.\n", "\(same)")
            let found = try project.run("diff", "live", "other", "--detailed-exitcode")
            #expect(found.status == 2)
            #expect(found.output.hasPrefix("local/haproxy.cfg\n  - 1: "))
            #expect(found.output.contains("server preview-2 "))
            #expect(found.output.contains("environments/other.yaml:"))
            #expect(found.output.hasSuffix("2 documents differ, 1 is the same.\n"), "\(found)")
            let json = try JSONReader.parse(Array(try project.run("diff", "live", "other", "--json").output.utf8))
            #expect(json["documents"]?.array?.first?["path"] == "local/haproxy.cfg" && json["same"] == 1)
            let lost = try project.run("diff", "live", "other", "--only", "locl")
            #expect(lost.status == 1 && lost.words.contains("Neither live nor other has documents called \"locl\"."))
            #expect(lost.words.contains("did you mean \"local\"?"))
            #expect(try project.run("diff", "live").status == 64)
            // What only one of them has is a difference, also where it is asked for by name.
            let image = "example.com/a@sha256:\(String(repeating: "0", count: 64))"
            try project.write(
                "environments/other.yaml",
                spec.replacing(
                    "service:\n", with: "kubernetes: {namespace: other}\nservice:\n  image: \(image)\n"))
            let lone = try project.run("diff", "live", "other", "--only", "kubernetes/service.yaml")
            #expect(lone.output.contains("+ kubernetes/service.yaml only in other"), "\(lone)")
            let open = try project.run("why", "other", "kubernetes/service.yaml", "metadata.labels[app")
            #expect(open.status == 1 && open.words.contains("\"metadata.labels[app\" is no path."))
        }
    }

    @Test("Events and text can be had at once, and every line is an event")
    func events() async throws {
        try await LiveProject.with { project in
            let streamed = try project.run("plan", "live", "--json", "--json-into", project.at("events.jsonl"))
            #expect(streamed.status == 0)
            let printed = try streamed.lines.map { try JSONReader.parse(Array($0.utf8)) }
            #expect(printed.first?["type"]?.string == "version")
            #expect(printed.count { $0["type"]?.string == "planned_change" } == 6)
            #expect(printed.allSatisfy { $0["@message"]?.string != nil && $0["@timestamp"]?.string != nil })
            let both = try project.run("plan", "live", "--json-into", project.at("events.jsonl"))
            #expect(both.output.contains("Plan: 6 to add"))
            let filed = try project.text("events.jsonl").split(separator: "\n").map {
                try JSONReader.parse(Array($0.utf8))["type"]?.string
            }
            #expect(filed == printed.map { $0["type"]?.string })
        }
    }

    @Test("A saved plan is shown as it was printed, as text and as JSON")
    func show() async throws {
        try await LiveProject.with { project in
            let made = try project.run("plan", "live", "--out", "my.plan", "--set", "service.config.GREETING=hi")
            #expect(made.errors.contains("Saved as my.plan; apply it with `slipway apply my.plan`."))
            #expect(try FileSystem.mode(of: project.at("my.plan")) & 0o777 == 0o600)
            let shown = try project.run("show", "my.plan")
            #expect(shown.status == 0)
            #expect(shown.output.hasPrefix("Plan to apply live on local\n"))
            #expect(shown.output.contains("with --set service.config.GREETING=hi\n"))
            #expect(shown.output.hasSuffix(made.output))
            #expect(shown.errors.isEmpty)
            let json = try JSONReader.parse(Array(try project.run("show", "my.plan", "--json").output.utf8))
            #expect(json["applicable"]?.bool == true)
            #expect(made.output.contains(try #require(json["digest"]?.string)))
        }
    }

    @Test("What is not there or not right is told by name, with a way on")
    func mistakes() async throws {
        try await LiveProject.with { project in
            let unknown = try project.run("plan", "lve")
            #expect(unknown.status == 1)
            #expect(unknown.words.contains("There is no environments/lve.yaml. help: did you mean \"live\"?"))
            try FileSystem.createDirectory(project.at("empty"))
            let nowhere = try LiveProject(directory: project.at("empty"), ports: []).run("plan", "live")
            #expect(nowhere.status == 1)
            #expect(nowhere.words.contains("There is no directory environments/ in"), "\(nowhere)")
            let noFile = try project.run("show", "no.plan")
            #expect(noFile.status == 1)
            #expect(noFile.errors.contains("error[E0727]"))
            #expect(try project.run("show", "environments/live.yaml").status == 10)
            #expect(try project.run("status", "live").output == "live is not applied.\n")
            #expect(try project.run("status", "lve").status == 1)
            #expect(try project.run("logs", "live").words.contains("`slipway apply live` starts them"))
            #expect(try project.run("resume", "live", "--yes").output == "Nothing to resume: live is not there.\n")
            #expect(try project.run("destroy", "live", "--yes").output == "No changes. live is not there.\n")
        }
    }

    @Test(
        "A command line that is not understood exits 64 and says what to write",
        arguments: [
            (["plan"], "ENV"), (["paln", "live"], "plan"), (["plan", "live", "--jsn"], "--json"),
            (["plan", "live", "extra"], "extra"), (["apply", "live", "-auto-approve"], "--yes"),
            (["apply", "live", "--lock-timeout", "soon"], "--lock-timeout"), (["deploy"], "apply"),
            (["destroy", "live", "--json"], "--yes"), (["logs", "live", "--lines", "x"], "--lines"),
        ])
    func usage(_ words: [String], _ told: String) async throws {
        try await LiveProject.with { project in
            let result = try project.run(words)
            #expect(result.status == 64, "\(result)")
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(told), "\(result)")
        }
    }

    @Test("validate tells every problem in one run, as text, JSON and annotations")
    func validate() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("validate").output == "valid: live\n")
            let spec = try project.text("environments/live.yaml")
            let broken = spec.replacing("replicas:", with: "replcas:").replacing("tier: dev", with: "tier: devel")
            try project.write("environments/live.yaml", broken)
            let text = try project.run("validate")
            #expect(text.status == 1)
            #expect(text.errors.contains("environments/live.yaml:2:7: error["))
            #expect(text.words.contains("did you mean \"replicas\"?"), "\(text)")
            let json = try JSONReader.parse(Array(try project.run("validate", "--json").output.utf8))
            #expect(json["valid"]?.bool == false)
            #expect((json["diagnostics"]?.array?.count ?? 0) >= 2)
            let annotated = try project.run("validate", variables: ["GITHUB_ACTIONS": "true"])
            #expect(annotated.errors.contains("::error file=environments/live.yaml,line=2,"), "\(annotated)")
        }
    }

    @Test("validate prints what judges are told to accept, and refuses it once its last day is over")
    func exceptions() async throws {
        try await LiveProject.with { project in
            let spec = try project.text("environments/live.yaml")
            func except(until date: String) throws {
                let exception = "{check: DL3008, reason: No old versions., owner: team, expires: \(date)}"
                let compliance = "compliance: {owner: team, exceptions: [\(exception)]}"
                try project.write(
                    "environments/live.yaml", spec.replacing("compliance: {owner: team}", with: compliance))
            }
            try except(until: "9999-12-31")
            let told = "exception: DL3008, in live, until 9999-12-31, answered for by team\n  No old versions.\n"
            let good = try project.run("validate")
            #expect(good.status == 0 && good.errors.isEmpty && good.output == "valid: live\n\(told)", "\(good)")
            let json = try JSONReader.parse(Array(try project.run("validate", "--json").output.utf8))
            #expect(json["exceptions"]?.array?.first?["reason"] == "No old versions.")
            #expect(json["exceptions"]?.array?.first?["origin"] == "environments/live.yaml:13:40")
            try except(until: "2026-01-31")
            let bad = try project.run("validate")
            #expect(bad.status == 1 && bad.output == told.replacing("9999-12-31", with: "2026-01-31"))
            let detail = /team accepted DL3008 until 2026-01-31, and today is \d{4}-\d\d-\d\d\./
            #expect(bad.words.contains("environments/live.yaml:13:104: error[E0213]: exception has expired team"))
            #expect(bad.words.contains(detail), "\(bad)")
            #expect(
                bad.words.hasSuffix(
                    "^ help: mend what the check finds and take the exception away, or decide anew and give a later day "
                        + "1 error"
                ),
                "\(bad)")
            // An apply is not held up by a calendar.
            #expect(try project.run("plan", "live").status == 0)
        }
    }

    @Test(
        "Colour follows NO_COLOR, then CLICOLOR_FORCE, then the terminal",
        arguments: [
            ([:], [], false), (["CLICOLOR_FORCE": "1"], [], true),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], [], false), (["CLICOLOR_FORCE": "1"], ["--no-color"], false),
            (["NO_COLOR": "1"], ["--color", "always"], true), (["NO_COLOR": ""], [], false),
        ] as [([String: String], [String], Bool)])
    func colour(_ variables: [String: String], _ words: [String], _ isColoured: Bool) async throws {
        try await LiveProject.with { project in
            let result = try project.run(["plan", "live"] + words, variables: variables)
            #expect(result.status == 0)
            #expect(result.output.utf8.contains(0x1b) == isColoured)
        }
    }

    @Test("Documents are written once and left alone when they are up to date")
    func render() async throws {
        try await LiveProject.with { project in
            let first = try project.run("render", "live", "-o", "out")
            #expect(first.status == 0)
            #expect(!first.lines.isEmpty && first.lines.allSatisfy { $0.hasSuffix(" written") })
            let before = try project.files(below: "out")
            let again = try project.run("render", "live", "-o", "out")
            #expect(again.lines.allSatisfy { $0.hasSuffix(" up to date") })
            #expect(try project.files(below: "out") == before)
            #expect(try project.run("render", "live", "--only", "locl").words.contains("did you mean \"local\"?"))
            let why = try project.run("why", "live", "local/haproxy.cfg", "1")
            #expect(why.status == 0)
            #expect(why.output.contains("environments/live.yaml:"), "\(why)")
        }
    }

    @Test("Values, codes, schema, completion, manual page and version can be asked for")
    func texts() async throws {
        try await LiveProject.with { project in
            let value = try project.run("explain", "live", "local.replicas")
            #expect(value.output.contains("environments/live.yaml:"), "\(value)")
            #expect(try project.run("explain", "E0412").words.contains("plan is stale"))
            #expect(try project.run("explain", "E9999").status == 1)
            let schema = try JSONReader.parse(Array(try project.run("schema").output.utf8))
            #expect(schema["$schema"]?.string?.contains("draft-07") == true)
            #expect(try project.run("completion", "bash").output.contains("complete "))
            #expect(try project.run("completion", "--environments").output == "live\n")
            #expect(try project.run("man").output.contains(".TH "))
            let version = try JSONReader.parse(Array(try project.run("version", "--json").output.utf8))
            #expect(try project.run("--version").output == "slipway \(version["version"]?.string ?? "")\n")
            #expect(try project.run("--help").status == 0)
        }
    }
}
