import Diagnostics
import Digests
import POSIX

/// File work whose errors are told as those of the environment.
enum Files {
    static func doing<Value>(_ body: () throws(SystemError) -> Value) throws(Failure) -> Value {
        do throws(SystemError) { return try body() } catch { throw error.failure(code: LocalCodes.fileFailed) }
    }

    static func readIfPresent(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
        do throws(SystemError) {
            return try FileSystem.read(path, limit: limit)
        } catch {
            if error.isNotFound { return nil }
            throw error.failure(code: LocalCodes.fileFailed)
        }
    }

    /// The SHA-256 of a file in hexadecimal digits, perhaps kept in the file `keeping`; nil where it is not there.
    static func digestIfPresent(
        _ path: String, limit: Int, keptIn keeping: String? = nil
    ) throws(Failure) -> String? {
        do throws(SystemError) {
            return try FileDigests.ofThisProcess.digest(of: path, limit: limit, change: .contents, keptIn: keeping)
        } catch {
            if error.isNotFound { return nil }
            throw error.failure(code: LocalCodes.fileFailed)
        }
    }

    /// The names in a directory, none where it is not there.
    static func list(_ path: String) throws(Failure) -> [String] {
        do throws(SystemError) {
            return try FileSystem.list(path)
        } catch {
            if error.isNotFound { return [] }
            throw error.failure(code: LocalCodes.fileFailed)
        }
    }

    static func exists(_ path: String) throws(Failure) -> Bool {
        try doing { () throws(SystemError) in try FileSystem.kind(of: path) != nil }
    }

    static func write(_ text: String, to path: String, mode: UInt32 = 0o600) throws(Failure) {
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(Array(text.utf8), to: path, mode: mode)
        }
    }

    /// For a directory that is not in place yet; see ``FileSystem/make(_:holding:mode:)``.
    static func make(_ path: String, holding text: String, mode: UInt32) throws(Failure) {
        try doing { () throws(SystemError) in try FileSystem.make(path, holding: Array(text.utf8), mode: mode) }
    }

    static func reach(_ seam: Seam) throws(Failure) {
        try doing { () throws(SystemError) in try Seams.reach(seam) }
    }
}
