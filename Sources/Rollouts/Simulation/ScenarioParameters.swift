/// What can be said of the world of a named scenario: how it is where nothing is wrong.
package struct ScenarioParameters: Sendable, Hashable {
    /// The most requests per second.
    package static let requestsLimit = 10_000_000.0
    /// The longest median latency: a day, in milliseconds.
    package static let latencyLimit = 86_400_000.0

    /// Of both revisions together: 0 to `requestsLimit`.
    package var requestsPerSecond = 100.0
    /// Of the stable revision's requests that fail, 0 to 1.
    package var errorRate = 0.001
    /// Of the stable revision, in milliseconds: over 0, up to `latencyLimit`.
    package var medianLatency = 50.0
    /// One seed is one history.
    package var seed: UInt64 = 1

    package init() {}

    /// A parameter that is out of its range.
    package enum Problem: String, Sendable, Hashable, CaseIterable { case requestsPerSecond, errorRate, medianLatency }

    /// Everything that is wrong with them.
    package var problems: [Problem] {
        var problems: [Problem] = []
        if !(0...Self.requestsLimit).contains(requestsPerSecond) { problems.append(.requestsPerSecond) }
        if !(0...1).contains(errorRate) { problems.append(.errorRate) }
        if !(medianLatency > 0 && medianLatency <= Self.latencyLimit) { problems.append(.medianLatency) }
        return problems
    }
}
