import Glibc

/// The control pipes of s6.
enum Fifo {
    /// Whether some process reads from the named pipe, which is how s6 tells that a supervisor lives (s6-svok).
    static func hasReader(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        _ = close(descriptor)
        return true
    }
}
