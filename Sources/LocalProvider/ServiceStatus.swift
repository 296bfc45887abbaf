/// What s6 knows about one service (s6-svstat).
struct ServiceStatus: Sendable, Hashable {
    /// Whether its supervisor runs.
    var isSupervised = false
    var isUp = false
    /// Whether it is meant to be up.
    var isWanted = false
    /// nil while no process runs.
    var pid: Int32?
    /// How the last process ended, in words; nil where none has ended.
    var lastEnd: String?
    var secondsInState = 0

    static let fields = "up,wantedup,pid,exitcode,signal,updownfor"

    init() {}

    /// Reads the one line that `s6-svstat -o` prints for ``fields``; nil where it is something else.
    init?(_ line: String) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count == 6, let pid = Int32(words[2]), let code = Int32(words[3]), let seconds = Int(words[5])
        else { return nil }
        isSupervised = true
        isUp = words[0] == "true"
        isWanted = words[1] == "true"
        // s6 prints -1 while there is no process; to signal that number would be to signal every process of the user.
        self.pid = pid > 1 ? pid : nil
        if words[4] != "NA" {
            lastEnd = "signal \(words[4])"
        } else if code >= 0 {
            lastEnd = "exit status \(code)"
        }
        secondsInState = seconds
    }
}
