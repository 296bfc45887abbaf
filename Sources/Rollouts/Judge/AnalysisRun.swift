/// One analysis while it goes on: measurements come in, and a verdict comes out as soon as there is one.
///
/// The live runner and the simulator use the same; what they decide on the same measurements is the same.
package struct AnalysisRun: Sendable, Hashable {
    package let analysis: Analysis
    package let metrics: [Metric]
    package let bounds: Judgement.Bounds
    /// How often it is looked at, the last time included.
    package let looks: Int
    /// How often each metric is read for one look.
    package let readingsPerLook: Int
    package let began: Moment
    package private(set) var measurements: [String: [Measurement]] = [:]
    package private(set) var look = 0
    /// How often each metric has been read.
    package private(set) var readings = 0
    /// Of the last look.
    package private(set) var judgement: Judgement?

    /// - Parameters:
    ///   - looks: 1 and more, evenly over the length of the analysis.
    ///   - readingsPerLook: 1 and more, evenly between two looks.
    package init(
        _ analysis: Analysis, _ metrics: [Metric], bounds: Judgement.Bounds = .init(), looks: Int,
        readingsPerLook: Int = 1, at began: Moment
    ) {
        self.analysis = analysis
        self.bounds = bounds
        self.looks = max(1, looks)
        self.readingsPerLook = max(1, readingsPerLook)
        self.began = began
        // Whoever looks often finds something by chance: each look has its part of what chance is allowed.
        let count = Double(self.looks)
        self.metrics = metrics.map { metric in
            guard case .proportion(let rise, let alpha) = metric.rule else { return metric }
            var shared = metric
            shared.rule = .proportion(rise: rise, alpha: alpha / count)
            return shared
        }
    }

    /// When the next look is due; nil after the last.
    package var nextLook: Moment? {
        guard look < looks else { return nil }
        return began.advanced(by: analysis.length * (look + 1) / looks)
    }

    /// When all metrics are to be read again; nil after the last time. Each look comes with a reading.
    package var nextReading: Moment? {
        let all = looks * readingsPerLook
        return readings < all ? began.advanced(by: analysis.length * (readings + 1) / all) : nil
    }

    /// Whether the last reading is so old that it says nothing of now.
    package func isStale(at now: Moment) -> Bool {
        let last = measurements.values.compactMap { $0.map(\.at).max() }.max() ?? began
        return now.since(last) > analysis.length * 5 / (looks * readingsPerLook) + .seconds(30)
    }

    /// Tells that all metrics were read; gives a verdict where a look was due and came to one.
    package mutating func endReading() -> RolloutEvent.Verdict? {
        readings += 1
        return readings.isMultiple(of: readingsPerLook) ? judge() : nil
    }

    package mutating func note(_ measurement: Measurement, of metric: String) {
        measurements[metric, default: []].append(measurement)
    }

    /// Judges what has come up to now; a verdict before the end is a failure.
    package mutating func judge() -> RolloutEvent.Verdict? {
        guard look < looks else { return judgement?.verdict }
        look += 1
        let judgement = Judgement(metrics, measurements, bounds: bounds)
        self.judgement = judgement
        if look == looks { return judgement.verdict }
        return judgement.verdict == .fail ? .fail : nil
    }
}
