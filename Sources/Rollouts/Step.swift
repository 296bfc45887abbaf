/// One step of a rollout; they are taken in order.
///
/// Strategies differ in their steps only: blue-green is a full preview, an analysis, and a weight of 100 % at once.
package enum Step: Sendable, Hashable {
    /// Moves traffic, once enough replicas of the new revision are ready for it.
    case setWeight(Weight)
    /// Nothing changes for this long.
    case soak(Duration)
    /// Measures for a while; what comes of it decides.
    case analyse(Analysis)
    /// Waits for a person, and puts the stable revision back where nobody comes.
    case gate(within: Duration)
    /// Sets how many replicas the new revision has, beyond what its share of traffic needs.
    case scale(Int)
    /// Sends requests that match to the new revision whatever its weight; nil ends that.
    case route(Route?)
}

/// What is measured in one step.
package struct Analysis: Sendable, Hashable {
    /// Unique within the rollout.
    package let name: String
    package let length: Duration
    /// How long after its length the verdict may take to come.
    package let grace: Duration

    package init(_ name: String, for length: Duration, grace: Duration = .seconds(60)) {
        self.name = name
        self.length = length
        self.grace = grace
    }
}

/// Requests that go to the new revision by what they carry.
package struct Route: Sendable, Hashable {
    package enum Carrier: String, Sendable, Hashable { case header, cookie }

    package let carrier: Carrier
    package let name: String
    package let value: String

    package init(_ carrier: Carrier, _ name: String, _ value: String) {
        self.carrier = carrier
        self.name = name
        self.value = value
    }
}
