/// What the metrics said while one analysis went on, of a live rollout or of a simulated one.
package struct RecordedAnalysis: Sendable, Hashable {
    /// The name of the analysis.
    package let analysis: String
    package let began: Moment
    /// By the name of the metric, in the order in which they were read; `at` is within the time of the rollout.
    package let measurements: [String: [Measurement]]

    package init(_ analysis: String, began: Moment, _ measurements: [String: [Measurement]]) {
        self.analysis = analysis
        self.began = began
        self.measurements = measurements
    }

    /// What has been read for this analysis up to now.
    package init(_ run: AnalysisRun) { self.init(run.analysis.name, began: run.began, run.measurements) }
}
