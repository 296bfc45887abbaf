import Diagnostics
import POSIX
import S6

/// The s6 supervision tree of one environment: s6-svscan over links to service directories.
///
/// Facts of s6 2.11 this rests on, each seen: when s6-svscan is killed its s6-supervise children go on, and a new
/// s6-svscan cannot take them over; `s6-svunlink` then reports success without stopping them; when an s6-supervise is
/// killed its process goes on, and the new one starts a second. So nothing is believed that was not looked at.
struct Supervision: Sendable {
    let layout: LocalLayout

    private var scanControl: String { "\(layout.scan)/.s6-svscan/control" }
    var isRunning: Bool { Fifo.hasReader(scanControl) }

    // MARK: The supervisor itself

    /// Starts s6-svscan unless it runs, with a clean environment, in a session of its own.
    func start() throws(Failure) {
        for tool in [Tool.log, .scanControl, .control, .link] { _ = try tool.requirePath() }
        let program = try Tool.scan.requirePath()
        try requireLibrary()
        guard !isRunning else { return }
        let script = "\(layout.scan)/.s6-svscan/start"
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(FileSystem.parent(of: script), withParents: true)
            try FileSystem.createDirectory("\(layout.logs)/supervisor", withParents: true)
        }
        // One pipe for the messages of all supervisors, into a log that stays small.
        try Files.write(
            """
            #!/bin/sh
            \(ShellText.export(EnvironmentProcesses.mark, layout.services))\
            exec </dev/null
            \(ShellText.quoted(program)) \(ShellText.quoted(layout.scan)) 2>&1 | \
            exec s6-log n2 s100000 T \(ShellText.quoted("\(layout.logs)/supervisor"))

            """, to: script, mode: 0o700)
        let command = Command(
            "/bin/sh", [script], environment: ["PATH": Tool.searchPath, "LC_ALL": "C.UTF-8"], directory: layout.root)
        try Files.doing { () throws(SystemError) in _ = try Subprocess.spawnDetached(command) }
        guard Wait.until(.after(.seconds(5)), { isRunning }) else {
            throw Failure(
                LocalCodes.supervisorFailed, "s6-svscan did not start over \(layout.scan) within 5 s.",
                help: "read \(layout.logs)/supervisor/current")
        }
    }

    /// Told before anything is started that could then not be watched.
    private func requireLibrary() throws(Failure) {
        guard ServiceStatus.isAvailable else {
            throw Failure(
                LocalCodes.toolMissing,
                "The library \(ServiceStatus.library) of s6, which Slipway was built with, cannot be loaded.",
                help: "apt-get install s6; where that brings another version, build Slipway again")
        }
    }

    /// Stops s6-svscan and whatever still runs in this environment; returns once all of it is gone.
    func stop() throws(Failure) {
        try Files.reach(.childKill)
        if isRunning { _ = try Tool.scanControl.run(["-t", layout.scan]) }
        _ = Wait.until(.after(.seconds(5))) { !isRunning && EnvironmentProcesses.marked(layout.services).isEmpty }
        let left = EnvironmentProcesses.marked(layout.services)
        guard EnvironmentProcesses.stop(left, grace: .seconds(2)) else {
            throw Failure(
                LocalCodes.doesNotStop, "processes of \(layout.root) live on after SIGKILL.",
                help: "look at them: ps -o pid,stat,wchan,args -p \(left.map { "\($0.pid)" }.joined(separator: ","))")
        }
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(layout.scan)
            try FileSystem.removeTree("\(layout.logs)/supervisor")
        }
    }

    // MARK: Services

    /// Whether a supervisor looks after the service.
    func isSupervised(_ name: String) -> Bool { Fifo.hasReader("\(layout.service(name))/supervise/control") }

    func status(_ name: String) throws(Failure) -> ServiceStatus {
        guard isSupervised(name) else { return ServiceStatus() }
        try requireLibrary()
        return ServiceStatus(directory: layout.service(name)) ?? ServiceStatus()
    }

    /// How often the process ended since its supervisor started; s6 remembers the last hundred.
    func deaths(_ name: String) -> Int { ServiceStatus.deaths(directory: layout.service(name)) }

    /// Puts a service in place and starts it under supervision; one that is there is stopped and replaced.
    func install(_ service: Service) throws(Failure) {
        try remove(service.name)
        let directory = layout.service(service.name)
        let half = "\(layout.temporary)/service-\(service.name)"
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(half)
            try FileSystem.createDirectory("\(half)/log", withParents: true)
            try FileSystem.createDirectory(layout.services)
            try FileSystem.createDirectory(layout.log(service.name), withParents: true)
        }
        for (name, text, mode) in service.files(layout: layout) {
            try Files.make("\(half)/\(name)", holding: text, mode: mode)
        }
        try Files.doing { () throws(SystemError) in try FileSystem.rename(half, to: directory) }
        try Files.reach(.replicaStart)
        try supervise(service.name)
    }

    /// Links the service into the scan directory and waits until its supervisor runs.
    func supervise(_ name: String) throws(Failure) {
        try start()
        let outcome = try Tool.link.run(["-f", "-t", "5000", layout.scan, layout.service(name), name])
        guard outcome.status.isSuccess else {
            throw Failure(
                LocalCodes.supervisorFailed, "\(name) did not come under supervision: \(outcome.errorText.trimmed)",
                help: "read \(layout.logs)/supervisor/current")
        }
    }

    /// Stops the service (SIGTERM, after its grace SIGKILL) and takes it away; returns once its processes are gone.
    func remove(_ name: String) throws(Failure) {
        let directory = layout.service(name)
        guard try Files.exists(directory) else { return try unlink(name) }
        let grace = try graceSeconds(name)
        try Files.reach(.replicaStop)
        if isSupervised(name) {
            let limit = (grace + 5) * 1000
            _ = try Tool.control.run(
                ["-wD", "-T", "\(limit)", "-d", directory], timeout: .seconds(grace + 10))
        }
        try unlink(name)
        if isRunning { _ = try Tool.scanControl.run(["-an", layout.scan]) }
        // Supervisors that outlived their s6-svscan hear nothing from the new one.
        for part in [directory, "\(directory)/log"] {
            let control = "\(part)/supervise/control"
            if !Wait.until(.after(.seconds(1)), { !Fifo.hasReader(control) }) {
                _ = try Tool.control.run(["-xd", part])
                _ = Wait.until(.after(.seconds(2))) { !Fifo.hasReader(control) }
            }
        }
        let left = EnvironmentProcesses.marked(directory)
        guard EnvironmentProcesses.stop(left, grace: .seconds(grace)) else {
            throw Failure(
                LocalCodes.doesNotStop,
                "\(name): process \(left.map { "\($0.pid)" }.joined(separator: ", ")) lives on.",
                help: "find out what it waits for: cat /proc/PID/wchan")
        }
        try finish(name)
        try Files.doing { () throws(SystemError) in try FileSystem.removeTree(directory) }
    }

    /// Runs what s6 runs once a process has ended: where its supervisor was killed nobody else does.
    private func finish(_ name: String) throws(Failure) {
        let script = "\(layout.service(name))/\(ContainerScript.finish)"
        guard try Files.exists(script) else { return }
        let command = Command(script, environment: ["PATH": Tool.searchPath, "LC_ALL": "C.UTF-8"])
        let outcome: Outcome
        do throws(SystemError) {
            outcome = try Subprocess.run(command, timeout: .seconds(ContainerScript.finishSeconds))
        } catch {
            throw error.failure(code: LocalCodes.doesNotStop)
        }
        guard outcome.status.isSuccess else {
            throw Failure(
                LocalCodes.containerStays, "\(name): its container is still there, or its engine does not answer.",
                help: "run \(script) by hand and see what the engine says; then run this again")
        }
    }

    /// Processes of a service that its supervisor does not know: their own supervisor was killed.
    ///
    /// Such a process goes on, answers, and holds its port, so that the one started in its place dies again and again.
    /// Nil where nothing can be said, because the supervised process never stays the same for one look.
    /// - Parameter known: what was found of the service a moment ago.
    func strays(of name: String, known: ServiceStatus? = nil) throws(Failure) -> [ProcessIdentity]? {
        // While the process is being started again its pid changes; then nothing can be said yet.
        for round in 0..<20 {
            if round > 2 { Pause.sleep(for: .milliseconds(25)) }
            var before = round == 0 ? known?.pid : nil
            if before == nil { before = try status(name).pid }
            let found = EnvironmentProcesses.marked(layout.service(name)).filter { [before] process in
                before.map { !EnvironmentProcesses.descends(process.pid, from: $0) } ?? true
            }
            // A supervisor that has just been started says for a moment what the one before it knew.
            if try status(name).pid == before { return found }
        }
        return nil
    }

    func strayDamage(of name: String, known: ServiceStatus) throws(Failure) -> String? {
        guard let strays = try strays(of: name, known: known) else { return "it is being started again and again" }
        guard !strays.isEmpty else { return nil }
        let pids = strays.map { "\($0.pid)" }.joined(separator: ", ")
        return "process \(pids) runs without a supervisor"
    }

    /// Ends them.
    func stopStrays(of name: String) throws(Failure) {
        _ = EnvironmentProcesses.stop(try strays(of: name) ?? [], grace: .seconds(try graceSeconds(name)))
    }

    private func unlink(_ name: String) throws(Failure) {
        try Files.doing { () throws(SystemError) in try FileSystem.remove("\(layout.scan)/\(name)") }
    }

    /// How long a service may take to stop.
    func graceSeconds(_ name: String) throws(Failure) -> Int {
        let bytes = try Files.readIfPresent("\(layout.service(name))/\(Service.graceFile)", limit: 64) ?? []
        let milliseconds = Int(String(decoding: bytes, as: UTF8.self).trimmed) ?? 10_000
        return max(1, milliseconds / 1000)
    }
}

extension String {
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
