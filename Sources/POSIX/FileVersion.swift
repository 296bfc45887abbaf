internal import Glibc

/// One file as of one change: another file, and the same one with other contents, has another version.
///
/// Two changes within a tick of the clock of the file system, 10 ms at most, cannot be told apart.
package struct FileVersion: Sendable, Hashable {
    /// What is taken for a change.
    package enum Change: Sendable {
        /// Contents, names or mode: what a build with times of its own choice puts in the place of a file shows, too.
        case anything
        /// The time of the last change to the contents: another name for the file is none. Whoever sets the time back
        /// with `touch` deceives it.
        case contents
    }

    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    /// Nanoseconds since 1970.
    private let modified: Int64
    /// 0 where only the contents count.
    private let changed: Int64

    init(_ status: stat, by change: Change) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = change == .anything ? Self.nanoseconds(status.st_ctim) : 0
    }

    /// Reads back ``text``; nil where it is none.
    package init?(text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, let device = UInt64(parts[0]), let inode = UInt64(parts[1]), let size = Int64(parts[2]),
            let modified = Int64(parts[3]), let changed = Int64(parts[4])
        else { return nil }
        (self.device, self.inode, self.size, self.modified, self.changed) = (device, inode, size, modified, changed)
    }

    /// Five numbers: device, inode, bytes, and the times of the changes in nanoseconds since 1970.
    package var text: String { "\(device):\(inode):\(size):\(modified):\(changed)" }

    /// Whether the last change was so long ago that a change from now on shows.
    package var isSettled: Bool {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return false }
        return Self.nanoseconds(now) - max(modified, changed) > 100_000_000
    }

    /// A time outside of the years 1678 to 2262 is taken for the nearest within.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (product, overflows) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = product.addingReportingOverflow(Int64(time.tv_nsec))
        return overflows || overflowsToo ? (time.tv_sec < 0 ? .min : .max) : sum
    }
}
