import CMicroHTTPD
import ExpenseStore
import Glibc
import Synchronization

/// What every connection is doing and since when, so that clients who dawdle can be cut.
///
/// The HTTP library only knows how long a connection was silent; a client that sends a byte now and then would hold a
/// request open for ever. Serving threads write one word per change; one thread looks at all words and cuts.
@safe final class ConnectionTable: @unchecked Sendable {  // Only atomics live behind the pointer.
    enum Phase: UInt64 {
        case closed, fresh, idle, receiving, working, sending
        /// The watching thread is about to shut the socket down; it must not be closed and reused meanwhile.
        case cutting
        case cut
    }

    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int
    private let highest = Atomic<Int>(-1)

    init(descriptors: Int) {
        count = descriptors
        unsafe words = .allocate(capacity: descriptors)
        for index in 0..<descriptors { unsafe (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deinitialize(count: count)
        unsafe words.deallocate()
    }

    private static func word(_ phase: Phase) -> UInt64 {
        phase.rawValue << 56 | MonotonicInstant.now.nanoseconds / 1_000_000
    }

    private static func phase(_ word: UInt64) -> Phase { Phase(rawValue: word >> 56) ?? .closed }
    private static func milliseconds(_ word: UInt64) -> UInt64 { word & 0x00FF_FFFF_FFFF_FFFF }

    func opened(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard (0..<count).contains(index) else { return }
        unsafe words[index].store(ConnectionTable.word(.fresh), ordering: .releasing)
        if highest.load(ordering: .relaxed) < index { highest.max(index, ordering: .relaxed) }
    }

    /// Notes what the connection does now; false where it has been cut and must not go on.
    func enter(_ phase: Phase, _ descriptor: Int32) -> Bool {
        let index = Int(descriptor)
        guard (0..<count).contains(index) else { return true }
        let known = unsafe words[index].load(ordering: .relaxed)
        guard ConnectionTable.phase(known) < .cutting else { return false }
        return unsafe words[index].compareExchange(
            expected: known, desired: ConnectionTable.word(phase), ordering: .acquiringAndReleasing
        ).exchanged
    }

    /// To be called before the descriptor is closed.
    func closed(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard (0..<count).contains(index) else { return }
        // A cut is two system calls of the watching thread; the descriptor has to live that long.
        while true {
            let known = unsafe words[index].load(ordering: .acquiring)
            guard ConnectionTable.phase(known) == .cutting else {
                if unsafe words[index].compareExchange(
                    expected: known, desired: 0, ordering: .acquiringAndReleasing
                ).exchanged {
                    return
                }
                continue
            }
            sched_yield()
        }
    }

    /// Claims the connection for a cut where nothing has changed since `word` was read.
    private func claim(_ index: Int, _ word: UInt64) -> Bool {
        unsafe words[index].compareExchange(
            expected: word, desired: Phase.cutting.rawValue << 56, ordering: .acquiringAndReleasing
        ).exchanged
    }

    /// Shuts down every connection that has been receiving or sending for longer than `limit`.
    ///
    /// `partial` remembers, for the calling thread alone, which silent connections have begun to send a head.
    func cutSlow(
        limitMilliseconds limit: UInt64, partial: inout [Int: PartialHead], looksAtIdle: Bool
    ) -> Int {
        let now = MonotonicInstant.now.nanoseconds / 1_000_000
        var cuts = 0
        for index in 0...max(0, min(count - 1, highest.load(ordering: .relaxed))) {
            let word = unsafe words[index].load(ordering: .relaxed)
            let phase = ConnectionTable.phase(word)
            let age = now &- min(now, ConnectionTable.milliseconds(word))
            let isLate: Bool
            switch phase {
            case .receiving, .sending: isLate = age > limit
            case .fresh, .idle:
                guard looksAtIdle else { continue }
                isLate = isPartialHeadLate(index, word, now: now, limit: limit, &partial)
            default: isLate = false
            }
            guard isLate, claim(index, word) else { continue }
            ConnectionTable.shutDown(Int32(index), tells: phase != .sending)
            unsafe words[index].store(Phase.cut.rawValue << 56, ordering: .releasing)
            cuts += 1
        }
        return cuts
    }

    /// What is known of a connection on which no request line has been seen yet.
    struct PartialHead {
        /// The word it belongs to; another word means another request.
        let word: UInt64
        /// Bytes received when it was first looked at.
        let baseline: UInt64
        /// When more than that was first seen.
        var since: UInt64?
    }

    private func isPartialHeadLate(
        _ index: Int, _ word: UInt64, now: UInt64, limit: UInt64, _ partial: inout [Int: PartialHead]
    ) -> Bool {
        let isFresh = ConnectionTable.phase(word) == .fresh
        if partial[index]?.word != word {
            // A fresh connection has sent nothing; on others the bytes of earlier requests are counted too.
            let baseline = isFresh ? 0 : ConnectionTable.bytesReceived(Int32(index))
            partial[index] = PartialHead(word: word, baseline: baseline)
            if !isFresh { return false }
        }
        guard var head = partial[index] else { return false }
        if let since = head.since { return now &- since > limit }
        guard ConnectionTable.bytesReceived(Int32(index)) > head.baseline else { return false }
        // The bytes of a fresh connection may have been there since it was opened.
        head.since = isFresh ? ConnectionTable.milliseconds(word) : now
        partial[index] = head
        return false
    }

    /// `tcpi_bytes_received` of `struct tcp_info` (linux/tcp.h), which stands at byte 128.
    private static func bytesReceived(_ descriptor: Int32) -> UInt64 {
        var info = [UInt64](repeating: 0, count: 32)
        var length = socklen_t(256)
        guard unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0, length >= 136
        else { return 0 }
        return info[16]
    }

    private static let timeout = Array(
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".utf8)

    private static let headTooLong = Array(
        "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".utf8)

    /// Answers a head that leaves the library no memory for an answer of its own; the caller closes the connection.
    static func refuseHead(_ descriptor: Int32) {
        unsafe _ = send(descriptor, headTooLong, headTooLong.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }

    private static func shutDown(_ descriptor: Int32, tells: Bool) {
        // Nothing else is written to a connection whose request is incomplete, so the answer cannot be torn.
        if tells {
            unsafe _ = send(descriptor, timeout, timeout.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

extension ConnectionTable.Phase: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
