/// Why there is no statistical statement, where there is none: never a number that looks like one.
package enum CannotSay: Error, Sendable, Hashable {
    /// A sample or a proportion has no observations.
    case noObservations
    /// An observation is NaN or infinite, or so large that a difference of two may be: `Sample.magnitudeLimit`.
    case notFinite
    /// There are more observations than the method is bounded to.
    case tooMany(limit: Int)
    /// There are too few observations for a statement at this confidence.
    case tooFew
    /// A parameter is outside of the range in which the method means anything.
    case outOfRange(Parameter)

    /// The parameters that have a range.
    package enum Parameter: String, Sendable, Hashable {
        case confidence, alpha, power, baseline, rise, allocation, probability, successes, superiority, tolerance
    }
}

extension CannotSay {
    /// Throws unless `value` is inside of `range`; NaN is in no range.
    static func require(_ value: Double, in range: ClosedRange<Double>, _ parameter: Parameter) throws(CannotSay) {
        guard range.contains(value) else { throw .outOfRange(parameter) }
    }

    /// Throws unless `value` lies strictly between 0 and 1.
    static func requireInside(_ value: Double, _ parameter: Parameter) throws(CannotSay) {
        guard value > 0, value < 1 else { throw .outOfRange(parameter) }
    }
}
