import JSON
import POSIX
import Planning
import Testing

/// A saved plan is applied as reviewed, or refused with the reason; a refusal touches nothing.
@Suite(.enabled(if: LiveProject.missing == nil, "\(LiveProject.missing ?? "")"))
struct RefusalTests {
    /// One way in which the world moves on after the review.
    struct Drift: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        let told: String
        let change: @Sendable (LiveProject) throws -> Void
        let undo: @Sendable (LiveProject) throws -> Void
        var testDescription: String { name }
    }

    private static let spec = "environments/live.yaml"
    private static let template = "templates/local/haproxy.cfg"

    private static func edit(
        _ name: String, _ path: String, told: String, suffix: String, mode: UInt32 = 0o600
    ) -> Drift {
        Drift(name: name, status: 4, told: told) { project in
            try project.write(path, try project.text(path) + suffix, mode: mode)
        } undo: { project in
            try project.write(path, String(try project.text(path).dropLast(suffix.count)), mode: mode)
        }
    }

    private static func reseal(
        _ name: String, status: Int32, told: String, plan: [String: JSONValue] = [:], basis: [String: JSONValue] = [:]
    ) -> Drift {
        Drift(name: name, status: status, told: told) { project in
            let bytes = try project.bytes("my.plan")
            try FileSystem.writeAtomically(bytes, to: project.at("kept.plan"))
            let changed = try SavedPlan.resealed(bytes, plan: plan, basis: basis)
            try FileSystem.writeAtomically(changed, to: project.at("my.plan"))
        } undo: { project in
            try FileSystem.rename(project.at("kept.plan"), to: project.at("my.plan"))
        }
    }

    private static let drifts = [
        edit("spec", spec, told: "environments/live.yaml was changed", suffix: "# later\n"),
        edit("program", "server", told: "server was changed", suffix: "# later\n", mode: 0o700),
        edit(
            "router", ".slipway/live/local/routers/haproxy/haproxy.cfg", told: "what is really there changed",
            suffix: "# later\n"),
        Drift(name: "template", status: 4, told: "\(template) was added") { project in
            let rendered = try project.run("render", "live", "--only", "local/haproxy.cfg").output
            try project.write(template, rendered.replacing("# local/haproxy.cfg\n", with: ""))
        } undo: { project in
            try FileSystem.removeTree(project.at("templates"))
        },
        reseal(
            "tool", status: 4, told: "Slipway changed from 0.0.1 to", basis: ["toolVersion": "0.0.1"]),
        reseal("lineage", status: 4, told: "one of another history", basis: ["lineage": "00"]),
        reseal("serial", status: 4, told: "the state moved from serial 7 to 1", basis: ["serial": 7]),
        reseal("expiry", status: 8, told: "The plan held until 1970-01-01T00:16:40Z", plan: ["expiresAt": 1000]),
        reseal("goal", status: 10, told: "is not as it was written", plan: ["goal": "rule"]),
        reseal("environment", status: 1, told: "There is no environments/other.yaml", plan: ["environment": "other"]),
    ]

    @Test("Whatever changed since the review is named, nothing is touched, and the plan stays usable")
    func refusals() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            #expect(
                try project.run("plan", "live", "--out", "my.plan", "--set", "service.config.GREETING=hi").status == 0)
            let servers = try project.servers()
            for drift in Self.drifts {
                try drift.change(project)
                let before = try project.files(below: ".slipway/live/local/resources")
                let state = try project.bytes(".slipway/live/state/state.json")
                let refused = try project.run("apply", "my.plan")
                #expect(refused.status == drift.status, "\(drift.name): \(refused)")
                #expect(refused.words.contains(drift.told), "\(drift.name): \(refused)")
                #expect(try project.servers() == servers && project.answer() == 200, "\(drift.name) disturbed it")
                #expect(try project.bytes(".slipway/live/state/state.json") == state, "\(drift.name) changed the state")
                #expect(try project.files(below: ".slipway/live/local/resources") == before)
                if drift.status != 10 {
                    let shown = try project.run("show", "my.plan")
                    #expect(shown.status == 0 && shown.words.contains(drift.told), "\(drift.name): \(shown)")
                }
                try drift.undo(project)
            }
            let digest = try #require(try project.run("show", "my.plan").lines.last?.split(separator: " ").last)
            let unexpected = try project.run("apply", "my.plan", "--expect", String(repeating: "0", count: 64))
            #expect(unexpected.status == 5)
            #expect(unexpected.words.contains("The plan has the digest \(digest), not 0000"), "\(unexpected)")
            #expect(try project.run("apply", "my.plan", "--set", "service.config.GREETING=x").status == 64)
            // None of all this used it up.
            let applied = try project.run("apply", "my.plan", "--expect", String(digest))
            #expect(applied.status == 0, "\(applied)")
            let again = try project.run("apply", "my.plan")
            #expect(again.status == 9)
            #expect(again.words.contains("This plan was applied before"), "\(again)")
            #expect(try project.run("show", "my.plan").errors.contains("[E0530]"))
        }
    }

    @Test("A plan is stale once another apply came in between")
    func otherApply() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            #expect(
                try project.run("plan", "live", "--out", "my.plan", "--set", "service.config.GREETING=a").status == 0)
            #expect(try project.run("apply", "live", "--yes", "--set", "service.config.GREETING=b").status == 0)
            let servers = try project.servers()
            let refused = try project.run("apply", "my.plan")
            #expect(refused.status == 4)
            #expect(refused.words.contains("the state moved from serial 1 to 2"), "\(refused)")
            #expect(try project.servers() == servers)
            #expect(try project.run("destroy", "live", "--yes").status == 0)
            let gone = try project.run("apply", "my.plan")
            #expect(gone.status == 4)
            #expect(gone.words.contains("the state was removed"), "\(gone)")
        }
    }

    @Test("Every edit of a plan file is refused: bits, bytes and truncations")
    func altered() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("plan", "live", "--out", "my.plan").status == 0)
            let whole = try project.bytes("my.plan")
            #expect((try? Plan.read(whole, file: "my.plan")) != nil)
            var accepted: [String] = []
            for length in whole.indices where (try? Plan.read(Array(whole[..<length]), file: "p")) != nil {
                accepted.append("the first \(length) bytes")
            }
            let seed = UInt64.random(in: .min ... .max)
            for index in whole.indices {
                var edited = whole
                edited[index] ^= 1 << UInt8((seed >> UInt64(index % 56)) & 7)
                if (try? Plan.read(edited, file: "p")) != nil { accepted.append("byte \(index), SEED=\(seed)") }
            }
            for index in whole.indices.striding(by: 97) {
                for value in UInt8.min...UInt8.max where value != whole[index] {
                    var edited = whole
                    edited[index] = value
                    if (try? Plan.read(edited, file: "p")) != nil { accepted.append("byte \(index) as \(value)") }
                }
            }
            #expect(accepted.isEmpty)
            for index in [0, whole.count / 3, whole.count / 2, whole.count - 1] {
                var edited = whole
                edited[index] ^= 4
                try FileSystem.writeAtomically(edited, to: project.at("edited.plan"))
                let refused = try project.run("apply", "edited.plan")
                #expect(refused.status == 10, "byte \(index): \(refused)")
                #expect(try project.run("show", "edited.plan").status == 10)
            }
            #expect(try FileSystem.kind(of: project.at(".slipway")) == nil, "a refusal wrote something")
        }
    }

    @Test("Without a terminal nothing is applied that nobody said yes to")
    func consent() async throws {
        try await LiveProject.with { project in
            let refused = try project.run("apply", "live")
            #expect(refused.status == 5)
            #expect(refused.words.contains("There is no terminal to ask on. help: review the plan"), "\(refused)")
            #expect(try project.run("status", "live").output == "live is not applied.\n")
            #expect(try project.processes().isEmpty)
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let servers = try project.servers()
            #expect(try project.run("destroy", "live").status == 5)
            #expect(try project.servers() == servers && project.answer() == 200)
        }
    }

    @Test("A spec that breaks while the service runs is told, and the service goes on")
    func brokenSpec() async throws {
        try await LiveProject.with { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let servers = try project.servers()
            let spec = try project.text(Self.spec)
            try project.write(Self.spec, spec.replacing("tier: dev", with: "tier: [dev"))
            let refused = try project.run("apply", "live", "--yes")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("environments/live.yaml:"), "\(refused)")
            #expect(try project.servers() == servers && project.answer() == 200)
            #expect(try project.run("status", "live").output.hasSuffix("No drift.\n"))
            try project.write(Self.spec, spec)
            #expect(
                try project.run("apply", "live", "--yes").output.hasPrefix(
                    "(6 unchanged resources not shown)\nNo changes."))
        }
    }
}

extension Range<Int> {
    fileprivate func striding(by step: Int) -> StrideTo<Int> { stride(from: lowerBound, to: upperBound, by: step) }
}
