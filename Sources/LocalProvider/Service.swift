/// One supervised process: an s6 service directory as data.
struct Service: Sendable, Hashable {
    let name: String
    /// The run script, whole.
    let run: String
    /// More files of the service directory, relative; scripts can be run.
    var extra: [String: String] = [:]
    /// Between SIGTERM and SIGKILL.
    let graceSeconds: Int

    /// Holds milliseconds (s6-supervise, "timeout-kill").
    static let graceFile = "timeout-kill"
    var grace: String { "\(graceSeconds * 1000)\n" }

    /// The log keeps this many old files of this size besides the current one.
    static let logFiles = 4
    static let logFileBytes = 1_000_000

    /// What the directory holds: relative path, text, mode.
    func files(layout: LocalLayout) -> [(String, String, UInt32)] {
        let log = """
            #!/bin/sh
            exec s6-log n\(Self.logFiles) s\(Self.logFileBytes) T \(ShellText.quoted(layout.log(name)))

            """
        var files: [(String, String, UInt32)] = [
            ("run", run, 0o700), ("log/run", log, 0o700), (Self.graceFile, grace, 0o600),
        ]
        for (path, text) in extra.sorted(by: { $0.key < $1.key }) {
            files.append((path, text, text.hasPrefix("#!") ? 0o700 : 0o600))
        }
        return files
    }
}
