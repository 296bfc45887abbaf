import Glibc
import POSIX

/// One question and its answer over a Unix stream socket.
enum UnixSocket {
    /// Connects to `name` in `directory`, sends `text`, and reads until the other side closes.
    ///
    /// The address of a Unix socket holds 107 bytes (unix(7)); the way over /proc/self/fd keeps it short for any
    /// directory. Throws ETIMEDOUT, EMSGSIZE where the answer is longer than `limit`, and what connect(2) says.
    static func exchange(
        _ text: String, directory: String, name: String, timeout: Duration, limit: Int
    ) throws(SystemError) -> String {
        let path = "\(directory)/\(name)"
        let handle = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw SystemError("open", directory, errno) }
        defer { _ = close(handle) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw SystemError("socket", path, errno) }
        defer { _ = close(socket) }
        let deadline = Deadline.after(timeout)
        var limitOfWait = timeval(tv_sec: Int(timeout.inSeconds), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(socket, SOL_SOCKET, option, &limitOfWait, socklen_t(MemoryLayout<timeval>.size))
        }
        try connect(socket, "/proc/self/fd/\(handle)/\(name)", path)
        try send(Array(text.utf8), socket, path)
        _ = shutdown(socket, Int32(SHUT_WR))
        return String(decoding: try receive(socket, path, deadline, limit), as: UTF8.self)
    }

    private static func connect(_ socket: Int32, _ address: String, _ path: String) throws(SystemError) {
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(address.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: target.sun_path) else {
            throw SystemError("connect", path, ENAMETOOLONG)
        }
        unsafe withUnsafeMutableBytes(of: &target.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let result = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemError("connect", path, errno) }
    }

    private static func send(_ bytes: [UInt8], _ socket: Int32, _ path: String) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("send", path, errno) }
            sent += count
        }
    }

    private static func receive(
        _ socket: Int32, _ path: String, _ deadline: Deadline, _ limit: Int
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            guard !deadline.hasPassed else { throw SystemError("receive", path, ETIMEDOUT) }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
            if count < 0 && errno == EINTR { continue }
            // A socket's receive timeout shows as EAGAIN (socket(7)).
            guard count >= 0 else { throw SystemError("receive", path, errno == EAGAIN ? ETIMEDOUT : errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw SystemError("receive", path, EMSGSIZE) }
        }
    }
}
