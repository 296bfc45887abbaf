/// Kayenta's query of Prometheus, which is either PromQL or the name of a series with labels.
extension KayentaMetric {
    static func query(_ source: SourceValue, name: String, templates: SourceValue?) -> String? {
        guard let query = source.mapping("query") else {
            source.lost("the metric \(name) has no query; define it with one")
            return nil
        }
        let service = query.text("serviceType") ?? query.text("type") ?? "nothing"
        guard service == "prometheus" else {
            source.lost(
                "the metric \(name) asks \(service), and Slipway asks Prometheus only; write a query that says the same",
                at: query)
            return nil
        }
        query.settle(.kayentaQuery)
        if let value = query["customInlineTemplate"], let text = query.text("customInlineTemplate"),
            let inner = promQL(text)
        {
            return expanded(inner, at: value, name: name)
        }
        if let reference = query.text("customFilterTemplate"), let value = templates?[reference],
            let text = templates?.text(reference), let inner = promQL(text)
        {
            return expanded(inner, at: value, name: name)
        }
        if query["customFilterTemplate"] != nil || query["customInlineTemplate"] != nil || query["customFilter"] != nil
        {
            source.lost("the filter of \(name) is no PromQL of its own; write the whole query", at: query)
            return nil
        }
        return series(query, source: source, name: name)
    }

    /// What follows the mark `PromQL:`; nil where it is missing.
    private static func promQL(_ text: String) -> String? {
        text.hasPrefix("PromQL:") ? String(text.dropFirst("PromQL:".count)) : nil
    }

    /// `${scope}` is what tells canary and baseline apart.
    private static func expanded(_ text: String, at value: SourceValue, name: String) -> String? {
        var query = "", unknown: [String] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            query += rest[..<dollar]
            rest = rest[dollar...]
            guard rest.hasPrefix("${"), let close = rest.firstIndex(of: "}") else {
                query.append(rest.removeFirst())
                continue
            }
            let variable = rest.dropFirst(2)[..<close]
            if variable == "scope" {
                query += "$revision"
                value.changed(
                    "${scope} becomes $revision, which is Slipway's name for the revision; see that the query's label holds it"
                )
            } else {
                query += rest[...close]
                if !unknown.contains(String(variable)) { unknown.append(String(variable)) }
            }
            rest = rest[rest.index(after: close)...]
        }
        if !unknown.isEmpty {
            value.changed(
                "the query keeps variables that the pipeline gives (\(unknown.joined(separator: ", "))); write their values"
            )
        }
        return value.query(query + rest, name: name)
    }

    /// `avg(name{labels})`, as Kayenta builds it, with a label for the revision.
    private static func series(_ query: SourceValue, source: SourceValue, name: String) -> String? {
        guard let series = query.text("metricName"), let value = query["metricName"] else {
            source.lost("the query of \(name) names no series; write the whole query", at: query)
            return nil
        }
        var labels: [String] = []
        for binding in query.items("labelBindings") {
            binding.settle()
            if let text = binding.text { labels.append(text) }
        }
        labels.append("revision=\"$revision\"")
        value.changed(
            "Kayenta tells the revisions apart by a label of its account, and the section by revision=\"$revision\"; write the "
                + "label that your series have")
        if let groups = query["groupByFields"] {
            groups.lost(
                "a metric of a section is one number, so \(name) is not split by labels; define a metric for each value"
            )
        }
        return value.query("avg(\(series){\(labels.joined(separator: ","))})", name: name)
    }
}
