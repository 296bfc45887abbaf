internal import Glibc
internal import POSIX

/// TCP ports of 127.0.0.1 for one test, which no other test takes meanwhile.
///
/// They lie below those the kernel hands out: one it has handed out and got back may be another test's a moment later.
/// The last port of a block stays bound as long as the block lives. `scripts/live_project.py` shares the scheme, so
/// suites and harnesses side by side get different blocks.
package final class PortBlock: Sendable {
    private static let length = 40

    /// Where nobody listened when the block was chosen.
    package let ports: [Int]
    private let reservation: Int32

    struct NoFreeBlock: Error {}

    package init() throws {
        let highest = min(Self.firstEphemeral, 32_000) - Self.length
        for _ in 0..<200 {
            let first = 10_000 + Int.random(in: 0..<(highest - 10_000) / Self.length) * Self.length
            guard let reservation = Self.bound(to: first + Self.length - 1) else { continue }
            let ports = Array(first..<first + Self.length - 1)
            if ports.allSatisfy(Self.isFree) {
                self.ports = ports
                self.reservation = reservation
                return
            }
            _ = close(reservation)
        }
        throw NoFreeBlock()
    }

    deinit { _ = close(reservation) }

    private static var firstEphemeral: Int {
        let text = (try? FileSystem.read("/proc/sys/net/ipv4/ip_local_port_range", limit: 64)) ?? []
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
            ?? 32_768
    }

    private static func isFree(_ port: Int) -> Bool {
        guard let socket = bound(to: port) else { return false }
        _ = close(socket)
        return true
    }

    /// Without SO_REUSEADDR: two reservations of one port would both succeed.
    private static func bound(to port: Int) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isBound =
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            } == 0
        if isBound { return socket }
        _ = close(socket)
        return nil
    }
}
