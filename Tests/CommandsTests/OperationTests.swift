import Glibc
import JSON
import POSIX
import Testing

/// Everything that changes something, on the real local provider.
@Suite(.enabled(if: LiveProject.missing == nil, "\(LiveProject.missing ?? "")"))
struct OperationTests {
    @Test("Apply, look, apply again, destroy twice")
    func life() async throws {
        try await LiveProject.with { project in
            let applied = try project.run("apply", "live", "--yes", "--json-into", project.at("events.jsonl"))
            #expect(applied.status == 0)
            #expect(applied.output.contains("Apply complete: 6 added, 0 changed, 0 destroyed.\n"))
            #expect(applied.output.hasSuffix("url = http://127.0.0.1:\(project.ports[0])\n"))
            #expect(project.answer() == 200)
            let types = try project.text("events.jsonl").split(separator: "\n").map {
                try JSONReader.parse(Array($0.utf8))["type"]?.string
            }
            #expect(types.first == "version")
            #expect(types.count { $0 == "apply_start" } == 6 && types.count { $0 == "apply_complete" } == 6)
            let again = try project.run("apply", "live", "--yes")
            #expect(again.status == 0)
            #expect(again.output.contains("No changes. What runs is what the spec asks for.\n"))
            #expect(try project.run("plan", "live", "--detailed-exitcode").status == 0)
            let status = try JSONReader.parse(Array(try project.run("status", "live", "--json").output.utf8))
            #expect(status["serial"]?.integer == 1)
            #expect(status["resources"]?.array?.allSatisfy { $0["health"]?.string == "healthy" } == true)
            #expect(try project.run("resume", "live", "--yes").output == "Nothing to resume.\n")
            let destroyed = try project.run("destroy", "live", "--yes")
            #expect(destroyed.output.contains("Destroy complete: 0 added, 0 changed, 6 destroyed.\n"), "\(destroyed)")
            #expect(try FileSystem.kind(of: project.at(".slipway")) == nil)
            let twice = try project.run("destroy", "live", "--yes")
            #expect(twice.status == 0 && twice.output == "No changes. live is not there.\n")
        }
    }

    @Test("--set is typed, told by name, and part of the plan")
    func overrides() async throws {
        try await LiveProject.with { project in
            let typed = try project.run("plan", "live", "--set", "local.replicas=many")
            #expect(typed.status == 1)
            #expect(typed.words.contains("--set local.replicas"), "\(typed)")
            let misspelt = try project.run("plan", "live", "--set", "service.confg.GREETING=hi")
            #expect(misspelt.words.contains("did you mean service.config.GREETING?"), "\(misspelt)")
            #expect(try project.run("plan", "live", "--out", "two.plan", "--set", "local.replicas=2").status == 0)
            #expect(try project.run("apply", "two.plan").status == 0)
            let servers = try project.servers().values
            #expect(servers.count { $0 != "haproxy" } == 2)
            // Without it the spec asks for one again.
            #expect(try project.run("plan", "live", "--detailed-exitcode").status == 2)
        }
    }

    @Test("What was changed from outside is seen by status and repaired by apply")
    func drift() async throws {
        try await LiveProject.with(replicas: 2) { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            try project.stopReplica()
            let config = ".slipway/live/local/routers/haproxy/haproxy.cfg"
            let rendered = try project.text(config)
            try project.write(config, rendered + "# edited\n")
            let seen = try project.run("status", "live")
            #expect(seen.status == 0)
            #expect(
                seen.words.contains("drift: router/haproxy: config was changed from outside; haproxy.cfg was edited"),
                "\(seen)")
            #expect(seen.output.contains("drift: replica/") && seen.output.contains("process is dead"), "\(seen)")
            #expect(seen.output.hasSuffix("`slipway apply live` repairs it.\n"))
            let repaired = try project.run("apply", "live", "--yes")
            #expect(repaired.status == 0, "\(repaired)")
            #expect(try project.run("status", "live").output.hasSuffix("No drift.\n"))
            #expect(try project.text(config) == rendered)
            #expect(project.answer() == 200)
        }
    }

    @Test("A generated secret is in its own file and nowhere else")
    func secrets() async throws {
        try await LiveProject.with { project in
            let applied = try project.run(
                "apply", "live", "--yes", "--json-into", project.at("events.jsonl"), variables: ["COLUMNS": "1000"])
            #expect(applied.status == 0)
            #expect(
                try project.run("plan", "live", "--out", "my.plan", "--set", "service.config.GREETING=x").status == 0)
            let logs = try project.run("logs", "live")
            #expect(logs.output.contains("a key of"), "the service has read it: \(logs)")
            let place = ".slipway/live/local/secrets/API_KEY_FILE"
            let secret = try project.bytes(place)
            #expect(secret.count >= 32)
            #expect(try FileSystem.mode(of: project.at(place)) & 0o777 == 0o600)
            var surfaces = try project.files(below: ".").filter { !$0.key.hasSuffix("secrets/API_KEY_FILE") }
            surfaces["what apply printed"] = Array(applied.description.utf8)
            surfaces["what show printed"] = Array(try project.run("show", "my.plan", "--json").output.utf8)
            surfaces["what status printed"] = Array(try project.run("status", "live", "--json").output.utf8)
            surfaces["what logs printed"] = Array(logs.output.utf8)
            for pid in try project.processes().keys {
                surfaces["argv of \(pid)"] = try? FileSystem.read("/proc/\(pid)/cmdline", limit: 1 << 20)
            }
            #expect(surfaces.count > 20)
            // Eight characters in a row are too many for chance.
            let parts = stride(from: 0, to: secret.count - 8, by: 4).map { Array(secret[$0..<($0 + 8)]) }
            for (name, bytes) in surfaces {
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(!parts.contains { text.contains(String(decoding: $0, as: UTF8.self)) }, "in \(name)")
            }
        }
    }

    @Test("Logs can be cut, chosen and followed until a signal comes")
    func logs() async throws {
        try await LiveProject.with(replicas: 2) { project in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let both = try project.run("logs", "live", "--lines", "1")
            #expect(both.status == 0 && both.lines.count == 2, "\(both)")
            let one = try project.run("logs", "live", "--replica", "2")
            #expect(one.output.contains("a key of") && !one.output.contains("-1  "), "\(one)")
            let none = try project.run("logs", "live", "--replica", "9")
            #expect(none.status == 1)
            #expect(none.words.contains("live has no replica 9. help: its replicas are 1, 2"), "\(none)")
            for (signal, status) in [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)] {
                let followed = try project.start("logs", "live", "--follow", into: "followed-\(signal)")
                let began = Pause.until(.after(.seconds(10))) {
                    (try? project.text("followed-\(signal)").contains("a key of")) == true
                }
                #expect(began)
                _ = kill(followed.pid, signal)
                #expect(exitStatus(of: followed, within: .seconds(5)) == status)
            }
        }
    }

    @Test("A project that init writes can be planned, applied and taken away")
    func initialise() async throws {
        try await LiveProject.with { project in
            let made = try project.run("init", "shop", "--program", "bin/server", "--port", "8080")
            #expect(made.status == 0, "\(made)")
            #expect(made.lines.contains("shop/environments/dev.yaml"))
            let again = try project.run("init", "shop")
            #expect(again.status == 1 && again.words.contains("nothing was written"), "\(again)")
            let shop = LiveProject(directory: project.at("shop"), ports: project.ports)
            #expect(try shop.run("validate").output == "valid: dev, prod, staging\n")
            let unbuilt = try shop.run("plan", "dev")
            #expect(unbuilt.status == 1 && unbuilt.errors.contains("[E0722]"), "\(unbuilt)")
            try shop.write("bin/server", LiveProject.server, mode: 0o700)
            let ports = ["http", "stats", "prometheus", "replicas"]
            let sets = zip(ports, shop.ports).flatMap { ["--set", "local.ports.\($0)=\($1)"] }
            let planned = try shop.run(["plan", "dev", "--out", "my.plan", "--set", "local.metrics=false"] + sets)
            #expect(planned.status == 0, "\(planned)")
            let applied = try shop.run("apply", "my.plan")
            #expect(applied.status == 0, "\(applied)")
            #expect(shop.answer("/") == 200)
            let destroyed = try shop.run("destroy", "dev", "--yes")
            #expect(destroyed.status == 0, "\(destroyed)")
            #expect(try FileSystem.kind(of: shop.at(".slipway")) == nil)
        }
    }
}
