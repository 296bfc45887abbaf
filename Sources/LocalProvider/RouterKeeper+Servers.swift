import Crypto
import Diagnostics
import POSIX

/// Servers that come and go while HAProxy runs: each reload would keep requests waiting while the workers change.
extension RouterKeeper {
    /// Which worker has loaded which text; what it was told since is about servers only.
    private static let loadedName = "loaded"

    /// The certificates count as well: HAProxy reads them when it loads its text.
    private func loaded(_ text: RouterText, _ pid: Int32) throws(Failure) -> String {
        var digests = [SHA256.hex(of: Array(text.rest.utf8))]
        for name in try Files.list(layout.certificates).sorted() {
            let digest = try Files.digestIfPresent("\(layout.certificates)/\(name)", limit: 1 << 20)
            digests.append(digest ?? "none")
        }
        return "\(pid) \(digests.joined(separator: " "))\n"
    }

    /// Remembers what the current worker has loaded.
    func noteLoaded(_ spec: RouterSpec) throws(Failure) {
        let path = "\(layout.router(spec.name))/\(Self.loadedName)"
        guard let text = RouterText(spec.config), let worker = try runtime(spec.name).processes().current.first else {
            return try Files.doing { () throws(SystemError) in try FileSystem.remove(path) }
        }
        try Files.write(try loaded(text, worker.pid), to: path)
    }

    private func isLoaded(_ text: RouterText, of spec: RouterSpec) throws(Failure) -> Bool {
        let path = "\(layout.router(spec.name))/\(Self.loadedName)"
        let processes = try runtime(spec.name).processes()
        // After a load that failed the worker is the one before, and HAProxy goes on complaining until one does not.
        guard processes.failedReloads == 0, let worker = processes.current.first,
            let bytes = try Files.readIfPresent(path, limit: 1 << 16)
        else { return false }
        return bytes == Array(try loaded(text, worker.pid).utf8)
    }

    /// Whether the HAProxy that runs has taken all of the text but for servers, about which there can be no doubt.
    func isLoadedButForServers(_ spec: RouterSpec) -> Bool {
        guard let text = RouterText(spec.config), let found = try? runtime(spec.name).places(),
            text.isSound(leaving: found.filter { !text.has($0.name, in: $0.backend) })
        else { return false }
        return (try? isLoaded(text, of: spec)) ?? false
    }

    /// Gives the running HAProxy the servers of the text, and returns once the others are gone with all their requests.
    ///
    /// False where that takes a reload. Each part may have been done before: what is there is looked at first.
    func exchange(_ spec: RouterSpec) throws(Failure) -> Bool {
        guard let text = RouterText(spec.config), try isLoaded(text, of: spec) else { return false }
        let runtime = runtime(spec.name)
        let found = try runtime.places()
        // A server that moves would have to go before it comes.
        let moves = text.servers.contains { server in found.contains { $0.path == server.path && $0 != server } }
        guard !moves, try bring(text, found, runtime) else { return false }
        try awaitServers(spec, checked: false)
        return try take(found.filter { !text.has($0.name, in: $0.backend) }, spec, runtime)
    }

    /// Lets in what an exchange that was killed had taken out: where the text says so it is kept over a reload.
    func readmit(_ spec: RouterSpec) throws(Failure) {
        guard let text = RouterText(spec.config) else { return }
        let runtime = runtime(spec.name)
        _ = try bring(text, try runtime.places(), runtime)
    }

    private func bring(
        _ text: RouterText, _ found: [RouterText.Server], _ runtime: HAProxyRuntime
    ) throws(Failure) -> Bool {
        let waiting = try runtime.servers().filter { $0.status == "MAINT" }
        for server in text.servers {
            let isThere = found.contains(server)
            guard !isThere || waiting.contains(where: { $0.backend == server.backend && $0.name == server.name })
            else { continue }
            try Files.reach(.haproxyServers)
            if !isThere {
                guard let words = text.words(of: server.backend), try runtime.add(server, words) else { return false }
            }
            if text.isChecked(server.backend) { try runtime.enableChecks(of: server) }
            guard !text.isDisabled(server.backend) else { continue }
            try runtime.setState(.ready, backend: server.backend, server: server.name)
            // It has just answered its probe; HAProxy's own would come a period later.
            try runtime.setUp(backend: server.backend, server: server.name)
        }
        return true
    }

    private func take(
        _ leaving: [RouterText.Server], _ spec: RouterSpec, _ runtime: HAProxyRuntime
    ) throws(Failure) -> Bool {
        // While the share may still be with the candidates nothing new comes to the others, which then have all of it.
        for server in leaving where server.backend != TrafficSwitch.candidates {
            try runtime.setState(.maint, backend: server.backend, server: server.name)
        }
        if !spec.hasCandidates, RoutingTables.areNamed(in: spec.config) { try RoutingTables.none.put(into: runtime) }
        for server in leaving where server.backend == TrafficSwitch.candidates {
            try runtime.setState(.maint, backend: server.backend, server: server.name)
        }
        try Files.reach(.haproxyServersWait)
        let deadline = Deadline.after(.seconds(spec.drainSeconds))
        let cut = RouterText(spec.config)?.hardStop.map { Deadline.after($0) }
        for server in leaving {
            while true {
                let removal = try runtime.remove(server)
                if removal == .gone { break }
                guard removal == .busy else { return false }
                guard !deadline.hasPassed else { throw notDrained(spec, "server \(server.name)") }
                // As HAProxy ends an old worker after a reload.
                if cut?.hasPassed == true { try runtime.cutOff(server) }
                try runtime.closeIdle(server)
                Pause.sleep(for: .milliseconds(20))
            }
        }
        return true
    }
}
