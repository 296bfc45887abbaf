/// Observations that statistics can be made of: at least one, all finite, and in ascending order.
///
/// To make one is to check it, so that what takes a sample has no bad cases left.
package struct Sample: Sendable, Hashable {
    /// The most observations of one sample.
    package static let limit = 10_000
    /// The greatest size of an observation: differences, and the sums of two of them, stay finite.
    package static let magnitudeLimit = Double.greatestFiniteMagnitude / 4

    /// The observations, ascending.
    package let sorted: [Double]

    /// Throws `noObservations`, `tooMany` or `notFinite`.
    package init(_ observations: [Double]) throws(CannotSay) {
        guard !observations.isEmpty else { throw .noObservations }
        guard observations.count <= Self.limit else { throw .tooMany(limit: Self.limit) }
        guard observations.allSatisfy({ $0.magnitude <= Self.magnitudeLimit }) else { throw .notFinite }
        sorted = observations.sorted()
    }

    package var count: Int { sorted.count }
    package var least: Double { sorted[0] }
    package var greatest: Double { sorted[sorted.count - 1] }
    /// Whether all observations are the same.
    package var isConstant: Bool { least == greatest }
}
