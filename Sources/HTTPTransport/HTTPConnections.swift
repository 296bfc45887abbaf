internal import CCurl
internal import Synchronization

/// Connections that stay open between exchanges, for as many threads as ask at the same time.
package final class HTTPConnections: Sendable {
    private let idle = Mutex<[CurlHandle]>([])
    private let limit: Int

    /// - Parameter limit: how many handles wait for their next exchange; each keeps at most five connections.
    package init(limit: Int = 8) { self.limit = limit }

    func take() -> CurlHandle? { idle.withLock { $0.popLast() } }

    func giveBack(_ handle: CurlHandle) {
        idle.withLock { idle in
            if idle.count < limit { idle.append(handle) }
        }
    }
}

/// A libcurl easy handle, closed with its last owner; one exchange at a time.
@safe final class CurlHandle: @unchecked Sendable {  // Whoever took it from the pool has it alone.
    /// nil where libcurl is not there.
    let pointer: UnsafeMutableRawPointer?

    init() { unsafe pointer = ccurl_open() }

    deinit { unsafe ccurl_close(pointer) }
}
