import CMicroHTTPD
import Glibc

/// An IP address and a port.
struct SocketAddress: Sendable {
    private enum Storage {
        case v4(sockaddr_in)
        case v6(sockaddr_in6)
    }

    private let storage: Storage

    /// Reads a literal address (inet_pton(3)); names are not resolved.
    init?(_ text: String, port: UInt16) {
        var v4 = sockaddr_in()
        if unsafe inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            storage = .v4(v4)
            return
        }
        var v6 = sockaddr_in6()
        guard unsafe inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 else { return nil }
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = port.bigEndian
        storage = .v6(v6)
    }

    var family: Int32 {
        switch storage {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    /// Calls `body` with the address as bind(2) and connect(2) want it.
    func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch storage {
        case .v4(var address):
            return unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .v6(var address):
            return unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
    }
}

/// A socket that listens, before the HTTP library takes it over.
struct ListeningSocket {
    let descriptor: Int32
    /// The port in the end, where 0 was asked for.
    let port: UInt16

    /// Binds and listens; the error is that of the system call.
    static func open(_ address: String, port: UInt16) throws(SystemError) -> ListeningSocket {
        guard let socketAddress = SocketAddress(address, port: port) else { throw SystemError(code: EINVAL) }
        let descriptor = HTTPServer.streamSocket(socketAddress.family)
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // A restart must not wait for old connections in TIME_WAIT.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0,
            unsafe socketAddress.with({ unsafe bind(descriptor, $0, $1) }) == 0, listen(descriptor, 4096) == 0
        else {
            let code = errno
            close(descriptor)
            throw SystemError(code: code)
        }
        return ListeningSocket(descriptor: descriptor, port: boundPort(descriptor))
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        // The port stands at the same place in both families.
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return result == 0 ? UInt16(bigEndian: address.sin6_port) : 0
    }
}

/// An error of a system call.
struct SystemError: Error, Sendable, Hashable {
    let code: Int32
    var message: String { unsafe String(cString: strerror(code)) }
}
