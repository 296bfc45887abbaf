/// What the analysis of a step can see at all: the least rise of the error rate that its rule notices.
///
/// Exact for the expected number of requests, at the last look, with the part of alpha that each look has. Earlier
/// looks only add to it.
package struct StepPower: Sendable, Hashable {
    /// What the service has to do, as far as it matters here.
    package struct Traffic: Sendable, Hashable {
        /// Which requests of the stable revision the new one is compared with.
        package enum Baseline: Sendable, Hashable {
            /// As many as the new revision has, as far as there are so many.
            case ofEqualSize
            /// All it has.
            case all
        }

        /// Of the whole service.
        package let requestsPerSecond: Double
        /// The part of them that fails with the stable revision, strictly between 0 and 1.
        package let errorRate: Double
        package let baseline: Baseline

        package init(requestsPerSecond: Double, errorRate: Double, baseline: Baseline = .ofEqualSize) {
            self.requestsPerSecond = requestsPerSecond
            self.errorRate = errorRate
            self.baseline = baseline
        }
    }

    /// Why an analysis sees nothing, whatever happens.
    package enum Blindness: Sendable, Hashable {
        /// One side has no requests.
        case noTraffic
        /// The metric asks for more.
        case tooFewSamples(needed: Int)
        /// Not even a revision that fails every request is noticed often enough.
        case noRiseIsEnough
    }

    package enum Sight: Sendable, Hashable {
        /// From this difference of the error rates on; 0 to 1.
        case rise(Double)
        case nothing(Blindness)
    }

    /// Of the schedule.
    package let step: Int
    package let analysis: Analysis
    package let metric: Metric
    /// In effect during the analysis.
    package let weight: Weight
    /// Expected, rounded down.
    package let canaryRequests: Int
    package let stableRequests: Int
    /// Of one look.
    package let alpha: Double
    /// The probability with which it is seen.
    package let power: Double
    package let sight: Sight
    let traffic: Traffic

    /// How many times the base rate the least visible error rate is; nil where nothing is seen.
    package var factor: Double? {
        guard case .rise(let rise) = sight else { return nil }
        return (traffic.errorRate + rise) / traffic.errorRate
    }

    /// One for each rule about proportions of each analysis, in the order of the steps.
    ///
    /// - Parameters:
    ///   - looks: how often an analysis is looked at.
    ///   - power: at least 0.5 and below 1.
    ///   - metrics: of one analysis.
    /// - Throws: `outOfRange` of the error rate, alpha, the rise of a rule, or `power`; `tooMany` requests.
    package static func all(
        of schedule: Schedule, _ traffic: Traffic, looks: Int, power: Double = 0.8, metrics: (Analysis) -> [Metric]
    ) throws(CannotSay) -> [StepPower] {
        var powers: [StepPower] = []
        for stop in Course.stops(schedule, .none) {
            guard case .analysing = stop.rollout.phase, case .analyse(let analysis) = schedule.steps[stop.rollout.step]
            else { continue }
            // The run itself says which part of alpha a look has.
            let run = AnalysisRun(analysis, metrics(analysis), looks: looks, at: stop.now)
            for metric in run.metrics {
                guard case .proportion = metric.rule else { continue }
                powers.append(try StepPower(stop.rollout, analysis, metric, traffic, power))
            }
        }
        return powers
    }

    private init(
        _ rollout: Rollout, _ analysis: Analysis, _ metric: Metric, _ traffic: Traffic, _ power: Double
    ) throws(CannotSay) {
        step = rollout.step
        weight = rollout.weight
        self.analysis = analysis
        self.metric = metric
        self.traffic = traffic
        self.power = power
        guard case .proportion(_, let alpha) = metric.rule else { throw .outOfRange(.alpha) }
        self.alpha = alpha
        let requests = try traffic.requests(in: analysis.length, at: rollout.weight)
        (canaryRequests, stableRequests) = (requests.canary, requests.stable)
        sight = try traffic.sight(of: metric, requests, power)
    }
}

extension StepPower.Traffic {
    /// What both sides are expected to answer, and of the stable one to be compared with.
    func requests(in length: Duration, at weight: Weight) throws(CannotSay) -> (canary: Int, stable: Int) {
        let all = max(0, requestsPerSecond) * (length / .seconds(1))
        guard all <= Double(Proportion.limit) else { throw .tooMany(limit: Proportion.limit) }
        let share = Double(weight.thousandths) / 100_000
        // Products of decimal fractions may be just below the whole number that is meant.
        let canary = Int((all * share + 1e-6).rounded(.down))
        let rest = Int((all * (1 - share) + 1e-6).rounded(.down))
        return (canary, baseline == .all ? rest : min(canary, rest))
    }

    /// nil where the metric has nothing to judge by.
    func alarms(of metric: Metric, _ requests: (canary: Int, stable: Int)) throws(CannotSay) -> AlarmPower? {
        guard case .proportion(let tolerated, let alpha) = metric.rule,
            min(requests.canary, requests.stable) >= max(1, metric.leastSamples)
        else { return nil }
        let trials = try ProportionPower.Trials(stable: requests.stable, canary: requests.canary)
        return try AlarmPower(baseline: errorRate, alpha: alpha, tolerated: tolerated, trials)
    }

    func sight(
        of metric: Metric, _ requests: (canary: Int, stable: Int), _ power: Double
    ) throws(CannotSay) -> StepPower.Sight {
        guard requests.canary > 0, requests.stable > 0 else { return .nothing(.noTraffic) }
        guard let alarms = try alarms(of: metric, requests) else {
            return .nothing(.tooFewSamples(needed: max(1, metric.leastSamples)))
        }
        guard let rise = try alarms.leastRise(power: power) else { return .nothing(.noRiseIsEnough) }
        return .rise(rise)
    }
}
