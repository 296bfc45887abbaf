import ExpenseDomain
import ExpenseHTTP
import ExpenseStore
import Glibc
import JSON

/// How much a log line matters.
enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, warn, error

    private var rank: Int { LogLevel.allCases.firstIndex(of: self) ?? 0 }
    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// A member of a log line beyond time, level and message.
enum LogValue: Sendable {
    case string(String)
    case integer(Int)
}

/// Writes JSON lines to standard output from a thread of its own.
///
/// A serving thread only appends to a buffer; a slow or stopped reader costs lines, which are counted, never answers.
final class LogWriter: Sendable {
    private struct Buffer {
        var bytes: [UInt8] = []
        var isUrgent = false
        var isClosed = false
    }

    private let buffer = Monitor(Buffer())
    private let thread = Monitor<WorkerThread?>(nil)
    private let level: LogLevel
    private let descriptor: Int32
    private let dropped: @Sendable () -> Void

    /// About four seconds of access log at full speed.
    private static let bufferLimit = 8 << 20
    private static let flushBytes = 64 << 10
    private static let flushMilliseconds = 50

    init(level: LogLevel, descriptor: Int32 = STDOUT_FILENO, dropped: @escaping @Sendable () -> Void) {
        self.level = level
        self.descriptor = descriptor
        self.dropped = dropped
        let started = WorkerThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    func isEnabled(_ level: LogLevel) -> Bool { level >= self.level }

    func log(_ level: LogLevel, _ message: String, _ members: [(String, LogValue)] = []) {
        log(level, message) { line in
            for (name, value) in members {
                line.key(name)
                switch value {
                case .string(let text): line.string(text)
                case .integer(let number): line.integer(number)
                }
            }
        }
    }

    /// The same, with the members written by the caller: a list of them would cost more than the line.
    func log(_ level: LogLevel, _ message: String, _ members: (inout JSONWriter) -> Void) {
        guard isEnabled(level) else { return }
        var line = JSONWriter(reserving: 320)
        line.beginObject()
        line.key("ts")
        line.string(Timestamp.now.text)
        line.key("level")
        line.string(level.rawValue)
        line.key("msg")
        line.string(message)
        members(&line)
        line.endObject()
        append(line.bytes, isUrgent: level >= .warn)
    }

    private func append(_ line: [UInt8], isUrgent: Bool) {
        let (wasKept, wakes) = buffer.withLock { buffer in
            guard buffer.bytes.count + line.count < LogWriter.bufferLimit else { return (false, false) }
            let before = buffer.bytes.count
            buffer.bytes.append(contentsOf: line)
            buffer.bytes.append(UInt8(ascii: "\n"))
            if isUrgent { buffer.isUrgent = true }
            let crosses = before < LogWriter.flushBytes && buffer.bytes.count >= LogWriter.flushBytes
            return (true, isUrgent || crosses)
        }
        if !wasKept { dropped() }
        if wakes { buffer.notifyAll() }
    }

    /// Writes what is left and ends the thread.
    func close() {
        buffer.withLock { $0.isClosed = true }
        buffer.notifyAll()
        let ending = thread.withLock { thread -> WorkerThread? in
            defer { thread = nil }
            return thread
        }
        ending?.join()
    }

    private func run() {
        var isClosed = false
        while !isClosed {
            let deadline = MonotonicInstant.now.adding(milliseconds: LogWriter.flushMilliseconds)
            _ = buffer.wait(deadline: deadline) { buffer -> Bool? in
                buffer.isClosed || buffer.isUrgent || buffer.bytes.count >= LogWriter.flushBytes ? true : nil
            }
            let bytes = buffer.withLock { buffer -> [UInt8] in
                isClosed = buffer.isClosed
                buffer.isUrgent = false
                defer { buffer.bytes.removeAll() }
                return buffer.bytes
            }
            write(bytes)
        }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return dropped() }
            rest = rest.dropFirst(count)
        }
    }
}
