internal import Glibc

/// Standard input, for answers to questions.
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
}
