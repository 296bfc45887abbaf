import Diagnostics
import JSON
import POSIX
import Planning
import Reports

/// The event stream of one command: JSON on standard output, JSON into a file, or neither.
final class EventLog: Sendable {
    private let prints: Bool
    private let file: String?

    /// Begins the streams with the version event; `file` is made anew.
    init(version: String, prints: Bool, file: String?) throws(Failure) {
        self.prints = prints
        self.file = file
        if let path = file {
            do throws(SystemError) {
                try FileSystem.writeAtomically([], to: path, mode: 0o644)
            } catch {
                throw error.failure(code: CommandCodes.outputUnwritable)
            }
        }
        emit(.version(tool: version))
    }

    /// No stream at all.
    static let none = EventLog()

    private init() {
        prints = false
        file = nil
    }

    var isJSON: Bool { prints }

    /// Whether anybody gets the events.
    var isRead: Bool { prints || file != nil }

    /// Adds an event; `text` renders diagnostics, with the source lines it knows.
    func emit(_ event: Event, text: DiagnosticText = .plain) {
        guard isRead else { return }
        let now = WallTime.now
        let time = EventTime(seconds: Int(now.seconds), milliseconds: Int(now.nanoseconds / 1_000_000))
        let line = EventJSON.line(event, at: time, text: text)
        if prints { StandardStream.output.write(line) }
        // A stream that cannot be written must not stop an apply half way; the text output still tells everything.
        if let file { try? FileSystem.append(Array(line.utf8), to: file, mode: 0o644) }
    }
}
