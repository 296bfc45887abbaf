import JSON
import POSIX
import Testing

/// The verbs of `rollout` as a user meets them.
@Suite struct RolloutTests {
    private typealias Refusal = (words: [String], status: Int32, told: String)

    @Test("Where nothing was applied, each verb says what comes first")
    func nothingApplied() async throws {
        try await LiveProject.with { project in
            let refusals: [Refusal] = [
                (["start", "live", "--yes"], 1, "error[E0903]: nothing runs to roll out from"),
                (["lint", "live"], 1, "begin with `slipway apply live`"),
                (["retry", "live", "--yes"], 1, "live has no replicas that a rollout could replace."),
                (["rollback", "live", "--yes"], 1, "error[E0903]"),
                (["promote", "live"], 1, "error[E0906]: no rollout is under way"),
                (["pause", "live"], 1, "live has no rollout under way."),
                (["abort", "live", "--reason", "x"], 1, "`slipway rollout history live` lists those that were"),
                (["explain", "live"], 1, "error[E0912]: unknown rollout"),
                (["watch", "live"], 1, "begin one with `slipway rollout start live`"),
                (["status", "live"], 0, "live has had no rollout."),
                (["history", "live"], 0, "live has had no rollout."),
                (["status", "other"], 1, "There is no environments/other.yaml."),
                (["simulate", "live", "--scenario", "errrors"], 64, "did you mean \"errors\"?"),
                (["simulate", "live", "--scenario", "list"], 0, "doubled-errors"),
                (["simulate", "live", "--scenario", "good"], 0, "Verdict: promoted"),
                (["simulate", "live", "--recorded", "3f"], 1, "live has no rollout \"3f\"."),
                (["import", "nowhere.yaml"], 1, "name a file of Argo Rollouts, Flagger or Kayenta"),
                (["import", "environments/live.yaml"], 1, "error[E0950]"),
                (["start"], 64, "ENV is missing"),
                (["start", "live", "--strategy", "red"], 64, "it must be one of rolling, canary, blue-green"),
            ]
            for (words, status, told) in refusals {
                let result = try project.run(["rollout"] + words)
                #expect(result.status == status && result.words.contains(told), "rollout \(words): \(result)")
            }
            #expect(try FileSystem.list(project.directory).sorted() == ["environments", "server"])
        }
    }

    @Test(
        "A changed configuration is rolled out, explained, and rolled back; what is no part of a revision is refused",
        .enabled(if: LiveProject.missing == nil, "\(LiveProject.missing ?? "")"))
    func fromOneRevisionToAnotherAndBack() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let before = try project.files(below: ".slipway/live/local/resources")
            let refusals: [Refusal] = [
                (["start", "live", "--yes"], 1, "error[E0901]: nothing to roll out"),
                (["start", "live", "--yes", "--set", "local.replicas=3"], 1, "or use `slipway apply`"),
                (
                    ["start", "live", "--yes", "--set", "local.replicas=3", "--set", "service.config.GREETING=hi"], 1,
                    "there is 1 replica, and the spec asks for 3"
                ),
                (["start", "live", "--set", "service.config.GREETING=hi"], 5, "There is no terminal to ask on."),
                (
                    [
                        "lint", "live", "--set", "service.config.GREETING=hi", "--set", "rollout.strategy=blue-green",
                        "--set", "rollout.preview.replicas=5", "--set", "rollout.preview.gate.approvalWithin=1m",
                    ], 1, "Step 1 waits for 5 replicas of the new revision, and live has 1."
                ),
            ]
            for (words, status, told) in refusals {
                let result = try project.run(["rollout"] + words)
                #expect(result.status == status && result.words.contains(told), "rollout \(words): \(result)")
            }
            #expect(try project.files(below: ".slipway/live/local/resources") == before)

            let lint = try project.run("rollout", "lint", "live", "--set", "service.config.GREETING=hi")
            #expect(
                lint.status == 0 && lint.words.contains("Ready capacity, with the loss of any one replica holds in all")
            )
            #expect(lint.words.contains("environment.GREETING: \"hello\" -> \"hi\""), "\(lint)")

            let rolled = try project.run("rollout", "start", "live", "--set", "service.config.GREETING=hi", "--yes")
            #expect(rolled.status == 0 && rolled.output.contains("Rollout complete: live runs revision "), "\(rolled)")
            let plan = try project.run("plan", "live", "--set", "service.config.GREETING=hi")
            #expect(plan.words.contains("No changes."), "\(plan)")
            let status = try JSONReader.parse(Array(try project.run("rollout", "status", "live", "--json").output.utf8))
            #expect(status["phase"] == "succeeded" && status["weight"] == "100%" && status["ended"] == true)
            #expect(try project.run("rollout", "status", "live", "--timeout", "1s").status == 0)
            let explained = try project.run("rollout", "explain", "live")
            #expect(explained.status == 0 && explained.words.contains("makes the new revision the stable one"))
            #expect(try project.run("rollout", "watch", "live").lines.last?.hasSuffix("100%: succeeded") == true)

            let back = try project.run("rollout", "rollback", "live", "--yes", "--json-into", "events.jsonl")
            #expect(back.status == 0, "\(back)")
            #expect(try project.run("plan", "live").words.contains("No changes."))
            let events = try project.text("events.jsonl").split(separator: "\n").map {
                try JSONReader.parse(Array($0.utf8))
            }
            let moves = events.filter { $0["type"] == "rollout_moved" }
            #expect(moves.last?["rollout"]?["phase"] == "succeeded" && moves.count > 3)
            #expect(moves.allSatisfy { $0["rollout"]?["id"]?.string?.isEmpty == false })
            #expect(try project.run("rollout", "history", "live").lines.count == 2)
        }
    }

    @Test(
        "A record that a kill left in its place is put with the others, and a changed one is refused",
        .enabled(if: LiveProject.missing == nil, "\(LiveProject.missing ?? "")"))
    func changedRecord() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let set = "service.config.GREETING=hi"
            let killed = try project.run(
                "rollout", "start", "live", "--set", set, "--yes",
                variables: ["SLIPWAY_FAULTS": "journal.archive@1=kill"])
            #expect(killed.status == -1 && killed.words.contains("100%: succeeded"), "\(killed)")
            #expect(try project.run("resume", "live", "--yes").output == "Nothing to resume.\n")
            #expect(try project.run("rollout", "history", "live").lines.count == 1)
            let directory = ".slipway/live/state/rollouts"
            let name = try #require(try FileSystem.list(project.at(directory)).first)
            let text = try project.text("\(directory)/\(name)")
            try project.write("\(directory)/\(name)", text.replacing("\"weight\":100000", with: "\"weight\":99999"))
            let refused = try project.run("rollout", "explain", "live")
            #expect(refused.status == 11 && refused.words.contains("is damaged"), "\(refused)")
        }
    }
}
