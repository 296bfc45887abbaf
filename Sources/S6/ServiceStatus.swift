internal import CS6

/// What s6 knows about one service, in the words of s6-svstat.
package struct ServiceStatus: Sendable, Hashable {
    /// Whether its supervisor runs.
    package private(set) var isSupervised = false
    package private(set) var isUp = false
    /// nil while no process runs.
    package private(set) var pid: Int32?
    /// How the last process ended, in words; nil while one runs, and where none has ended.
    package private(set) var lastEnd: String?
    package private(set) var secondsInState = 0

    /// Of a service that nobody supervises.
    package init() {}

    /// Reads what the supervisor of a service, which runs, wrote into its directory; nil where that cannot be read.
    ///
    /// The library, libs6, is loaded when it is first asked. Any number of threads may read at a time.
    package init?(directory: String) {
        var found = unsafe cs6_status()
        guard unsafe cs6_read_status(directory, &found) == 1 else { return nil }
        isSupervised = true
        isUp = unsafe found.is_up != 0
        // To signal 0 or less would be to signal every process of a group, or of the user.
        pid = unsafe found.pid > 1 ? found.pid : nil
        if unsafe found.signal != 0 {
            let name = unsafe found.signal_name.map { unsafe "SIG\(String(cString: $0))" }
            lastEnd = unsafe "signal \(name ?? "\(found.signal)")"
        } else if unsafe found.exit_code >= 0 {
            lastEnd = unsafe "exit status \(found.exit_code)"
        }
        secondsInState = unsafe Int(found.seconds)
    }

    /// How often the process of a service ended since its supervisor started; s6 remembers the last hundred.
    package static func deaths(directory: String) -> Int { Int(max(0, unsafe cs6_count_deaths(directory))) }

    /// The file name of the library, of the version this was built with.
    package static var library: String { unsafe String(cString: cs6_library()) }
    package static var isAvailable: Bool { cs6_is_loaded() != 0 }
}
