/// The rank sum test of Mann and Whitney (Annals of Mathematical Statistics 18 (1947) 50-60), also Wilcoxon's:
/// whether observations of the first sample tend to be greater than those of the second.
///
/// Gives what `scipy.stats.mannwhitneyu` gives. O((n + m) log(n + m)).
package struct MannWhitney: Sendable, Hashable {
    /// How the probability is found.
    package enum Method: Sendable, Hashable {
        /// Exactly where nothing is tied and the smaller sample has at most 8 observations, else by the normal
        /// distribution.
        case automatic
        /// By the normal distribution, corrected for ties and continuity.
        case normal
    }

    /// The pairs in which the first sample's observation is the greater one; ties count one half.
    package let u: Double
    /// The same of the second sample; the two make up all pairs.
    package let otherU: Double
    /// Whether the probabilities are exact.
    package var isExact: Bool { exact != nil }

    private let exact: RankSumDistribution?
    private let deviation: Double

    package init(_ first: Sample, _ second: Sample, method: Method = .automatic) {
        u = Self.wins(first.sorted, over: second.sorted)
        otherU = Double(first.count * second.count) - u
        let ties = Ties.correction((first.sorted + second.sorted).sorted())
        deviation = Ties.deviationOfU(first.count, second.count, correction: ties)
        exact = method == .automatic && ties == 0 ? RankSumDistribution(first.count, second.count) : nil
    }

    /// The estimated probability that an observation of the first sample exceeds one of the second, ties by half: the
    /// "common language effect size" of McGraw and Wong (1992).
    package var superiority: Double { u / (u + otherU) }

    /// The probability of a U as far out as this one, when there is no difference: 0 to 1.
    ///
    /// 1 where all observations are the same.
    package func p(_ alternative: Alternative) -> Double {
        switch alternative {
        case .greater: upperTail(u)
        case .less: upperTail(otherU)
        case .twoSided: min(1, 2 * upperTail(max(u, otherU)))
        }
    }

    private func upperTail(_ u: Double) -> Double {
        // Without ties, U is a whole number.
        if let exact { return exact.atLeast(Int(u)) }
        guard deviation > 0 else { return 1 }
        return Normal.survival((u - (self.u + otherU) / 2 - 0.5) / deviation)
    }

    /// The pairs in which the left is greater, and half of those in which both are equal.
    private static func wins(_ left: [Double], over right: [Double]) -> Double {
        var below = 0
        var notAbove = 0
        var halves = 0
        for value in left {
            while below < right.count, right[below] < value { below += 1 }
            while notAbove < right.count, right[notAbove] <= value { notAbove += 1 }
            halves += below + notAbove
        }
        return Double(halves) / 2
    }
}
