internal import YAML

/// The metrics of a Canary: built-in ones, templates, and queries of its own.
struct FlaggerMetrics {
    let canary: SourceObjects.Object
    let templates: [SourceObjects.Object]
    /// How many failed checks roll back.
    let threshold: Int

    /// The names of the metrics in the section, in their order.
    func names(_ sources: [SourceValue], into catalogue: inout MetricCatalogue) -> [String] {
        var names: [String] = []
        for source in sources {
            for name in read(source, into: &catalogue) where !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func read(_ source: SourceValue, into catalogue: inout MetricCatalogue) -> [String] {
        let name = source.text("name") ?? "metric"
        if let reference = source.mapping("templateRef") {
            return template(reference, of: source, name: name, into: &catalogue)
        }
        if let value = source["query"], let text = source.text("query") {
            return own(text, at: value, of: source, name: name, variables: [:], into: &catalogue)
        }
        switch name {
        case "request-success-rate": return successRate(source)
        case "request-duration": return duration(source)
        default:
            source.lost(
                "the metric \(name) is not built into Flagger and has neither a template nor a query; define it with a query"
            )
            return []
        }
    }

    // MARK: Built-in metrics

    private func successRate(_ source: SourceValue) -> [String] {
        listWindow(source)
        let (key, bound) = bound(source, "min")
        let share = bound.map { Decimal.text(1 - $0.value / 100) } ?? "0.01"
        key.changed(
            "Flagger fails below \(bound?.text ?? "no") percent of successful requests, and error-rate compares the share of "
                + "failed requests with the old revision's; define a metric with a query and atMost: \(share) for a fixed bound"
        )
        source.mapping("thresholdRange")?["max"]?.lost(
            "a highest share of successful requests bounds nothing; leave it out")
        return ["error-rate"]
    }

    private func duration(_ source: SourceValue) -> [String] {
        listWindow(source)
        let (key, bound) = bound(source, "max")
        let seconds = bound.map { Decimal.text($0.value / 1_000) } ?? "0.5"
        key.changed(
            "Flagger fails above \(bound?.text ?? "0") milliseconds at the 99th percentile, and latency-p99 compares it with the "
                + "old revision's; define a metric with a query and atMost: \(seconds), in seconds, for a fixed bound")
        source.mapping("thresholdRange")?["min"]?.lost(
            "a least duration of requests is not judged; define a metric with atLeast")
        return ["latency-p99"]
    }

    /// The bound of a built-in metric with the value that says it; `threshold` is the older spelling.
    private func bound(_ source: SourceValue, _ key: String) -> (SourceValue, Decimal?) {
        if let range = source.mapping("thresholdRange"), let value = range[key] { return (value, range.number(key)) }
        if let value = source["threshold"] { return (value, source.number("threshold")) }
        return (source, nil)
    }

    private func listWindow(_ source: SourceValue) {
        source.text("interval").map { window in
            source["interval"]?.changed(
                "the built-in metrics of Slipway choose their own window of time and not \(window); nothing is to be done"
            )
        } ?? ()
    }

    // MARK: Templates and queries

    private func template(
        _ reference: SourceValue, of source: SourceValue, name: String, into catalogue: inout MetricCatalogue
    ) -> [String] {
        let wanted = reference.text("name") ?? ""
        let namespace = reference.text("namespace") ?? canary.namespace
        let found = templates.first { template in
            template.kind == .metricTemplate && template.name == wanted
                && (namespace == nil || template.namespace == nil || template.namespace == namespace)
        }
        guard let spec = found?.value.mapping("spec") else {
            source.lost(
                "the MetricTemplate \(wanted) is not in this file, so \(name) is not measured; add it and import again")
            return []
        }
        let provider = spec.mapping("provider")
        let kind = provider?.text("type") ?? "prometheus"
        guard kind == "prometheus" else {
            spec.lost("the template asks \(kind), and Slipway asks Prometheus only; write a query that says the same")
            source.lost(
                "the metric \(name) asks \(kind), and Slipway asks Prometheus only; write a query that says the same")
            return []
        }
        provider?.lose([
            "address": "Slipway asks the Prometheus of its monitoring section; see that it has these series",
            "secretRef": "Slipway asks its own Prometheus, which needs no login here; nothing is to be done",
            "headers": "Slipway sends no headers of one's own to Prometheus; choose the tenant by labels in the query",
            "region": "Prometheus has no region; leave it out",
            "insecureSkipVerify":
                "Slipway does not turn off the check of certificates; give Prometheus one that is trusted",
        ])
        guard let value = spec["query"], let text = spec.text("query") else {
            spec.lost("the template has no query; write one")
            source.lost(
                "the metric \(name) is left out, because its query is missing or cannot be asked; define it by hand")
            return []
        }
        var variables: [String: String] = [:]
        if let written = source.mapping("templateVariables") {
            for member in written.members {
                member.value.settle()
                variables[member.name] = member.value.text
                if !text.contains("variables.\(member.name)") {
                    member.value.lost("the template does not use the variable \(member.name); leave it out")
                }
            }
        }
        return own(text, at: value, of: source, name: name, variables: variables, into: &catalogue)
    }

    private func own(
        _ text: String, at value: SourceValue, of source: SourceValue, name: String, variables: [String: String],
        into catalogue: inout MetricCatalogue
    ) -> [String] {
        let window = source.text("interval") ?? "1m"
        if !text.contains("interval") {
            source["interval"]?.lost(
                "the query has a window of time of its own and does not use this one; leave it out")
        }
        let (resolved, unknown) = resolve(text, window: window, variables: variables)
        if !unknown.isEmpty {
            value.changed(
                "the query keeps variables that have no value here (\(unknown.joined(separator: "; "))); write their values"
            )
        }
        guard let query = value.query(resolved, name: name) else {
            source.lost(
                "the metric \(name) is left out, because its query is missing or cannot be asked; define it by hand")
            return []
        }
        var rules: [Metric.Rule] = []
        if let range = source.mapping("thresholdRange") {
            if let least = range.number("min") { rules.append(.atLeast(least)) }
            if let most = range.number("max") { rules.append(.atMost(most)) }
            source["threshold"]?.lost("next to a thresholdRange Flagger does not look at it; leave it out")
        } else {
            // Without a range Flagger compares with the older threshold, and with 0 where that is missing too.
            rules.append(.atMost(source.number("threshold") ?? Decimal(0)))
            if source["threshold"] == nil {
                source.changed(
                    missing: "thresholdRange",
                    "without a threshold Flagger fails \(name) above 0, and so does the section; write the bound that is meant"
                )
            }
        }
        guard !rules.isEmpty else {
            source.lost("the thresholdRange of \(name) bounds nothing, so it never fails; write min or max")
            return []
        }
        if rules.count > 1 {
            source["thresholdRange"]?.changed(
                "a metric has one rule, so min and max of \(name) become two metrics; nothing is to be done")
        }
        return zip(rules, Metric.names(name, rules)).map { rule, name in
            catalogue.add(
                Metric(
                    name: name, query: query, rule: rule, isCritical: true, samples: threshold,
                    failures: threshold - 1, errors: threshold - 1, weight: nil),
                from: source)
        }
    }

    /// Flagger's variables; each is known from the Canary, the metric or its templateVariables.
    private func resolve(
        _ text: String, window: String, variables: [String: String]
    ) -> (text: String, unknown: [String]) {
        let spec = canary.value.node["spec"]
        let target = spec?["targetRef"]?["name"]?.scalar?.text
        return Placeholders.replace(text) { name in
            let value: String? =
                switch name {
                case "name": canary.name
                case "namespace": canary.namespace
                case "target": target
                case "service": spec?["service"]?["name"]?.scalar?.text ?? target
                case "ingress": spec?["ingressRef"]?["name"]?.scalar?.text
                case "route": spec?["routeRef"]?["name"]?.scalar?.text
                case "interval": window
                default: name.hasPrefix("variables.") ? variables[String(name.dropFirst("variables.".count))] : nil
                }
            return value.map { .text($0) } ?? .unknown(name)
        }
    }
}
