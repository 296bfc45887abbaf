package import Rollouts

extension RolloutPlan {
    /// How often an analysis is looked at, and how often its metrics are read for each look.
    package struct Sampling: Sendable, Hashable {
        package let looks: Int
        package let readingsPerLook: Int
    }

    /// Five looks where there is time for them, and no reading that would only find the sample of the one before.
    package func sampling(of analysis: Analysis) -> Sampling {
        let samples = max(1, Int(analysis.length / scrapeInterval))
        // What goes on beside the steps is looked at again and again, however long it may last.
        if analysis.name == Self.backgroundName { return Sampling(looks: max(1, samples / 5), readingsPerLook: 5) }
        let looks = min(5, samples)
        return Sampling(looks: looks, readingsPerLook: min(24, max(1, samples / looks)))
    }

    /// The analysis as it begins.
    package func run(_ analysis: Analysis, at moment: Moment) -> AnalysisRun {
        let sampling = sampling(of: analysis)
        return AnalysisRun(
            analysis, metrics(of: analysis.name).map(\.metric), bounds: bounds, looks: sampling.looks,
            readingsPerLook: sampling.readingsPerLook, at: moment)
    }

    /// Whether the new revision is measured at all.
    package var isMeasured: Bool {
        let isAnalysed = schedule.steps.contains { if case .analyse = $0 { true } else { false } }
        return isAnalysed || !background.isEmpty
    }

    /// What goes on beside the steps; nil where nothing does.
    package var backgroundAnalysis: Analysis? {
        background.isEmpty ? nil : Analysis(Self.backgroundName, for: schedule.deadlines.overall)
    }
}
