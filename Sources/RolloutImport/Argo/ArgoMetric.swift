/// One metric of an analysis template, as metrics of a section and the time it takes.
struct ArgoMetric {
    let metrics: [Metric]
    let count: Int?
    let interval: Duration?
    let delay: Duration

    /// How long it measures; nil where Argo goes on until it is stopped.
    var length: Duration? { count.map { (interval ?? .zero) * $0 } }

    /// Nil where it cannot be mapped, which is then listed.
    init?(_ source: SourceValue, arguments: ArgoArguments, isBackground: Bool) {
        let name = source.text("name") ?? "metric"
        guard let provider = source.mapping("provider") else {
            source.lost("the metric \(name) has no provider; define one with a query of Prometheus")
            return nil
        }
        guard let prometheus = provider.mapping("prometheus") else {
            let kind = provider.members.first?.name ?? "nothing"
            source.lost(
                "the metric \(name) asks \(kind), and Slipway asks Prometheus only; write a query that says the same",
                at: provider)
            return nil
        }
        let values = ArgoMetricValues(source, arguments: arguments)
        let failures = values.integer("failureLimit", in: -1...1_000_000) ?? 0
        guard failures >= 0 else {
            source.lost(
                "the metric \(name) can never fail (failureLimit: -1); leave it out, or set how many failures it may have",
                at: source["failureLimit"])
            return nil
        }
        guard let bounds = ArgoMetric.bounds(source, name: name, values: values) else { return nil }
        let errors = values.integer("consecutiveErrorLimit", in: -1...1_000_000)
        if errors == -1 {
            source["consecutiveErrorLimit"]?.changed(
                "Argo tolerates missing readings of \(name) for ever, Slipway 10000 in a row; write a limit that is meant"
            )
        }
        guard let query = ArgoMetric.query(prometheus, name: name, arguments: arguments) else {
            source.lost(
                "the metric \(name) is left out, because its query is missing or cannot be asked; define it by hand")
            return nil
        }
        interval = values.duration("interval")
        delay = values.duration("initialDelay") ?? .zero
        let written = values.integer("count", in: 0...1_000_000).flatMap { $0 == 0 ? nil : $0 }
        count = written ?? (interval == nil ? 1 : nil)
        let samples = max(1, count ?? 1)
        let rules = bounds.relations.map(ArgoMetric.rule)
        metrics = zip(rules, Metric.names(name, rules)).map { rule, name in
            Metric(
                name: name, query: query, rule: rule, isCritical: true, samples: samples,
                failures: min(failures, 10_000), errors: errors.map { $0 < 0 ? 10_000 : min($0, 10_000) }, weight: nil)
        }
        for key in ["failureLimit", "consecutiveErrorLimit"]
        where (values.integer(key, in: -1...1_000_000) ?? 0) > 10_000 {
            source[key]?.changed("a section takes 10000 at most, which was written; lower it to what is meant")
        }
        if metrics.count > 1 {
            (source["successCondition"] ?? source["failureCondition"])?.changed(
                "a metric has one rule, so \(name) becomes \(metrics.map(\.name).joined(separator: " and ")), each of "
                    + "which may break its rule \(failures) times")
        }
        ArgoMetric.listLimits(source, name: name, values: values, isBackground: isBackground)
    }

    private static func rule(_ relation: ArgoCondition.Relation, _ bound: Decimal) -> Metric.Rule {
        relation == .below || relation == .atMost ? .atMost(bound) : .atLeast(bound)
    }

    private static func query(_ prometheus: SourceValue, name: String, arguments: ArgoArguments) -> String? {
        prometheus.lose([
            "address": "Slipway asks the Prometheus of its monitoring section; see that it has these series",
            "authentication": "Slipway asks its own Prometheus, which needs no login here; nothing is to be done",
            "headers": "Slipway sends no headers of one's own to Prometheus; choose the tenant by labels in the query",
            "insecure": "Slipway does not turn off the check of certificates; give Prometheus one that is trusted",
            "timeout": "how long a query may take is not part of a rollout; keep the query cheap",
            "rangeQuery": "Slipway asks for one number at a time; take the range into the query, as in avg_over_time",
        ])
        guard let value = prometheus["query"], let text = prometheus.text("query") else {
            prometheus.lost("the metric \(name) has no query; write one")
            return nil
        }
        let (resolved, unknown) = arguments.resolve(text)
        if !unknown.isEmpty {
            value.changed(
                "the query keeps variables that have no value here (\(unknown.joined(separator: "; "))); write their values"
            )
        }
        return value.query(resolved, name: name)
    }

    /// Keys that mean something else in the section.
    private static func listLimits(
        _ source: SourceValue, name: String, values: ArgoMetricValues, isBackground: Bool
    ) {
        if let limit = values.integer("inconclusiveLimit", in: -1...1_000_000), let value = source["inconclusiveLimit"]
        {
            value.lost(
                "Argo pauses after more than \(limit) inconclusive readings of \(name), and a reading of Slipway either "
                    + "keeps the rule or breaks it; add a gate where a person should decide")
        }
        if let limit = values.integer("consecutiveSuccessLimit"), let value = source["consecutiveSuccessLimit"] {
            value.lost(
                "Argo ends \(name) after \(limit) good readings in a row (0: never), and Slipway measures for the whole "
                    + "time; shorten the analysis")
        }
        guard isBackground else { return }
        source["interval"]?.changed(
            "how often \(name) is read in the background is Slipway's own matter; see that the range in the query suits it"
        )
        source["count"]?.changed(
            "Argo stops measuring \(name) after so many readings, and Slipway goes on as long as the new revision has "
                + "traffic; use an analyse step to measure for a while")
        source["initialDelay"]?.lost(
            "Slipway measures \(name) from the first request on; Argo waits, and counts a run that ends before its first "
                + "reading as successful, so put a soak before the weight that matters")
    }
}

/// The keys of a metric, which Argo lets arguments stand in.
struct ArgoMetricValues {
    let source: SourceValue
    let arguments: ArgoArguments

    init(_ source: SourceValue, arguments: ArgoArguments) {
        self.source = source
        self.arguments = arguments
    }

    /// The text of a key with its arguments; nil where it is missing, or an argument has no value, which is listed.
    func text(_ key: String) -> String? {
        guard let text = source.text(key), let value = source[key] else { return nil }
        let (resolved, unknown) = arguments.resolve(text)
        guard unknown.isEmpty else {
            value.lost("\(key) has no value in this file (\(unknown.joined(separator: "; "))); write it by hand")
            return nil
        }
        return resolved
    }

    func integer(_ key: String, in range: ClosedRange<Int> = 0...1_000_000) -> Int? {
        guard let text = text(key), let value = source[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            value.malformed("a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func duration(_ key: String) -> Duration? {
        guard let text = text(key), let value = source[key] else { return nil }
        guard let duration = DurationText.read(text) else {
            value.malformed("a duration, such as 30s or 5m")
            return nil
        }
        return duration
    }
}

extension Metric {
    /// A name for each rule of one metric: itself where there is one rule.
    static func names(_ name: String, _ rules: [Rule]) -> [String] {
        guard rules.count > 1 else { return rules.map { _ in name } }
        // What tells them apart must outlive the cut to the longest name.
        let base = MetricCatalogue.name(name).prefix(29)
        return rules.map { rule in if case .atLeast = rule { "\(base)-at-least" } else { "\(base)-at-most" } }
    }
}

extension SourceValue {
    /// The query as one line; nil where it cannot be one, which is listed. This value is the query's.
    func query(_ text: String, name: String) -> String? {
        guard let line = QueryLine.read(text) else {
            lost("the query of \(name) is empty, longer than \(QueryLine.limit) bytes or no text; write one by hand")
            return nil
        }
        if !QueryLine.choosesRevision(line) {
            changed(
                "the query of \(name) does not say which revision it measures; add a label with $revision to it, or it "
                    + "measures the old revision too")
        }
        return line
    }
}
