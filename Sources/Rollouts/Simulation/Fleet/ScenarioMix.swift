/// Which scenario each cluster of a fleet is in: a fault in some of them, of one region or one kernel say.
package struct ScenarioMix: Sendable, Hashable {
    /// Clusters with a scenario of their own.
    package struct Part: Sendable, Hashable {
        package let scenario: Scenario
        /// Of all clusters, 0 to 1; which of them, is drawn.
        package let share: Double

        package init(_ scenario: Scenario, share: Double) {
            self.scenario = scenario
            self.share = share
        }
    }

    /// Of all clusters that are in no part.
    package let rest: Scenario
    /// Their shares are 1 at most, together.
    package let parts: [Part]

    /// The seeds of the scenarios are not used: each cluster has its own.
    package init(_ rest: Scenario, _ parts: [Part] = []) {
        self.rest = rest
        self.parts = parts
    }

    /// Whether the shares can be meant.
    package var isPossible: Bool {
        parts.allSatisfy { (0...1).contains($0.share) } && parts.reduce(0) { $0 + $1.share } <= 1 + 1e-9
    }

    /// The part of each of so many clusters, nil for the rest; each part has its share of them, to the nearest cluster.
    func drawn(_ clusters: Int, using random: inout SplitRandom) -> [Int?] {
        var placed: [Int?] = []
        var share = 0.0
        for (index, part) in parts.enumerated() {
            share += min(max(0, part.share), 1)
            let end = Int((min(share, 1) * Double(clusters)).rounded())
            placed += [Int?](repeating: index, count: max(0, end - placed.count))
        }
        placed += [Int?](repeating: nil, count: clusters - placed.count)
        // Fisher and Yates, by our own generator: one seed is one fleet on every version of the standard library.
        for last in stride(from: clusters - 1, to: 0, by: -1) {
            placed.swapAt(last, min(last, Int(random.unit() * Double(last + 1))))
        }
        return placed
    }
}
