/// A point in time by the calendar, so that a rollout goes on in another process, or after a restart of the machine.
package struct Moment: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Stays within the range of the number.
    package func advanced(by duration: Duration) -> Moment {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return Moment(milliseconds: seconds < 0 ? .min : .max) }
        let sum = milliseconds.addingReportingOverflow(product)
        guard !sum.overflow else { return Moment(milliseconds: seconds < 0 ? .min : .max) }
        let total = sum.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return Moment(milliseconds: total.overflow ? sum.partialValue : total.partialValue)
    }

    package func since(_ earlier: Moment) -> Duration { .milliseconds(milliseconds - earlier.milliseconds) }
}
