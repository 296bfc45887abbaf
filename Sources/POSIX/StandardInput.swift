internal import Glibc

/// Standard input: answers to questions, and what is piped in.
package enum StandardInput {
    package enum Answer: Sendable, Hashable {
        /// What was typed, without its line end.
        case line(String)
        case end
        /// A SIGINT or SIGTERM came first.
        case signal(Int32)
    }

    /// Waits for a line of at most 4,096 bytes, or for a signal of ``Signals``.
    package static func line() -> Answer {
        var bytes: [UInt8] = []
        while bytes.count <= 4_096 {
            if let signal = Signals.pending.signal { return .signal(signal) }
            var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            let count = unsafe read(0, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count == 1 else { return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self)) }
            if byte == 0x0A { return .line(String(decoding: bytes, as: UTF8.self)) }
            bytes.append(byte)
        }
        return .end
    }

    package static var isTerminal: Bool { isatty(0) == 1 }

    /// As ``line()``, with what is typed kept off the screen.
    package static func hiddenLine() -> Answer {
        var before = termios()
        guard unsafe tcgetattr(0, &before) == 0 else { return line() }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        _ = unsafe tcsetattr(0, TCSAFLUSH, &quiet)
        defer { _ = unsafe tcsetattr(0, TCSAFLUSH, &before) }
        return line()
    }

    /// Everything up to the end; throws EFBIG for more than `limit` bytes, and EINTR when a signal comes first.
    package static func all(limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if Signals.pending.signal != nil { throw SystemError("read", "standard input", EINTR) }
            var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 100) > 0 else { continue }
            let count = unsafe read(0, &piece, piece.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw SystemError("read", "standard input", errno) }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else {
                throw SystemError("read", "standard input", EFBIG, detail: "is longer than \(limit) bytes")
            }
        }
    }
}
