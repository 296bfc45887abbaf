/// How often Slipway reads a metric, and what that leaves of counts that come from another tool.
extension Section {
    /// The spec's default for `monitoring.scrapeInterval`; no metric is read more often.
    static let scrapeInterval = Duration.seconds(15)
    /// The reading plan of an analysis: at most 5 looks with at most 24 readings for each.
    private static let looks = 5, readingsPerLook = 24

    /// How often each metric of an analysis of this length is read, at least once.
    static func readings(in length: Duration) -> Int {
        let samples = max(1, Int(length / scrapeInterval))
        let looks = min(Self.looks, samples)
        return looks * min(readingsPerLook, max(1, samples / looks))
    }

    /// Lowers the samples that an analysis wants of a metric to what it can have, and the failures with them, so that
    /// it can end and can fail; gives what is to be told of each such metric.
    mutating func fitReadings() -> [String] {
        var told: [String] = []
        for index in metrics.indices {
            let metric = metrics[index]
            let shortest = analyses.filter { $0.metrics.contains(metric.name) }.map(\.length).min()
            guard let shortest, let samples = metric.samples, samples > Self.readings(in: shortest) else { continue }
            let readings = Self.readings(in: shortest), failures = metric.failures ?? 0
            metrics[index].samples = readings
            // What could never fail stays so.
            if failures < samples { metrics[index].failures = min(failures, readings - 1) }
            told.append(
                "with the usual scrapeInterval of 15s Slipway reads \(metric.name) \(readings) times in "
                    + "\(DurationText.write(shortest)), so \(samples) samples with \(failures) failures became \(readings) with "
                    + "\(metrics[index].failures ?? 0); write a longer time for as many as before")
        }
        return told
    }
}
