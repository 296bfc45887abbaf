internal import Glibc

/// A point on the monotonic clock of this machine, for measuring and for deadlines; meaningless to any other.
package struct Instant: Sendable, Hashable, Comparable {
    /// Nanoseconds since some moment before the process started (CLOCK_MONOTONIC).
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static var now: Instant {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package func since(_ earlier: Instant) -> Duration { .nanoseconds(nanoseconds - earlier.nanoseconds) }

    /// Stops at the end of the clock's range, some 292 years away.
    package func advanced(by duration: Duration) -> Instant {
        Instant(nanoseconds: nanoseconds.addingClamped(duration.wholeNanoseconds))
    }
}

extension Duration {
    /// In nanoseconds, kept within the range of 64 bits.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let product = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if product.overflow { return seconds < 0 ? .min : .max }
        return product.partialValue.addingClamped(attoseconds / 1_000_000_000)
    }

    /// In seconds, for printing.
    package var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let sum = addingReportingOverflow(other)
        return sum.overflow ? (other < 0 ? .min : .max) : sum.partialValue
    }
}

/// A moment by which something must be done.
package struct Deadline: Sendable, Hashable {
    package let instant: Instant

    package init(at instant: Instant) { self.instant = instant }

    /// `duration` from now.
    package static func after(_ duration: Duration) -> Deadline { Deadline(at: Instant.now.advanced(by: duration)) }

    package var hasPassed: Bool { Instant.now >= instant }
    /// Zero once it has passed.
    package var remaining: Duration { max(.zero, instant.since(.now)) }
}
