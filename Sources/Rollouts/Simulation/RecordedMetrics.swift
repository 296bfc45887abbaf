/// The metrics of a recording: at each reading they say what they said at that reading when they were recorded.
///
/// An analysis that was taken up several times was recorded as often, and is replayed in that order.
struct RecordedMetrics {
    private var waiting: [String: ArraySlice<RecordedAnalysis>]
    private var current: RecordedAnalysis?
    /// How many measurements of each metric have been said.
    private var said: [String: Int] = [:]

    init(_ recorded: [RecordedAnalysis]) {
        waiting = Dictionary(grouping: recorded, by: \.analysis).mapValues { $0[...] }
    }

    mutating func beginAnalysis(_ name: String) {
        current = waiting[name]?.popFirst()
        said = [:]
    }

    /// What was read of the metric since the reading before, as if it had been recorded in this run.
    ///
    /// A live runner reads a little after a reading is due: what came before the next one belongs to this one, and
    /// to the last one all that is left. A runner that was interrupted for longer is replayed as if in time.
    mutating func read(_ metric: String, at now: Moment, for run: AnalysisRun) -> [Measurement] {
        guard let current, let all = current.measurements[metric] else {
            return [Self.missing(at: now, "nothing was recorded")]
        }
        let passed = now.since(run.began)
        let interval = run.analysis.length / (run.looks * run.readingsPerLook)
        // Readings fall on whole milliseconds, cut off: the next one may be due that much before the interval is over.
        let next = passed + interval - .milliseconds(1)
        let first = said[metric, default: 0]
        let left = all[first...]
        let new = next >= run.analysis.length ? left : left.prefix { $0.at.since(current.began) <= next }
        said[metric] = first + new.count
        // A gap within the recording was one then, too; after its end nobody knows.
        if new.isEmpty, first == all.count { return [Self.missing(at: now, "the recording ends before")] }
        return new.map { measurement in
            Measurement(
                at: run.began.advanced(by: measurement.at.since(current.began)), canary: measurement.canary,
                baseline: measurement.baseline)
        }
    }

    private static func missing(at moment: Moment, _ reason: String) -> Measurement {
        Measurement(at: moment, canary: .missing(reason), baseline: .missing(reason))
    }
}
