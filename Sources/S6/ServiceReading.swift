internal import CS6

/// What s6 wrote of one service into its directory, read by libs6, which is loaded when it is first asked.
///
/// Whether the supervisor that wrote it still runs is not asked here. Any number of threads may read at a time.
package struct ServiceReading: Sendable, Hashable {
    package enum End: Sendable, Hashable {
        case exit(Int)
        /// Its name, as in `SIGKILL`; a number where it has none.
        case signal(String)
    }

    package let isUp: Bool
    package let isWantedUp: Bool
    /// nil while no process runs.
    package let pid: Int32?
    /// How the last process ended; nil while one runs, and where none has ended.
    package let lastEnd: End?
    /// Whole seconds since it went up or down.
    package let seconds: Int

    /// The file name of the library, of the version this was built with.
    package static var library: String { unsafe String(cString: cs6_library()) }
    package static var isAvailable: Bool { cs6_is_loaded() != 0 }

    /// Nil where nothing can be read, or the library is not there.
    package init?(directory: String) {
        var found = unsafe cs6_status()
        guard unsafe cs6_read_status(directory, &found) == 1 else { return nil }
        isUp = unsafe found.is_up != 0
        isWantedUp = unsafe found.is_wanted_up != 0
        // To signal 0 or less would be to signal every process of a group, or of the user.
        pid = unsafe found.pid > 1 ? found.pid : nil
        if unsafe found.signal != 0 {
            let name = unsafe found.signal_name.map { unsafe "SIG\(String(cString: $0))" }
            lastEnd = .signal(unsafe name ?? "\(found.signal)")
        } else {
            lastEnd = unsafe found.exit_code >= 0 ? .exit(Int(found.exit_code)) : nil
        }
        seconds = unsafe Int(found.seconds)
    }

    /// How often the process of the service ended since its supervisor started; s6 remembers the last hundred.
    package static func deaths(directory: String) -> Int { Int(max(0, unsafe cs6_count_deaths(directory))) }
}
