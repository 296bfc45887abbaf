internal import CPOSIX
internal import Glibc

/// One function per system call on files: the fault hook, the retry after EINTR, and `errno` as a typed error.
enum System {
    /// A signal storm, or a planned fault, must not turn the retry into an endless loop.
    private static let retries = 100

    /// Calls `body` until it does not return -1 with EINTR; throws what it left in `errno`.
    @discardableResult
    static func call(
        _ kind: IOCall, _ name: String, _ subject: String, _ body: () -> Int
    ) throws(SystemError) -> Int {
        for _ in 0..<retries {
            let result: Int
            let number: Int32
            if let planned = IOFaults.error(for: kind) {
                (result, number) = (-1, planned)
            } else {
                result = body()
                number = errno
            }
            if result >= 0 { return result }
            if number != EINTR { throw SystemError(name, subject, number) }
        }
        throw SystemError(name, subject, EINTR)
    }

    /// The open flag that only looks a file up (O_PATH, open(2)).
    static let pathOnly = cposix_path_only()

    /// A path holding NUL would be cut there by C, so that another file is meant than the one checked.
    static func check(_ path: String) throws(SystemError) {
        guard !path.isEmpty else { throw SystemError("open", "\"\"", ENOENT, detail: "the path is empty") }
        guard !path.utf8.contains(0) else {
            throw SystemError("open", path.replacing("\0", with: "\\0"), EINVAL, detail: "the path holds a NUL byte")
        }
    }

    static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) -> Descriptor {
        try check(path)
        let kind: IOCall = flags & O_CREAT != 0 ? .create : .open
        return Descriptor(
            owning: Int32(
                try call(kind, "open", path) { Int(unsafe Glibc.open(path, flags | O_CLOEXEC, mode)) }))
    }

    /// Closes at once and tells the error, which for a written file may be the only report of a failed write.
    static func close(_ descriptor: consuming Descriptor, path: String) throws(SystemError) {
        let number = descriptor.release()
        let planned = IOFaults.error(for: .close)
        let result = Glibc.close(number)
        if let planned { throw SystemError("close", path, planned) }
        // After EINTR Linux has closed the descriptor all the same; closing again could hit somebody else's.
        if result != 0, errno != EINTR { throw SystemError("close", path, errno) }
    }

    static func status(
        of descriptor: borrowing Descriptor, path: String
    ) throws(SystemError) -> stat {
        let number = descriptor.number
        var status = stat()
        try call(.examine, "fstat", path) { Int(unsafe fstat(number, &status)) }
        return status
    }

    /// Does not follow a final symbolic link.
    static func status(at path: String) throws(SystemError) -> stat {
        try check(path)
        var status = stat()
        try call(.examine, "lstat", path) { Int(unsafe lstat(path, &status)) }
        return status
    }

    static func write(
        _ bytes: borrowing [UInt8], to descriptor: borrowing Descriptor, path: String
    ) throws(SystemError) {
        var offset = 0
        let number = descriptor.number
        while offset < bytes.count {
            var length = bytes.count - offset
            if IOFaults.shortensWrite() { length = max(1, length / 2) }
            let start = offset
            let written = try call(.write, "write", path) {
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.write(number, buffer.baseAddress.map { unsafe $0 + start }, length)
                }
            }
            offset += written
        }
    }

    /// Up to `length` bytes; empty at the end of the file.
    static func read(
        _ length: Int, from descriptor: borrowing Descriptor, path: String
    ) throws(SystemError) -> [UInt8] {
        let number = descriptor.number
        var result: Int = 0
        var thrown: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            do throws(SystemError) {
                result = try call(.read, "read", path) { unsafe Glibc.read(number, buffer.baseAddress, length) }
                count = result
            } catch {
                thrown = error
                count = 0
            }
        }
        if let thrown { throw thrown }
        return bytes
    }

    static func synchronise(_ descriptor: borrowing Descriptor, path: String) throws(SystemError) {
        let number = descriptor.number
        // Never retried after EIO: the kernel may have dropped the pages by then (fsync(2), NOTES).
        try call(.sync, "fsync", path) { Int(fsync(number)) }
    }

    static func rename(_ source: String, to target: String) throws(SystemError) {
        try check(source)
        try check(target)
        try call(.rename, "rename", target) { Int(unsafe Glibc.rename(source, target)) }
    }

    static func unlink(_ path: String) throws(SystemError) {
        try check(path)
        try call(.remove, "unlink", path) { Int(unsafe Glibc.unlink(path)) }
    }
}
