internal import Glibc

/// One file as of one change of its contents: another file, and the same one with other contents, has another version.
///
/// Two changes within a tick of the clock of the file system, 10 ms at most, cannot be told apart, and whoever sets the
/// time back with `touch` deceives it.
package struct FileVersion: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// Whether the contents were changed so long ago that a change from now on shows.
    package var isSettled: Bool {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return false }
        let age = Double(now.tv_sec - seconds) + Double(now.tv_nsec - nanoseconds) / 1e9
        return age > 0.1
    }
}
