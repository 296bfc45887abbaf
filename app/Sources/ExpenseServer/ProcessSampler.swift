import CMicroHTTPD
import ExpenseHTTP
import Glibc

/// Reads the process's own figures from /proc (proc(5)).
struct ProcessSampler: Sendable {
    private let startTimeSeconds: Double

    init() {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        startTimeSeconds = Double(now.tv_sec) + Double(now.tv_nsec / 1_000_000) / 1000
    }

    func sample() -> ProcessSample? {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0,
            let memory = SmallFile.read("/proc/self/statm")
        else { return nil }
        let pages = memory.split(separator: " ").compactMap { Int($0) }
        guard pages.count >= 2 else { return nil }
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return ProcessSample(
            cpuSeconds: ProcessSampler.seconds(usage.ru_utime) + ProcessSampler.seconds(usage.ru_stime),
            residentBytes: pages[1] * Int(getpagesize()), virtualBytes: pages[0] * Int(getpagesize()),
            openDescriptors: ProcessSampler.countDescriptors(), descriptorLimit: Int(clamping: limit.rlim_cur),
            startTimeSeconds: startTimeSeconds)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    private static func countDescriptors() -> Int {
        guard let directory = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        // ".", ".." and the directory itself.
        return max(0, count - 3)
    }
}

/// Files of a few kilobytes, read in one go.
enum SmallFile {
    private static let limit = 65_536

    /// The text of a file; nil where it cannot be read, is longer than 64 KiB or is not UTF-8.
    static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var length = 0
        while length <= limit {
            let count = unsafe bytes[length...].withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            length += count
        }
        guard length <= limit else { return nil }
        return String(validating: bytes[..<length], as: UTF8.self)
    }
}
