import Diagnostics
import JSON
import POSIX
import Planning
import Reports

/// The event stream of one command: JSON on standard output, JSON into a file, or neither.
final class EventLog: Sendable {
    private let prints: Bool
    private let file: String?
    private let sources: [String: [UInt8]]

    /// Begins the streams with the version event; `file` is made anew.
    init(session: Session, prints: Bool, file: String?, sources: [String: [UInt8]]) throws(Failure) {
        self.prints = prints
        self.file = file.map { session.path($0) }
        self.sources = sources
        if let path = self.file {
            do throws(SystemError) {
                try FileSystem.writeAtomically([], to: path, mode: 0o644)
            } catch {
                throw error.failure(code: CommandCodes.outputUnwritable)
            }
        }
        emit(.version(tool: session.version))
    }

    var isJSON: Bool { prints }

    func emit(_ event: Event) {
        guard prints || file != nil else { return }
        let now = WallTime.now
        let time = EventTime(seconds: Int(now.seconds), milliseconds: Int(now.nanoseconds / 1_000_000))
        let line = EventJSON.line(event, at: time, sources: sources) + "\n"
        if prints { StandardStream.output.write(line) }
        // A stream that cannot be written must not stop an apply half way; the text output still tells everything.
        if let file { try? FileSystem.append(Array(line.utf8), to: file, mode: 0o644) }
    }
}
