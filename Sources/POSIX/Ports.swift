internal import Glibc

/// TCP ports of this machine on 127.0.0.1.
package enum Ports {
    /// Whether nothing listens on `port` (1...65535) at the moment.
    package static func isFree(_ port: Int) -> Bool {
        guard (1...65_535).contains(port), let socket = bound(to: port) else { return false }
        _ = close(socket)
        return true
    }

    /// Whether a connection to `port` is accepted within `timeout`.
    package static func isListening(_ port: Int, timeout: Duration = .seconds(1)) -> Bool {
        guard (1...65_535).contains(port) else { return false }
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | cloexec, 0)
        guard socket >= 0 else { return false }
        defer { _ = close(socket) }
        var address = loopback(port)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(clamping: timeout.wholeNanoseconds / 1_000_000)) == 1 else { return false }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0
    }

    private static var cloexec: Int32 { Int32(SOCK_CLOEXEC.rawValue) }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func bound(to port: Int) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | cloexec, 0)
        guard socket >= 0 else { return nil }
        // Old connections in TIME_WAIT do not make a port taken; a listener does, even so.
        var yes: Int32 = 1
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return socket }
        _ = close(socket)
        return nil
    }
}
