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

    /// In hexadecimal digits; throws as ``FileSystem/read(_:limit:)``. Nothing is written.
    ///
    /// - Parameters:
    ///   - path: links are followed.
    ///   - limit: the most bytes it may have.
    ///   - change: what tells one version of the file from the next.
    ///   - keeping: where earlier processes kept digests.
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
        }
        return digest
    }

    /// For a file that was made a moment ago, by the one who made it and knows what is in it.
    package func remember(_ digest: String, of path: String, change: FileVersion.Change) throws(SystemError) {
        let version = try FileSystem.version(of: path, by: change)
        memory.withLock { $0.known[version] = digest }
    }

    /// Keeps the digest of a file for later processes, where it is remembered and the directory of `keeping` is there.
    ///
    /// Two processes that do this at once may lose a line, which is computed again when it is asked for.
    package func keep(_ path: String, change: FileVersion.Change, in keeping: String) {
        guard let version = try? FileSystem.version(of: path, by: change),
            let digest = memory.withLock({ $0.known[version] }),
            (try? FileSystem.kind(of: FileSystem.parent(of: keeping))) == .directory
        else { return }
        let kept = Self.kept(in: keeping)
        guard !kept.contains(where: { $0 == (version, digest) }) else { return }
        let others = kept.filter { $0.0 != version }.suffix(Self.mostKept - 1)
        let lines = (others + [(version, digest)]).map { "\($0.0.text) \($0.1)\n" }
        // Where it cannot be written, to remember was all that it was for.
        try? FileSystem.writeAtomically(Array(lines.joined().utf8), to: keeping)
    }

    private func known(_ version: FileVersion, keptIn keeping: String?) -> String? {
        memory.withLock { memory in
            if let digest = memory.known[version] { return digest }
            guard let keeping, memory.loaded.insert(keeping).inserted else { return nil }
            for (version, digest) in Self.kept(in: keeping) { memory.known[version] = digest }
            return memory.known[version]
        }
    }

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
}
