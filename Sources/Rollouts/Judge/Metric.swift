/// One thing that is measured in an analysis, and what makes it good enough.
package struct Metric: Sendable, Hashable {
    /// Unique within the analysis.
    package let name: String
    package var rule: Rule
    /// Fewer readings that count than this say nothing; of counts, fewer trials.
    package var leastSamples = 5
    /// How many readings may break the rule before the metric fails; rules about whole samples have none.
    package var failureLimit = 0
    /// How many readings in a row may be missing before the metric has no data.
    package var errorLimit = 4
    /// Whether the analysis fails with it, whatever the score.
    package var isCritical = false
    /// Its part of the score, over 0.
    package var weight = 1.0

    package init(_ name: String, _ rule: Rule) {
        self.name = name
        self.rule = rule
    }

    package enum Direction: String, Sendable, Hashable, CaseIterable {
        /// Higher is worse, lower is worse, any change is.
        case increase, decrease, either
    }

    package enum Rule: Sendable, Hashable {
        case atMost(Double)
        case atLeast(Double)
        /// Of the new revision to the baseline, reading by reading.
        case ratioAtMost(Double)
        /// Of the new revision less the baseline, reading by reading.
        case differenceAtMost(Double)
        /// The readings of both sides as samples: a shift in this direction beyond `tolerance` of its estimate fails.
        ///
        /// As Kayenta's judge: the Mann-Whitney interval at 98 %, tolerance 0.25.
        case distribution(Direction, tolerance: Double)
        /// The quantile of the new revision may be higher by this part of the baseline's, at this confidence.
        case quantile(Double, riseAtMost: Double, confidence: Double)
        /// Counts of both sides: a share that is higher by more than `rise` fails where chance explains it with less
        /// than `alpha`.
        case proportion(rise: Double, alpha: Double)

        /// Whether there is nothing to say without a baseline.
        package var needsBaseline: Bool {
            switch self {
            case .atMost, .atLeast: false
            case .ratioAtMost, .differenceAtMost, .distribution, .quantile, .proportion: true
            }
        }
    }
}

/// What came when a metric was asked for once.
package enum Reading: Sendable, Hashable {
    case value(Double)
    /// So many of so many, since the analysis began.
    case counts(Int, of: Int)
    /// Nothing that counts: no series, two of them, an old one, an error; in words.
    case missing(String)

    /// The value where it is a number.
    var number: Double? {
        if case .value(let value) = self, value.isFinite { value } else { nil }
    }
}

/// What was read of one metric at one time, on both sides.
package struct Measurement: Sendable, Hashable {
    package let at: Moment
    package let canary: Reading
    /// nil where the rule needs none.
    package let baseline: Reading?

    package init(at moment: Moment, canary: Reading, baseline: Reading? = nil) {
        at = moment
        self.canary = canary
        self.baseline = baseline
    }
}
