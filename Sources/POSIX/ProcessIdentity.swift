internal import CPOSIX
internal import Glibc

/// One process for good: a pid alone is given to another process later.
package struct ProcessIdentity: Sendable, Hashable {
    package let pid: Int32
    /// Identity of the machine's start (`/proc/sys/kernel/random/boot_id`).
    package let bootID: String
    /// Identity of the pid namespace, so that a container does not judge the pids of another (`/proc/self/ns/pid`).
    package let namespace: String
    /// When it started, in clock ticks after boot (`/proc/PID/stat`, field 22).
    package let startTime: UInt64

    package init(pid: Int32, bootID: String, namespace: String, startTime: UInt64) {
        self.pid = pid
        self.bootID = bootID
        self.namespace = namespace
        self.startTime = startTime
    }

    /// This process.
    package static func current() throws(SystemError) -> ProcessIdentity {
        guard let identity = try of(getpid()) else { throw SystemError("read", "/proc/self/stat", ESRCH) }
        return identity
    }

    /// The process that has `pid` now, also one that has ended and was not waited for; nil where there is none.
    package static func of(_ pid: Int32) throws(SystemError) -> ProcessIdentity? {
        guard let status = ProcessStatus(pid: pid) else { return nil }
        return ProcessIdentity(
            pid: pid, bootID: try Host.bootID(), namespace: try FileSystem.readLink("/proc/self/ns/pid"),
            startTime: status.startTime)
    }

    /// Whether this machine can tell if the process lives: same boot, same pid namespace.
    package var isLocal: Bool {
        guard let boot = try? Host.bootID(), let own = try? FileSystem.readLink("/proc/self/ns/pid") else {
            return false
        }
        return boot == bootID && own == namespace
    }

    /// Whether the process runs; a zombie does not. False for a process of another machine: see ``isLocal``.
    package var isAlive: Bool {
        guard isLocal, let status = ProcessStatus(pid: pid), status.startTime == startTime else { return false }
        guard status.state == "Z" || status.state == "X" else { return true }
        // Collects it if it is our own child; otherwise that does nothing.
        _ = waitpid(pid, nil, WNOHANG)
        return false
    }

    /// Sends `signal` if this very process still lives; false where it does not.
    @discardableResult
    package func send(_ signal: Int32) -> Bool { isAlive && kill(pid, signal) == 0 }

    /// Asks the process to end (SIGTERM).
    @discardableResult
    package func terminate() -> Bool { send(SIGTERM) }

    /// Ends the process at once (SIGKILL).
    @discardableResult
    package func kill() -> Bool { send(SIGKILL) }

    private func kill(_ pid: Int32, _ signal: Int32) -> Int32 { Glibc.kill(pid, signal) }

    /// Waits until the process is gone; false where it still lives at the deadline.
    ///
    /// Signals to this process do not shorten the wait: what was told to stop is waited for.
    package func waitUntilGone(_ deadline: Deadline) -> Bool {
        let exit = isLocal ? cposix_pidfd_open(pid) : -1
        defer { if exit >= 0 { _ = close(exit) } }
        while isAlive {
            let left = deadline.remaining
            if left == .zero { return false }
            // Without a pidfd (an old kernel) the question is asked again every few milliseconds.
            let limit: Int64 = exit >= 0 ? 1000 : 5
            var waiting = pollfd(fd: exit, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&waiting, 1, Int32(clamping: min(limit, left.wholeNanoseconds / 1_000_000 + 1)))
        }
        return true
    }

    /// SIGTERM, then SIGKILL where the process lives on after `grace`; true once it is gone.
    @discardableResult
    package func stop(grace: Duration) -> Bool {
        terminate()
        if waitUntilGone(.after(grace)) { return true }
        kill()
        return waitUntilGone(.after(.seconds(5)))
    }
}

/// The two facts of `/proc/PID/stat` that matter here (proc_pid_stat(5)).
struct ProcessStatus {
    let state: Character
    let startTime: UInt64
    /// Whether it is a thread of the kernel (`PF_KTHREAD`, include/linux/sched.h).
    let isOfKernel: Bool

    init?(pid: Int32) {
        guard pid > 0, let bytes = Host.pseudoFile("/proc/\(pid)/stat") else { return nil }
        self.init(bytes)
    }

    /// The second field is the program's name in parentheses and may hold anything, parentheses too.
    init?(_ text: String) {
        guard let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let state = fields[0].first, let flags = UInt32(fields[6]),
            let start = UInt64(fields[19])
        else { return nil }
        self.state = state
        startTime = start
        isOfKernel = flags & 0x0020_0000 != 0
    }
}
