/// An analysis of a Rollout: templates with arguments, of which some metrics are only looked at.
struct ArgoAnalysis {
    /// What the analysis is for, which decides how long it measures.
    enum Use {
        case step, background
        case beforeTraffic, afterTraffic
    }

    /// Names in the section; empty where nothing could be mapped.
    private(set) var names: [String] = []
    private(set) var length = Duration.zero
    private(set) var delay = Duration.zero

    init(
        _ source: SourceValue, for use: Use, of rollout: SourceValue, templates: ArgoTemplates,
        into catalogue: inout MetricCatalogue
    ) {
        source.settle(.argoAnalysis)
        let arguments = ArgoArguments(rollout: rollout)
        arguments.add(source.items("args", atMost: SectionLimits.listed))
        let specs = templates.specs(source.items("templates", atMost: SectionLimits.listed))
        for spec in specs {
            spec.settle(.argoAnalysis)
            arguments.add(spec.items("args", atMost: SectionLimits.listed))
        }
        let dry = ArgoDryRun(
            (source.items("dryRun", atMost: SectionLimits.listed)
                + specs.flatMap { $0.items("dryRun", atMost: SectionLimits.listed) }))
        var read: [(metric: ArgoMetric, source: SourceValue)] = []
        let metrics = specs.flatMap { $0.items("metrics") }
        guard SectionLimits.admits(metrics.count, "metrics", of: SectionLimits.metrics, at: source) else { return }
        for metric in metrics {
            if dry.covers(metric) { continue }
            guard let mapped = ArgoMetric(metric, arguments: arguments, isBackground: use == .background) else {
                continue
            }
            read.append((mapped, metric))
            names += mapped.metrics.map { catalogue.add($0, from: metric) }
        }
        dry.close(metrics)
        arguments.close()
        if use != .background { measure(read, use: use) }
        if names.isEmpty {
            source.lost("nothing of this analysis could be mapped, so nothing is measured here; write metrics by hand")
        }
    }

    /// Sets the length and the delay: those of the slowest metric.
    private mutating func measure(_ read: [(metric: ArgoMetric, source: SourceValue)], use: Use) {
        for (metric, source) in read {
            delay = max(delay, metric.delay)
            if metric.count == 1 {
                length = max(length, .seconds(60))
                source.changed(
                    missing: source["count"] == nil ? "interval" : "count",
                    "Argo measures \(source["name"]?.text ?? "this metric") once, and an analysis of Slipway takes a time; "
                        + "1m with one valid reading was taken, write what suits")
            } else if let count = metric.count, metric.interval == nil {
                length = max(length, .seconds(60) * count)
                source.changed(
                    missing: "interval",
                    "Argo takes no count without an interval, and 1m was taken for \(source["name"]?.text ?? "this metric"); "
                        + "write the time that is meant")
            } else if let own = metric.length {
                length = max(length, own)
            } else {
                length = max(length, (metric.interval ?? .zero) * 5)
                source.changed(
                    missing: "count",
                    "without a count Argo measures \(source["name"]?.text ?? "this metric") for ever, and this analysis has "
                        + "to end; 5 intervals were taken, write the time that is meant")
            }
        }
        if length == .zero { length = .seconds(60) }
        for (metric, source) in read where metric.count == 1 {
            source["interval"]?.changed("with one reading the interval says nothing; nothing is to be done")
        }
        for (metric, source) in read where metric.count != 1 && metric.length ?? (metric.interval ?? .zero) * 5 < length
        {
            source["interval"]?.changed(
                "the metrics of one analysis are measured for the same time, \(DurationText.write(length)), which is longer "
                    + "than this one's in Argo; split the analysis if that matters")
        }
        guard delay > .zero else { return }
        for (metric, source) in read where metric.delay > .zero || use != .step {
            guard let value = source["initialDelay"] else { continue }
            if use == .step, metric.delay == delay, read.count == 1 { continue }
            value.changed(
                use == .step
                    ? "the delay becomes a soak of \(DurationText.write(delay)) before the whole analysis; split it if another "
                        + "metric should not wait"
                    : "the section has no delay here, so \(DurationText.write(delay)) was added to the time of the analysis; "
                        + "the readings of that time count too")
        }
        if use != .step { length += delay }
    }
}

/// Metrics that Argo measures without minding the result.
private struct ArgoDryRun {
    private let patterns: [(text: String, source: SourceValue)]

    init(_ sources: [SourceValue]) {
        patterns = sources.compactMap { source in source.text("metricName").map { ($0, source) } }
        for (text, source) in patterns where Self.literal(text) == nil {
            source["metricName"]?.lost(
                "\(text) is a regular expression that the import does not evaluate, so its metrics are judged like all "
                    + "others; take them out of the section by hand")
        }
    }

    /// Whether the metric is one of them, which is then listed.
    func covers(_ metric: SourceValue) -> Bool {
        guard let name = metric["name"]?.text,
            let pattern = patterns.first(where: { Self.literal($0.text)?.matches(name) ?? false })
        else { return false }
        metric.lost(
            "Argo measures \(name) without minding the result (dryRun: \(pattern.text)), and Slipway measures what it "
                + "judges; watch it on a dashboard")
        return true
    }

    /// Lists the patterns that no metric matches.
    func close(_ metrics: [SourceValue]) {
        for (text, source) in patterns {
            guard let literal = Self.literal(text),
                !metrics.contains(where: { literal.matches($0["name"]?.text ?? "") })
            else { continue }
            source.lost("no metric of this analysis matches \(text); leave it out")
        }
    }

    private struct Literal {
        let text: Substring
        let isStart: Bool
        let isEnd: Bool

        /// Go's `regexp.MatchString` looks anywhere in the name, unless anchored.
        func matches(_ name: String) -> Bool {
            if isStart && isEnd { return name == text }
            if isStart { return name.hasPrefix(text) }
            if isEnd { return name.hasSuffix(text) }
            return text.isEmpty || name.indices.contains { name[$0...].hasPrefix(text) }
        }
    }

    /// A pattern of letters, digits, `-` and `_` with anchors, or one that takes all; nil for any other.
    private static func literal(_ pattern: String) -> Literal? {
        if [".*", ".+", "^.*$", "^.*", ".*$"].contains(pattern) {
            return Literal(text: "", isStart: false, isEnd: false)
        }
        var text = pattern[...]
        let isStart = text.hasPrefix("^"), isEnd = text.hasSuffix("$")
        if isStart { text = text.dropFirst() }
        if isEnd { text = text.dropLast() }
        guard !text.isEmpty,
            text.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else { return nil }
        return Literal(text: text, isStart: isStart, isEnd: isEnd)
    }
}
