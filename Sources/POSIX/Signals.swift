internal import CPOSIX
internal import Glibc

/// SIGINT and SIGTERM as a request to stop: the first asks for a safe end, the second for an immediate one.
///
/// The second signal also starts a timer in the kernel that ends the process with 128 + signal a second later; the
/// third ends it at once. SIGPIPE is ignored, so that a closed pipe is an error of one write and no more.
package enum Signals {
    /// What has been asked of the process.
    package enum Request: Sendable, Hashable {
        case none
        /// Finish the work under way, journal it, release the lock, end.
        case drain(signal: Int32)
        /// End within a second at the next safe point.
        case stop(signal: Int32)

        /// The first signal that came.
        package var signal: Int32? {
            switch self {
            case .none: nil
            case .drain(let signal), .stop(let signal): signal
            }
        }

        var count: Int {
            switch self {
            case .none: 0
            case .drain: 1
            case .stop: 2
            }
        }
    }

    package static let interrupt = SIGINT
    package static let terminate = SIGTERM

    /// Installs the handlers for this process; again is fine.
    package static func install() throws(SystemError) {
        let result = cposix_signals_install()
        guard result == 0 else { throw SystemError("sigaction", "SIGINT, SIGTERM", -result) }
    }

    /// What the signals so far ask for; costs two loads.
    package static var pending: Request {
        let first = cposix_signals_first()
        return switch cposix_signals_count() {
        case 0: .none
        case 1: .drain(signal: first)
        default: .stop(signal: first)
        }
    }

    /// A descriptor that is readable once more than `seen` signals have come; -1 where none is installed.
    static func descriptor(after seen: Int) -> Int32 { cposix_signals_descriptor(Int32(clamping: seen)) }
}

/// Waiting for time to pass.
package enum Pause {
    /// Sleeps for `duration`, or until the next SIGINT or SIGTERM; false where such a signal cut it short.
    ///
    /// What the caller already knows of does not shorten the sleep, so that work may go on carefully after the first
    /// signal. One who decides by what is pending passes what it decided by: a signal just before the call then counts.
    @discardableResult
    package static func sleep(for duration: Duration, knowing known: Signals.Request = Signals.pending) -> Bool {
        let seen = known.count
        let deadline = Deadline.after(duration)
        while true {
            let left = deadline.remaining
            if left == .zero { return true }
            var waiting = pollfd(fd: Signals.descriptor(after: seen), events: Int16(POLLIN), revents: 0)
            // Rounded up, or the last fraction of a millisecond would spin.
            let milliseconds = Int32(clamping: (left.wholeNanoseconds + 999_999) / 1_000_000)
            if unsafe poll(&waiting, 1, milliseconds) > 0 { return false }
        }
    }

    /// Asks `condition` every `interval` until it holds; false where the deadline passes or a signal comes first.
    package static func until(
        _ deadline: Deadline, every interval: Duration = .milliseconds(10), _ condition: () -> Bool
    ) -> Bool {
        while !condition() {
            if deadline.hasPassed || !sleep(for: min(interval, deadline.remaining)) { return condition() }
        }
        return true
    }
}
