package import Diagnostics
import POSIX
package import Planning
package import Providers

/// The logs of supervised processes as s6-log keeps them: `current` and a few older files named by time.
struct LocalLog: Sendable {
    let layout: LocalLayout

    /// The last `lines` lines, oldest first, each cut after 500 bytes: for a place in a message.
    func tail(_ service: String, lines: Int) throws(Failure) -> [String] {
        try wholeTail(service, lines: lines).map { line in
            line.utf8.count <= 500 ? line : String(decoding: line.utf8.prefix(500), as: UTF8.self)
        }
    }

    /// The last `lines` lines as they were written, oldest first, from as many of the kept files as it takes.
    func wholeTail(_ service: String, lines: Int) throws(Failure) -> [String] {
        var found = Self.lines(in: try current(service)[...])
        var archives = try Files.list(layout.log(service)).filter { $0.hasPrefix("@") }.sorted()
        while found.count < lines, let name = archives.popLast() {
            let path = "\(layout.log(service))/\(name)"
            // It may be rotated away while we read.
            guard let bytes = try Files.readIfPresent(path, limit: Service.logFileBytes * 4) else { continue }
            found = Self.lines(in: bytes[...]) + found
        }
        return found.suffix(max(0, lines))
    }

    fileprivate func current(_ service: String) throws(Failure) -> [UInt8] {
        // s6-log rotates at logFileBytes, give or take one long line.
        try Files.readIfPresent("\(layout.log(service))/current", limit: Service.logFileBytes * 4) ?? []
    }

    /// The newest file that s6-log has put aside.
    fileprivate func newestArchive(_ service: String) throws(Failure) -> [UInt8] {
        guard let name = try Files.list(layout.log(service)).filter({ $0.hasPrefix("@") }).max() else { return [] }
        return try Files.readIfPresent("\(layout.log(service))/\(name)", limit: Service.logFileBytes * 4) ?? []
    }

    fileprivate static func lines(in bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: 10).map { line in
            String(decoding: line, as: UTF8.self).filter { !$0.isNewline }
        }
    }
}

/// Reads on in a log where it stopped the last time, over rotations.
package struct LogFollower: LogFeed {
    private let log: LocalLog
    private let service: String
    /// Bytes of `current` that were given out.
    private var offset: Int
    /// The bytes just before the offset: where they differ, the file is another one.
    private var mark: [UInt8]

    fileprivate init(log: LocalLog, service: String) throws(Failure) {
        self.log = log
        self.service = service
        let bytes = try log.current(service)
        offset = Self.wholeLines(bytes)
        mark = Self.mark(bytes, before: offset)
    }

    /// The whole lines that came since the last call, oldest first.
    package mutating func next() throws(Failure) -> [String] {
        var lines: [String] = []
        let bytes = try log.current(service)
        if bytes.count < offset || Self.mark(bytes, before: offset) != mark {
            let archive = try log.newestArchive(service)
            if archive.count >= offset, Self.mark(archive, before: offset) == mark {
                lines = LocalLog.lines(in: archive[offset...])
            }
            offset = 0
        }
        let end = max(offset, Self.wholeLines(bytes))
        lines += LocalLog.lines(in: bytes[offset..<end])
        offset = end
        mark = Self.mark(bytes, before: end)
        return lines
    }

    private static func wholeLines(_ bytes: [UInt8]) -> Int { (bytes.lastIndex(of: 10) ?? -1) + 1 }

    private static func mark(_ bytes: [UInt8], before offset: Int) -> [UInt8] {
        Array(bytes[max(0, offset - 80)..<offset])
    }
}

extension LocalProvider {
    /// The last lines a process printed, oldest first; none where it has no log. Lines begin with their time (UTC).
    package func logs(of address: ResourceAddress, lines: Int) async throws(Failure) -> [String] {
        try await Blocking.run { () throws(Failure) in
            try LocalLog(layout: layout).wholeTail("\(address.kind)-\(address.name)", lines: lines)
        }
    }

    /// Follows a log from its present end on.
    package func follow(_ address: ResourceAddress) throws(Failure) -> any LogFeed {
        try LogFollower(log: LocalLog(layout: layout), service: "\(address.kind)-\(address.name)")
    }
}
