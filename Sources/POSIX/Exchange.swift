internal import CPOSIX
internal import Glibc

/// A pipe whose ends are closed on exec.
struct Pipe: ~Copyable {
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    init(_ subject: String) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let result = unsafe cposix_pipe(&ends)
        guard result == 0 else { throw SystemError("pipe", subject, -result) }
        // Both are owned before anything can fail.
        let first = Descriptor(owning: ends[0])
        let second = Descriptor(owning: ends[1])
        let reading = try Subprocess.above(first)
        let writing = try Subprocess.above(second)
        readEnd = reading
        writeEnd = writing
    }

    var reading: Int32 { readEnd.number }
    var writing: Int32 { writeEnd.number }

    /// Closes the other end; ours no longer blocks.
    consuming func keepingReading() -> Descriptor {
        _ = fcntl(readEnd.number, F_SETFL, O_NONBLOCK)
        return readEnd
    }

    consuming func keepingWriting() -> Descriptor {
        _ = fcntl(writeEnd.number, F_SETFL, O_NONBLOCK)
        return writeEnd
    }
}

/// The talk with one running program: input in, output and errors out, all at once so that no side can block the other.
struct Exchange: ~Copyable {
    enum End { case finished, timedOut, interrupted }

    private let pid: Int32
    private let exit: Descriptor
    private var input: Descriptor?
    private var output: Stream
    private var error: Stream
    private let bytes: [UInt8]
    private var sent = 0

    /// One stream from the program.
    struct Stream: ~Copyable {
        var descriptor: Descriptor?
        var bytes: [UInt8] = []
        var isTruncated = false
        let limit: Int

        init(_ descriptor: consuming Descriptor, limit: Int) {
            self.descriptor = consume descriptor
            self.limit = limit
        }

        var number: Int32 { Exchange.number(descriptor) }

        /// Takes what is there now; what is past the limit is read and thrown away, so that the program can go on.
        mutating func drain() {
            guard number >= 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let length = unsafe read(number, &buffer, buffer.count)
                if length > 0 {
                    let kept = min(length, limit - bytes.count)
                    bytes += buffer.prefix(kept)
                    if kept < length { isTruncated = true }
                } else if length < 0, errno == EINTR {
                    continue
                } else {
                    if length == 0 || errno != EAGAIN { descriptor = nil }
                    return
                }
            }
        }
    }

    init(
        pid: Int32, input: consuming Descriptor, output: consuming Descriptor, error: consuming Descriptor,
        bytes: [UInt8], limit: Int
    ) {
        self.pid = pid
        exit = Descriptor(owning: max(-1, cposix_pidfd_open(pid)))
        self.input = consume input
        self.output = Stream(output, limit: limit)
        self.error = Stream(error, limit: limit)
        self.bytes = bytes
    }

    /// The descriptor's number, or -1, which poll(2) ignores.
    private static func number(_ descriptor: borrowing Descriptor?) -> Int32 {
        switch descriptor {
        case .some(let open): open.number
        case .none: -1
        }
    }

    /// Until the program has ended. A grandchild that keeps the pipes open does not hold us up.
    ///
    /// - Parameter known: how many stop signals do not interrupt it; with 1 those that came before do not either.
    mutating func run(until deadline: Deadline, knowing known: Int) -> End {
        let seen = known == 0 ? 0 : max(known, Signals.pending.count)
        while true {
            feed()
            let left = deadline.remaining
            if left == .zero { return .timedOut }
            var waiting = [
                pollfd(fd: exit.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: error.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: Exchange.number(input), events: Int16(POLLOUT), revents: 0),
                pollfd(fd: Signals.descriptor(after: seen), events: Int16(POLLIN), revents: 0),
            ]
            // Without a pidfd (an old kernel) the end is looked for every few milliseconds.
            let limit: Int64 = exit.number >= 0 ? 60_000 : 5
            let milliseconds = min(limit, left.wholeNanoseconds / 1_000_000 + 1)
            _ = unsafe poll(&waiting, nfds_t(waiting.count), Int32(milliseconds))
            if waiting[4].revents != 0 { return .interrupted }
            // Asked before the streams are drained, so that the last words before the end are not lost.
            let hasEnded = exit.number >= 0 ? waiting[0].revents != 0 : ProcessStatus(pid: pid)?.state == "Z"
            output.drain()
            error.drain()
            if hasEnded { return .finished }
        }
    }

    /// Sends what the program will take now, and closes its input after the last byte.
    private mutating func feed() {
        let number = Exchange.number(input)
        guard number >= 0 else { return }
        while sent < bytes.count {
            let start = sent
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe cposix_write_quietly(
                    number, buffer.baseAddress.map { unsafe $0 + start }, UInt(bytes.count - start))
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN { return }
            // The program does not want the rest: no error, as in a shell pipeline.
            guard written > 0 else { break }
            sent += written
        }
        input = nil
    }

    consuming func outcome(_ status: Termination) -> Outcome {
        Outcome(
            status: status, standardOutput: output.bytes, standardError: error.bytes,
            isTruncated: output.isTruncated || error.isTruncated)
    }
}
