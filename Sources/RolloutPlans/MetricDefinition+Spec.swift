package import Environments
internal import Rollouts

extension MetricDefinition {
    /// A metric of the spec; nil for one that was refused when the spec was read.
    package init?(_ section: MetricSection) {
        guard let rule = section.rule, let query = section.query else { return nil }
        var metric = Metric(section.name.text, Metric.Rule(rule))
        metric.isCritical = section.isCritical
        metric.leastSamples = section.samples
        metric.failureLimit = section.failures
        metric.errorLimit = section.errors
        metric.weight = Double(section.weight)
        self.metric = metric
        self.query =
            switch query {
            case .value(let text): .value(text.text)
            case .counts(let bad, let all): .counts(bad: bad.text, all: all.text)
            }
    }
}

extension Metric.Rule {
    init(_ rule: MetricSection.Rule) {
        self =
            switch rule {
            case .atMost(let bound): .atMost(bound.value)
            case .atLeast(let bound): .atLeast(bound.value)
            case .ratioAtMost(let bound): .ratioAtMost(bound.value)
            case .differenceAtMost(let bound): .differenceAtMost(bound.value)
            case .distribution(let section):
                .distribution(Metric.Direction(section.direction), tolerance: section.tolerance.value)
            case .quantile(let section):
                .quantile(
                    section.at.value, riseAtMost: section.riseAtMost.value, confidence: section.confidence.value)
            case .proportion(let section):
                .proportion(rise: Double(section.riseAtMost.thousandths) / 100_000, alpha: section.alpha.value)
            }
    }
}

extension Metric.Direction {
    init(_ direction: DistributionSection.Direction) {
        self =
            switch direction {
            case .increase: .increase
            case .decrease: .decrease
            case .either: .either
            }
    }
}
