internal import CPOSIX

/// The memory of this process, in which secrets may be.
package enum ProcessMemory {
    /// Lets no core file have it, nor another process of the same user (PR_SET_DUMPABLE in prctl(2)).
    ///
    /// A crash is told by its signal alone: the backtraces of Swift's runtime quote the memory around each register.
    /// RLIMIT_CORE would not do: where cores go to a program (core(5)), the kernel does not look at it. Programs
    /// started from here are as before.
    package static func keepPrivate() throws(SystemError) {
        let result = cposix_keep_private()
        guard result == 0 else { throw SystemError("prctl", "PR_SET_DUMPABLE", -result) }
    }
}
