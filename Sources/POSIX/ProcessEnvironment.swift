internal import Glibc

/// The environment variables that processes were started with.
package enum ProcessEnvironment {
    /// Entries as in `NAME=VALUE`, each ended by a zero; empty where the process is gone, belongs to another user or is
    /// one of the kernel (`/proc/PID/environ`, proc(5)).
    ///
    /// Every process of the machine is asked, and often, so this is three system calls and no more.
    package static func bytes(of pid: Int32) -> [UInt8] {
        let path = "/proc/\(pid)/environ"
        let length = 1 << 16
        guard let descriptor = try? System.open(path, O_RDONLY) else { return [] }
        var bytes: [UInt8] = []
        while let piece = try? System.read(length, from: descriptor, path: path), !piece.isEmpty {
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
            // The kernel hands out all there is at once, as far as there is room for it.
            if piece.count < length || bytes.count >= 4 << 20 { break }
        }
        return bytes
    }
}
