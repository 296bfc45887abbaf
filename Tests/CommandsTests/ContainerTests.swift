import Glibc
import POSIX
import TestSupport
import Testing

/// Environments whose replicas are containers, on real podman.
@Suite(.serialized, .enabled(if: LiveProject.missingForContainers == nil, "\(LiveProject.missingForContainers ?? "")"))
struct ContainerTests {
    private func with(
        replicas: Int = 1, _ body: (LiveProject, ContainerStore) async throws -> Void
    ) async throws {
        let store = try ContainerStore(program: try LiveProject.program("expense-server"))
        try await LiveProject.with(replicas: replicas, store: store) { try await body($0, store) }
    }

    private func file(_ pid: Int, _ name: String) throws -> String {
        String(decoding: try FileSystem.read("/proc/\(pid)/\(name)", limit: 1 << 20), as: UTF8.self)
    }

    private func lines(of pid: Int, _ name: String, with prefix: String) throws -> [[Substring]] {
        try file(pid, name).split(separator: "\n").filter { $0.hasPrefix(prefix) }.map {
            $0.split { $0 == " " || $0 == "\t" }
        }
    }

    @Test("A container answers, is confined, is updated and leaves nothing")
    func life() async throws {
        try await with(replicas: 2) { project, store in
            let applied = try project.run("apply", "live", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(project.answer() == 200)
            let first = try store.containers()
            #expect(first.count == 2 && first.allSatisfy { $0.hasPrefix("slipway-") }, "\(first)")
            for name in first { try checkConfinement(of: try #require(try store.pid(of: name))) }
            try checkSecret(project, store, name: first[0])
            #expect(try project.run("status", "live").output.hasSuffix("No drift.\n"))
            #expect(try project.run("plan", "live", "--detailed-exitcode").status == 0)
            #expect(try project.run("logs", "live").output.contains("\"listening\""))
            let updated = try project.run("apply", "live", "--yes", "--set", "service.config.GREETING=other")
            #expect(updated.status == 0, "\(updated)")
            let second = try store.containers()
            #expect(second.count == 2 && Set(first).isDisjoint(with: second), "\(first), then \(second)")
            #expect(project.answer() == 200)
            let limited = try project.run(
                "plan", "live", "--detailed-exitcode", "--set", "service.config.GREETING=other", "--set",
                "service.resources.memory.limit=300Mi")
            #expect(limited.status == 2, "another limit is another container")
            let destroyed = try project.run("destroy", "live", "--yes")
            #expect(destroyed.status == 0, "\(destroyed)")
            #expect(try store.containers().isEmpty)
            #expect(try FileSystem.kind(of: project.at(".slipway")) == nil)
        }
    }

    private func checkConfinement(of pid: Int) throws {
        for name in ["Uid:", "Gid:"] {
            let ids = try lines(of: pid, "status", with: name).first ?? []
            #expect(ids.dropFirst().allSatisfy { $0 == "10001" } && ids.count == 5, "\(ids)")
        }
        for name in ["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"] {
            #expect(try lines(of: pid, "status", with: name).first?.last == "0000000000000000", "\(name)")
        }
        #expect(try lines(of: pid, "status", with: "NoNewPrivs:").first?.last == "1")
        #expect(try lines(of: pid, "status", with: "Seccomp:").first?.last == "2")
        let mounts = try file(pid, "mountinfo").split(separator: "\n").map { $0.split(separator: " ") }
        func options(_ place: String) -> [Substring] {
            mounts.last { $0[4] == place }?[5].split(separator: ",") ?? []
        }
        #expect(options("/").contains("ro"))
        #expect(options("/run/secrets/greeter/API_KEY_FILE").contains("ro"))
        #expect(options("/var/lib/greeter").contains("rw"))
        #expect(Set(options("/tmp")).isSuperset(of: ["rw", "noexec", "nosuid", "nodev"]))
        let cgroups = try file(pid, "cgroup")
        #expect(cgroups.contains("libpod"), "it has a group of its own: \(cgroups)")
        let processes = try lines(of: pid, "limits", with: "Max open files").first
        #expect(processes?.isEmpty == false)
    }

    /// The file of a secret can be read by the service, and its value stands in no command line.
    private func checkSecret(_ project: LiveProject, _ store: ContainerStore, name: String) throws {
        let pid = try #require(try store.pid(of: name))
        let secret = try project.text(".slipway/live/local/secrets/API_KEY_FILE")
        let inside = "/proc/\(pid)/root/run/secrets/greeter/API_KEY_FILE"
        #expect(String(decoding: try FileSystem.read(inside, limit: 4096), as: UTF8.self) == secret)
        var status = stat()
        #expect(unsafe stat(inside, &status) == 0 && status.st_uid == 10_001 && status.st_mode & 0o077 == 0)
        #expect(try file(pid, "environ").contains("API_KEY_FILE=/run/secrets/greeter/API_KEY_FILE\0"))
        let clients = try project.processes().filter { $0.value == "podman" }
        #expect(clients.count == 2)
        for client in clients.keys {
            let command = try file(client, "cmdline")
            #expect(command.contains("--read-only") && !command.contains(secret) && !command.contains("hello"))
        }
        #expect(try file(pid, "environ").contains("GREETING=hello\0"))
    }

    @Test("A container that is paused, stopped or left alone is seen or replaced")
    func drift() async throws {
        try await with { project, store in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let name = try #require(try store.containers().first)
            try store.podman("pause", name)
            let paused = try project.run("status", "live")
            #expect(paused.words.contains("drift: replica/") && paused.words.contains("\(name) is paused"), "\(paused)")
            let repaired = try project.run("apply", "live", "--yes")
            #expect(repaired.status == 0, "\(repaired)")
            #expect(project.answer() == 200)
            try project.stopReplica()
            #expect(try store.containers().isEmpty)
            #expect(try project.run("status", "live").words.contains("process is dead"))
            #expect(try project.run("apply", "live", "--yes").status == 0)
            // Whoever ends the service or podman itself, another container takes its place.
            for kills in ["service", "podman"] {
                let before = try #require(try store.pid(of: name))
                let podman = try #require(try project.processes().first { $0.value == "podman" }?.key)
                _ = kill(pid_t(kills == "service" ? before : podman), SIGKILL)
                let isBack = Pause.until(.after(.seconds(20))) {
                    guard let now = try? store.pid(of: name), now != before else { return false }
                    return project.answer() == 200
                }
                #expect(isBack, "after SIGKILL of \(kills)")
                #expect(try FileSystem.kind(of: "/proc/\(before)") == nil, "the container of \(kills) is gone")
                #expect(try store.containers() == [name])
            }
            let noDrift = Pause.until(.after(.seconds(10))) {
                (try? project.run("status", "live").output.hasSuffix("No drift.\n")) == true
            }
            #expect(noDrift)
        }
    }

    @Test("Supervisor and podman killed: destroy takes the container away all the same")
    func abandoned() async throws {
        try await with { project, store in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let supervisors = try project.processes().filter { $0.value.hasPrefix("s6-") }
            for pid in supervisors.keys { _ = kill(pid_t(pid), SIGKILL) }
            for (pid, name) in try project.processes() where name == "podman" { _ = kill(pid_t(pid), SIGKILL) }
            #expect(try store.containers().count == 1)
            let destroyed = try project.run("destroy", "live", "--yes")
            #expect(destroyed.status == 0, "\(destroyed)")
            #expect(try store.containers().isEmpty)
        }
    }

    @Test("What cannot run is told before anything that serves is touched")
    func refusals() async throws {
        try await with { project, store in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            let before = try store.containers()
            let spec = try project.text("environments/live.yaml")
            // No registry listens on a port of this test's own.
            let absent = "127.0.0.1:\(project.ports[4])/none@sha256:\(String(repeating: "0", count: 64))"
            try project.write("environments/live.yaml", spec.replacing(store.image, with: absent))
            let missing = try project.run("apply", "live", "--yes")
            #expect(
                missing.status == 1 && missing.errors.contains("error[E0664]: image cannot be fetched"), "\(missing)")
            #expect(missing.words.contains("\(absent) is not on this machine, and its registry does not give it:"))
            #expect(missing.words.contains("see that `podman pull \(absent)` works (podman login)"), "\(missing)")
            #expect(try store.containers() == before && project.answer() == 200)
            try project.write("environments/live.yaml", spec)
            try project.write("environments/live.yaml", spec.replacing("API_KEY_FILE:", with: "LD_PRELOAD:"))
            let secret = try project.run("plan", "live")
            #expect(secret.errors.contains("environments/live.yaml:9:25: error[E0625]"), "\(secret)")
            #expect(secret.words.contains("podman would read LD_PRELOAD for itself"), "\(secret)")
            #expect(secret.words.contains("help: let the service read the secret from a file: LD_PRELOAD_FILE"))
            try project.write("environments/live.yaml", spec)
            let elsewhere = try project.run(
                "apply", "live", "--yes", variables: ["CONTAINERS_STORAGE_CONF": "/dev/null/none"])
            #expect(elsewhere.status == 0, "what serves keeps the settings it was made with: \(elsewhere)")
            let unusable = try project.run(
                "apply", "live", "--yes", "--set", "service.config.GREETING=x",
                variables: ["CONTAINERS_STORAGE_CONF": "/dev/null/none"])
            #expect(unusable.errors.contains("error[E0661]: container engine does not work"), "\(unusable)")
            #expect(try store.containers() == before && project.answer() == 200)
            #expect(try project.run("apply", "live", "--yes").status == 0)
        }
    }

    @Test("An apply that is killed before a container starts or stops is resumed")
    func killed() async throws {
        try await with { project, store in
            #expect(try project.run("apply", "live", "--yes").status == 0)
            for seam in ["replica.start", "replica.stop"] {
                let before = try store.containers()
                let change = ["apply", "live", "--yes", "--set", "service.config.GREETING=\(seam)"]
                let killed = try project.run(change, variables: ["SLIPWAY_FAULTS": "\(seam)@1=kill"])
                #expect(killed.status == -1, "\(killed)")
                #expect(project.answer() == 200, "what serves goes on")
                let resumed = try project.run("resume", "live", "--yes")
                #expect(resumed.status == 0, "\(resumed)")
                let after = try store.containers()
                #expect(after.count == 1 && after != before && project.answer() == 200, "\(before), then \(after)")
            }
            let status = try project.run("status", "live")
            #expect(status.output.hasSuffix("No drift.\n"), "\(status)")
        }
    }
}
