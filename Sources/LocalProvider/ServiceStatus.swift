import Diagnostics
import S6

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
    init?(directory: String) throws(Failure) {
        try Self.requireLibrary()
        guard let reading = ServiceReading(directory: directory) else { return nil }
        isSupervised = true
        isUp = reading.isUp
        isWanted = reading.isWantedUp
        pid = reading.pid
        lastEnd =
            switch reading.lastEnd {
            case .exit(let code): "exit status \(code)"
            case .signal(let name): "signal \(name)"
            case nil: nil
            }
        secondsInState = reading.seconds
    }

    /// Told before anything is started that could then not be watched.
    static func requireLibrary() throws(Failure) {
        guard ServiceReading.isAvailable else {
            throw Failure(
                LocalCodes.toolMissing,
                "The library \(ServiceReading.library) of s6, which Slipway was built with, cannot be loaded.",
                help: "apt-get install s6; where that brings another version, build Slipway again")
        }
    }
}
