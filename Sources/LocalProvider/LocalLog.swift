import Diagnostics
import POSIX

/// The logs of supervised processes as s6-log keeps them: `current` and a few older files.
struct LocalLog: Sendable {
    let layout: LocalLayout

    /// The last `lines` lines of the current log, oldest first, each at most 500 bytes.
    func tail(_ service: String, lines: Int) throws(Failure) -> [String] {
        let path = "\(layout.log(service))/current"
        // s6-log rotates at logFileBytes, give or take one long line.
        let bytes = try Files.readIfPresent(path, limit: Service.logFileBytes * 4) ?? []
        let all = bytes.split(separator: 10)
        return all.suffix(lines).map { line in
            String(decoding: line.prefix(500), as: UTF8.self).filter { !$0.isNewline }
        }
    }
}
