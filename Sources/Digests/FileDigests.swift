internal import Crypto
package import POSIX
internal import Synchronization

/// The SHA-256 of files, computed once for each version of a file.
///
/// A plan looks at every program there is, which is some 10 ms of a processor for each, and a rollout does so several
/// times. So digests are remembered for as long as this process lives and, where a file is named to keep them in, by
/// the processes after it: a line for each, as git keeps them in its index (gitformat-index). What is in that file is
/// as good as what lies beside it, and whoever removes it loses nothing but time.
package final class FileDigests: Sendable {
    package static let ofThisProcess = FileDigests()

    /// Programs of a few environments, a few builds of each.
    private static let mostKept = 64
    private static let digits = 64
    private let memory = Mutex(Memory())

    private struct Memory {
        var known: [FileVersion: String] = [:]
        var loaded: Set<String> = []
    }

    package init() {}

    /// In hexadecimal digits; throws as ``FileSystem/read(_:limit:)``.
    ///
    /// - Parameters:
    ///   - path: links are followed.
    ///   - limit: the most bytes it may have.
    ///   - change: what tells one version of the file from the next.
    ///   - keeping: where digests are kept for later processes; its directory must be there, or nothing is.
    package func digest(
        of path: String, limit: Int, change: FileVersion.Change, keptIn keeping: String?
    ) throws(SystemError) -> String {
        let version = try FileSystem.version(of: path, by: change)
        if let digest = known(version, keptIn: keeping) { return digest }
        // What is being changed in this very moment may change again without a sign.
        let isSettled = version.isSettled
        var hash = SHA256Stream()
        try FileSystem.read(path, limit: limit) { hash.update($0) }
        let digest = hash.hex()
        if isSettled, try FileSystem.version(of: path, by: change) == version {
            memory.withLock { $0.known[version] = digest }
            if let keeping { Self.keep(version, digest, in: keeping) }
        }
        return digest
    }

    private func known(_ version: FileVersion, keptIn keeping: String?) -> String? {
        memory.withLock { memory in
            if let digest = memory.known[version] { return digest }
            guard let keeping, memory.loaded.insert(keeping).inserted else { return nil }
            for (version, digest) in Self.kept(in: keeping) { memory.known[version] = digest }
            return memory.known[version]
        }
    }

    // MARK: The file

    /// Oldest first; a line that is none of ours is passed over.
    private static func kept(in file: String) -> [(FileVersion, String)] {
        guard let bytes = try? FileSystem.read(file, limit: 1 << 16) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, words[1].count == digits, words[1].allSatisfy(\.isHexDigit),
                let version = FileVersion(text: words[0])
            else { return nil }
            return (version, String(words[1]))
        }
    }

    /// Two processes that do this at once may lose a line, which is computed again when it is asked for.
    private static func keep(_ version: FileVersion, _ digest: String, in file: String) {
        guard (try? FileSystem.kind(of: FileSystem.parent(of: file))) == .directory else { return }
        let others = kept(in: file).filter { $0.0 != version }
        let lines = (others.suffix(mostKept - 1) + [(version, digest)]).map { "\($0.0.text) \($0.1)\n" }
        // Where it cannot be written, to remember was all that it was for.
        try? FileSystem.writeAtomically(Array(lines.joined().utf8), to: file)
    }
}
