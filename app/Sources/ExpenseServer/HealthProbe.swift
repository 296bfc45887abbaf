import CMicroHTTPD
import Glibc

/// Asks the server on this machine whether it is ready, for container health checks without a client in the image.
enum HealthProbe {
    /// True where `/readyz` answers 200 within two seconds.
    static func isReady(address: String, port: UInt16) -> Bool {
        // What listens on every address is reached on the loopback one.
        let reachable =
            switch address {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: address
            }
        guard let socketAddress = SocketAddress(reachable, port: port) else { return false }
        let descriptor = HTTPServer.streamSocket(socketAddress.family)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard unsafe socketAddress.with({ unsafe connect(descriptor, $0, $1) }) == 0 else { return false }
        let request = Array("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = unsafe recv(descriptor, &answer, answer.count, Int32(MSG_WAITALL))
        return count > 12 && answer.starts(with: "HTTP/1.1 200".utf8)
    }
}
