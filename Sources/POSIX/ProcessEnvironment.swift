internal import Glibc

/// The environment variables that processes were started with.
package enum ProcessEnvironment {
    /// The processes that may have some, which is all but the threads of the kernel; none where they cannot be listed.
    ///
    /// A machine has more of these threads than of anything else. They are the children of kthreadd
    /// (`/proc/PID/task/TID/children`, proc(5)); where that is not told they are among the rest.
    package static func processes() -> [Int32] {
        guard let names = try? FileSystem.list("/proc") else { return [] }
        // In this order: a thread that ends after it was listed may leave its pid to a process.
        let threads = kernelThreads()
        return names.compactMap { Int32($0) }.filter { $0 > 0 && !threads.contains($0) }
    }

    private static func kernelThreads() -> Set<Int32> {
        let kthreadd: Int32 = 2
        guard ProcessStatus(pid: kthreadd)?.isOfKernel == true,
            let children = try? FileSystem.read("/proc/\(kthreadd)/task/\(kthreadd)/children", limit: 1 << 20)
        else { return [] }
        let pids = children.split(separator: 0x20).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
        return Set(pids + [kthreadd])
    }

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
