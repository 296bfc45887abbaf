internal import CS6
import Diagnostics

/// What s6 knows about one service, in the words of s6-svstat.
struct ServiceStatus: Sendable, Hashable {
    /// Whether its supervisor runs.
    var isSupervised = false
    var isUp = false
    /// Whether it is meant to be up.
    var isWanted = false
    /// nil while no process runs.
    var pid: Int32?
    /// How the last process ended, in words; nil while one runs, and where none has ended.
    var lastEnd: String?
    var secondsInState = 0

    init() {}

    /// Reads what the supervisor of a service wrote into its directory; nil where that cannot be read.
    ///
    /// Whether that supervisor still runs is not asked here.
    init?(directory: String) throws(Failure) {
        try Self.requireLibrary()
        var found = unsafe cs6_status()
        guard unsafe cs6_read_status(directory, &found) == 1 else { return nil }
        isSupervised = true
        isUp = unsafe found.is_up != 0
        isWanted = unsafe found.is_wanted_up != 0
        // To signal 0 or less would be to signal every process of a group, or of the user.
        pid = unsafe found.pid > 1 ? found.pid : nil
        if unsafe found.signal != 0 {
            lastEnd =
                unsafe "signal \(found.signal_name.map { unsafe "SIG\(String(cString: $0))" } ?? "\(found.signal)")"
        } else if unsafe found.exit_code >= 0 {
            lastEnd = unsafe "exit status \(found.exit_code)"
        }
        secondsInState = unsafe Int(found.seconds)
    }

    /// How often the process of a service ended since its supervisor started; s6 remembers the last hundred.
    static func deaths(directory: String) -> Int {
        Int(max(0, unsafe cs6_count_deaths(directory)))
    }

    /// Told before anything is started that could then not be watched.
    static func requireLibrary() throws(Failure) {
        guard cs6_is_loaded() != 0 else {
            let library = unsafe String(cString: cs6_library())
            throw Failure(
                LocalCodes.toolMissing, "The library \(library) of s6, which Slipway was built with, cannot be loaded.",
                help: "apt-get install s6; where that brings another version, build Slipway again")
        }
    }
}
