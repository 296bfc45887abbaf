/// One metric of a canary config.
struct KayentaMetric {
    /// Nil where it cannot be mapped, which is then listed.
    let metric: Metric?

    init(_ source: SourceValue, templates: SourceValue?, weight: Int) {
        let name = source.text("name") ?? "metric"
        source.settle(.kayentaMetric)
        guard let query = KayentaMetric.query(source, name: name, templates: templates) else {
            metric = nil
            return
        }
        let settings = source.mapping("analysisConfigurations")?.mapping("canary")
        for member in source.mapping("analysisConfigurations")?.members ?? [] where member.name != "canary" {
            member.value.lost("only the configuration named canary is looked at; leave it out")
        }
        metric = Metric(
            name: name, query: query,
            rule: .distribution(
                direction: KayentaMetric.direction(settings, name: name), tolerance: Decimal("0.25") ?? Decimal(0)),
            isCritical: settings?.flag("critical") ?? false, samples: nil, failures: nil, errors: nil, weight: weight)
        if settings?["critical"]?.text == "true" {
            settings?["critical"]?.changed(
                "a critical metric that fails makes Kayenta's score 0, and here the analysis fails whatever the score; nothing is "
                    + "to be done")
        }
        settings.map { KayentaMetric.listSettings($0, name: name) } ?? ()
    }

    private static func direction(_ settings: SourceValue?, name: String) -> String {
        guard let written = settings?.text("direction") else { return "either" }
        guard ["increase", "decrease", "either"].contains(written) else {
            settings?["direction"]?.malformed("increase, decrease or either")
            return "either"
        }
        return written
    }

    private static let bounds = ["allowedIncrease", "allowedDecrease", "criticalIncrease", "criticalDecrease"]

    private static func listSettings(_ settings: SourceValue, name: String) {
        _ = settings.flag("muted")
        switch settings.text("nanStrategy") {
        case "replace"?:
            settings["nanStrategy"]?.lost(
                "Kayenta takes 0 for a missing reading of \(name), and here it is no reading; append `or vector(0)` to the query"
            )
        case "remove"?, nil: break
        default: settings["nanStrategy"]?.malformed("remove or replace")
        }
        if let outliers = settings.mapping("outliers") {
            switch outliers.text("strategy") {
            case "remove"?:
                outliers.lost(
                    "Kayenta leaves outliers of \(name) out, and here all readings count; the comparison is by rank, which minds "
                        + "them little")
            case "keep"?, nil:
                outliers["outlierFactor"]?.lost("outliers are kept, so their factor says nothing; leave it out")
            default: outliers["strategy"]?.malformed("keep or remove")
            }
        }
        guard let effect = settings.mapping("effectSize") else { return }
        let measure = effect.text("measure") ?? "meanRatio"
        for member in effect.members where bounds.contains(member.name) {
            let bound = effect.number(member.name)?.text ?? ""
            let advice =
                member.name.hasSuffix("Increase") && measure == "meanRatio"
                ? "define a second metric with the same query and ratioAtMost: \(bound)"
                : "write another tolerance, or a metric with a fixed bound"
            member.value.lost(
                "a shift of \(name) counts in Kayenta only beyond an effect size (\(measure), \(member.name): \(bound)), and a "
                    + "section has one rule for a metric; \(advice)")
        }
        effect["measure"]?.changed("the effect size of \(name) is not looked at; see its bounds")
    }
}
