internal import Glibc

/// What a path names.
package enum FileKind: String, Sendable, Hashable {
    case regular = "regular file"
    case directory = "directory"
    case symbolicLink = "symbolic link"
    case pipe = "named pipe"
    case socket = "socket"
    case characterDevice = "character device"
    case blockDevice = "block device"
    case other = "special file"

    init(mode: UInt32) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            default: .other
            }
    }
}

/// Files and directories by path: reading and asking. Writing is in the extensions.
///
/// Paths are used as the operating system understands them; those that come from a user's file go through
/// ``ConfinedDirectory``. Every call passes the fault hook of `SLIPWAY_IO_FAULTS`.
package enum FileSystem {
    /// The bytes of a regular file of at most `limit` bytes.
    ///
    /// Throws EISDIR for a directory, EINVAL for a pipe, socket or device (without opening it, so that nothing
    /// blocks) and EFBIG where there is more than `limit`.
    package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let descriptor = try openRegular(path)
        return try contents(of: descriptor, path: path, limit: limit)
    }

    /// Hands the bytes of a regular file to `body` in pieces, so that a large one is never in memory as a whole.
    ///
    /// What serves on the same processor is let in between: a scheduler leaves it to whoever works without a rest for 4
    /// to 8 ms at a time, and those who wait for an answer notice. 28 rests, as in a file of 7 MB, are 3.5 ms.
    ///
    /// Throws like ``read(_:limit:)``; pieces handed over before that stay handed over.
    package static func read(
        _ path: String, limit: Int, inPieces body: ([UInt8]) throws(SystemError) -> Void
    ) throws(SystemError) {
        let descriptor = try openRegular(path)
        try requireRegular(try System.status(of: descriptor, path: path), path)
        var total = 0
        for round in 1... {
            // Below the size from which malloc maps each piece anew.
            let piece = try System.read(1 << 16, from: descriptor, path: path)
            if piece.isEmpty { return }
            total += piece.count
            guard total <= limit else { throw tooLarge(path, limit) }
            try body(piece)
            if round.isMultiple(of: 4) { usleep(50) }
        }
    }

    private static func openRegular(_ path: String) throws(SystemError) -> Descriptor {
        try System.check(path)
        var status = stat()
        try System.call(.examine, "stat", path) { Int(unsafe stat(path, &status)) }
        try requireRegular(status, path)
        // O_NONBLOCK: should a pipe take the file's place just now, the open returns and the second check refuses it.
        return try System.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> SystemError {
        SystemError("read", path, EFBIG, detail: "is larger than \(limit) bytes")
    }

    static func contents(
        of descriptor: borrowing Descriptor, path: String, limit: Int
    ) throws(SystemError) -> [UInt8] {
        let status = try System.status(of: descriptor, path: path)
        try requireRegular(status, path)
        guard Int(status.st_size) <= limit else { throw tooLarge(path, limit) }
        var bytes: [UInt8] = []
        while true {
            // One byte more than the size, so that a file that does not grow is read in one call plus the end. Files of
            // the kernel tell no size, and some of them have to be read in one call.
            let missing = status.st_size == 0 ? 4095 : max(Int(status.st_size) - bytes.count, 0)
            let wanted = min(missing + 1, 1 << 20)
            let part = try System.read(wanted, from: descriptor, path: path)
            if part.isEmpty { return bytes }
            if bytes.isEmpty { bytes = part } else { bytes += part }
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    static func requireRegular(_ status: stat, _ path: String) throws(SystemError) {
        let kind = FileKind(mode: status.st_mode)
        guard kind != .directory else { throw SystemError("read", path, EISDIR) }
        guard kind == .regular else {
            throw SystemError("read", path, EINVAL, detail: "is a \(kind.rawValue), not a regular file")
        }
    }

    /// What is at `path`, without following a final symbolic link; nil where there is nothing.
    package static func kind(of path: String) throws(SystemError) -> FileKind? {
        do throws(SystemError) {
            return FileKind(mode: try System.status(at: path).st_mode)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The size of the file in bytes.
    package static func size(of path: String) throws(SystemError) -> Int {
        Int(try System.status(at: path).st_size)
    }

    /// Which file is at `path`, following links, and as of which change.
    package static func version(of path: String, by change: FileVersion.Change) throws(SystemError) -> FileVersion {
        try System.check(path)
        var status = stat()
        try System.call(.examine, "stat", path) { Int(unsafe stat(path, &status)) }
        return FileVersion(status, by: change)
    }

    /// The permission bits, `0o600` for one.
    package static func mode(of path: String) throws(SystemError) -> UInt32 {
        try System.status(at: path).st_mode & 0o7777
    }

    /// When the content last changed.
    package static func modified(_ path: String) throws(SystemError) -> WallTime {
        let time = try System.status(at: path).st_mtim
        return WallTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }

    /// The names in a directory in byte order, without `.` and `..`.
    package static func list(_ path: String) throws(SystemError) -> [String] {
        let descriptor = try System.open(path, O_RDONLY | O_DIRECTORY)
        return try names(in: descriptor, path: path)
    }

    static func names(in descriptor: borrowing Descriptor, path: String) throws(SystemError) -> [String] {
        // fdopendir takes the descriptor over, hence a copy of it.
        let copy = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw SystemError("opendir", path, errno) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while true {
            if let number = IOFaults.error(for: .examine) { throw SystemError("readdir", path, number) }
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw SystemError("readdir", path, errno) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What a symbolic link holds.
    package static func readLink(_ path: String) throws(SystemError) -> String {
        try System.check(path)
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = try System.call(.examine, "readlink", path) {
            unsafe Glibc.readlink(path, &buffer, buffer.count)
        }
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path without symbolic links, `.` and `..`; the file must exist.
    package static func realPath(_ path: String) throws(SystemError) -> String {
        try System.check(path)
        guard let resolved = unsafe realpath(path, nil) else { throw SystemError("realpath", path, errno) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The path from the root on, with `.` and `..` resolved as text; the file need not exist.
    package static func absolutePath(_ path: String) throws(SystemError) -> String {
        try System.check(path)
        var parts: [Substring] = []
        let whole = path.hasPrefix("/") ? path : "\(try currentDirectory())/\(path)"
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    package static func currentDirectory() throws(SystemError) -> String {
        guard let path = unsafe getcwd(nil, 0) else { throw SystemError("getcwd", ".", errno) }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// Whether the path is an executable regular file for this user.
    package static func isExecutable(_ path: String) -> Bool {
        guard (try? System.check(path)) != nil else { return false }
        var status = stat()
        guard unsafe stat(path, &status) == 0, FileKind(mode: status.st_mode) == .regular else { return false }
        return unsafe access(path, X_OK) == 0
    }

    /// Whether the path is a directory in which this user may make files.
    package static func isWritableDirectory(_ path: String) -> Bool {
        guard (try? System.check(path)) != nil else { return false }
        var status = stat()
        guard unsafe stat(path, &status) == 0, FileKind(mode: status.st_mode) == .directory else { return false }
        return unsafe access(path, W_OK | X_OK) == 0
    }

    /// The directory a path is in, as text: `/` for `/a`, `.` for `a`.
    package static func parent(of path: String) -> String {
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// The last component of a path.
    package static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
