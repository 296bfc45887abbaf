import POSIX

/// Waiting for what is under way to be done.
enum Wait {
    /// Asks `condition` every `interval` until it holds; false where the deadline passes first.
    ///
    /// A first stop signal does not end the wait: what was begun, such as a reload, is brought to its end, and only
    /// then the work stops. It is seconds at most.
    static func until(
        _ deadline: Deadline, every interval: Duration = .milliseconds(10), _ condition: () -> Bool
    ) -> Bool {
        while !condition() {
            if deadline.hasPassed { return condition() }
            Pause.sleep(for: min(interval, deadline.remaining))
        }
        return true
    }
}
