internal import Glibc

/// Standard output or standard error, written without a buffer in between.
package enum StandardStream: Int32, Sendable, Hashable {
    case output = 1
    case error = 2

    /// Writes all of `bytes`; false where the reader has gone or the stream is closed, which is no reason to stop.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let start = offset
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(rawValue, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            if written > 0 {
                offset += written
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, 1000)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    @discardableResult
    package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The width of the terminal in columns; nil where the stream is none.
    package var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
