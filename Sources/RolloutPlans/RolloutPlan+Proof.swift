package import Rollouts

extension RolloutPlan {
    /// What the expected traffic lets each analysis see, and what it must be able to see.
    package struct Detection: Sendable, Hashable {
        package let requestsPerSecond: Double
        /// Of requests that fail anyway, 0 to 1.
        package let errorRate: Double
        /// So many times the error rate must be seen, four times in five.
        package let factor: Double

        package init(requestsPerSecond: Double, errorRate: Double, factor: Double) {
            self.requestsPerSecond = requestsPerSecond
            self.errorRate = errorRate
            self.factor = factor
        }

        var traffic: StepPower.Traffic {
            StepPower.Traffic(requestsPerSecond: requestsPerSecond, errorRate: errorRate, baseline: .all)
        }
    }

    /// What each analysis of the plan can see with this traffic.
    package func powers(with detection: Detection) throws(CannotSay) -> [StepPower] {
        // Looks differ from analysis to analysis only where one is shorter than five readings.
        let looks = schedule.steps.compactMap { step in
            if case .analyse(let analysis) = step { sampling(of: analysis).looks } else { nil }
        }
        return try StepPower.all(of: schedule, detection.traffic, looks: looks.max() ?? 5) { analysis in
            metrics(of: analysis.name).map(\.metric)
        }
    }

    /// How long this runner may take for what it does, for the bound on the time to safety.
    package func runnerTimes(readyWithin: Duration) -> RunnerTimes {
        var times = RunnerTimes()
        // A weight is an entry of a map that is changed and read back; the counters are watched for a moment.
        times.router = .seconds(2)
        times.ready = min(readyWithin, schedule.deadlines.ready)
        // The newest sample may be as old as the interval of reading it, and a reading may take two seconds.
        times.verdict = scrapeInterval + .seconds(3)
        return times
    }
}
