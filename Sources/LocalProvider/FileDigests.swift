internal import Crypto
import POSIX
internal import Synchronization

/// The SHA-256 of files, computed once for each version of a file and remembered for as long as this process lives.
///
/// A rollout looks at the same program several times, and each time is 10 to 20 ms of a processor that what serves
/// beside it has to do without.
final class FileDigests: Sendable {
    static let ofThisProcess = FileDigests()
    private let known = Mutex<[FileVersion: String]>([:])

    /// In hexadecimal digits; throws as ``FileSystem/read(_:limit:)``.
    func digest(of path: String, limit: Int) throws(SystemError) -> String {
        let version = try FileSystem.version(of: path)
        if let digest = known.withLock({ $0[version] }) { return digest }
        // What is being changed in this very moment may change again without a sign.
        let isSettled = version.isSettled
        var hash = SHA256Stream()
        try FileSystem.read(path, limit: limit) { hash.update($0) }
        let digest = hash.hex()
        if isSettled, try FileSystem.version(of: path) == version { known.withLock { $0[version] = digest } }
        return digest
    }
}
