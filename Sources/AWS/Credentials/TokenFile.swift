internal import Diagnostics
internal import POSIX

/// A token in a file, as Kubernetes and CI systems hand them out.
enum TokenFile {
    /// Its text without line ends, at most 64 KiB; throws E0807 for what cannot be read or is empty.
    static func read(_ path: String, of setting: String) throws(Failure) -> Secret {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileSystem.read(path, limit: 64 << 10) } catch {
            throw Failure(
                AWSCodes.source, "The token file of \(setting) cannot be read: \(error).", help: "check \(setting)")
        }
        var token = bytes[...]
        while let last = token.last, [0x0A, 0x0D, 0x20].contains(last) { token = token.dropLast() }
        guard !token.isEmpty, token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                AWSCodes.source, "The token file of \(setting) holds no token.", help: "check who writes \(path)")
        }
        return Secret(Array(token))
    }
}
