/// What the judge says of an analysis: one verdict out of its metrics.
package struct Judgement: Sendable, Hashable {
    /// From which scores on it passes, and from which a person decides; 0 to 100.
    package struct Bounds: Sendable, Hashable {
        package let pass: Double
        package let marginal: Double

        package init(pass: Double = 95, marginal: Double = 75) {
            self.pass = pass
            self.marginal = min(marginal, pass)
        }
    }

    package let metrics: [MetricJudgement]
    /// The weight of metrics that pass, of all that have data, times 100; nil where none has.
    package let score: Double?
    package let verdict: RolloutEvent.Verdict
    package let reason: String

    /// - Parameter measurements: by the name of the metric.
    package init(_ metrics: [Metric], _ measurements: [String: [Measurement]], bounds: Bounds = Bounds()) {
        self.metrics = metrics.map { MetricJudgement($0, measurements[$0.name] ?? []) }
        let judged = self.metrics
        let weights = judged.filter { $0.outcome != .noData }.reduce(0) { $0 + max(0, $1.metric.weight) }
        let passed = judged.filter { $0.outcome == .pass }.reduce(0) { $0 + max(0, $1.metric.weight) }
        score = weights > 0 ? passed / weights * 100 : nil
        (verdict, reason) = Self.verdict(judged, score, bounds)
    }

    private static func verdict(
        _ metrics: [MetricJudgement], _ score: Double?, _ bounds: Bounds
    ) -> (RolloutEvent.Verdict, String) {
        if let critical = metrics.first(where: { $0.outcome == .fail && $0.metric.isCritical }) {
            return (.fail, "\(critical.metric.name) is critical and failed: \(critical.reason)")
        }
        if let score, score < bounds.marginal {
            return (.fail, words(metrics, .fail, score, "below \(bounds.marginal)"))
        }
        // Half good is a person's to decide, whatever may become of metrics that say nothing.
        if let score, score < bounds.pass { return (.marginal, words(metrics, .fail, score, "below \(bounds.pass)")) }
        // A metric that says nothing is no reason to go on, however good the others are.
        if let silent = metrics.first(where: { $0.outcome == .noData }) {
            return (.noData, "\(silent.metric.name): \(silent.reason)")
        }
        guard let score else { return (.noData, "nothing is measured") }
        return (.pass, words(metrics, .pass, score, "of at least \(bounds.pass)"))
    }

    private static func words(
        _ metrics: [MetricJudgement], _ outcome: MetricJudgement.Outcome, _ score: Double, _ bound: String
    ) -> String {
        let named = metrics.filter { $0.outcome == outcome }.map { "\($0.metric.name): \($0.reason)" }
        return "a score of \(score) \(bound); \(named.joined(separator: "; "))"
    }
}
