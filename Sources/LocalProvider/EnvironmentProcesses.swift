import POSIX

/// The processes of an environment, found by the mark each inherits in its environment variables.
///
/// A pid file tells nothing once the supervisor was killed; the mark stays with a process and its children.
enum EnvironmentProcesses {
    /// Holds the path of the service directory a process belongs to.
    static let mark = "SLIPWAY_SERVICE"

    /// The living processes whose mark is `path` or below it.
    static func marked(_ path: String) -> [ProcessIdentity] {
        let entry = Array("\(mark)=\(path)".utf8)
        var found: [ProcessIdentity] = []
        // 1 can never be ours, and no other process of ours may be hit for it.
        for pid in ProcessEnvironment.processes() where pid > 1 {
            guard holds(ProcessEnvironment.bytes(of: pid), entry) else { continue }
            // The identity is taken first and the mark read again: the pid may have changed hands in between.
            guard let identity = try? ProcessIdentity.of(pid), identity.isAlive,
                holds(ProcessEnvironment.bytes(of: pid), entry)
            else { continue }
            found.append(identity)
        }
        return found
    }

    /// Whether one of the entries, each ended by a zero, is this one or goes on after it with a slash.
    static func holds(_ environment: [UInt8], _ entry: [UInt8]) -> Bool {
        var start = environment.startIndex
        while start < environment.endIndex {
            let end = environment[start...].firstIndex(of: 0) ?? environment.endIndex
            let candidate = environment[start..<end]
            if candidate.starts(with: entry), candidate.count == entry.count || candidate[start + entry.count] == 0x2f {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// Whether `process` is `ancestor` or descends from it (/proc/PID/stat, field 4).
    static func descends(_ process: Int32, from ancestor: Int32) -> Bool {
        var pid = process
        // A chain longer than this is no tree of ours.
        for _ in 0..<64 where pid > 1 {
            if pid == ancestor { return true }
            guard let bytes = try? FileSystem.read("/proc/\(pid)/stat", limit: 4096),
                let rest = String(decoding: bytes, as: UTF8.self).split(separator: ")").last,
                let parent = rest.split(separator: " ").dropFirst().first.flatMap({ Int32($0) })
            else { return false }
            pid = parent
        }
        return false
    }

    /// Ends all of them, SIGTERM first; false where one lives on.
    static func stop(_ processes: [ProcessIdentity], grace: Duration) -> Bool {
        for process in processes { process.terminate() }
        let deadline = Deadline.after(grace)
        var allGone = true
        for process in processes where !process.waitUntilGone(deadline) {
            process.kill()
            allGone = process.waitUntilGone(.after(.seconds(5))) && allGone
        }
        return allGone
    }
}
