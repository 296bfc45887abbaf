/// A canary config of Kayenta as a section.
///
/// A config says what is measured and how it is judged; weights and times are in the pipeline that uses it, so that the
/// section has some that stand in for them.
struct KayentaConfig {
    private let source: SourceValue
    private var catalogue = MetricCatalogue()
    /// What stands in for the pipeline's: a share of traffic and a time.
    private static let standInWeight = 10_000
    private static let standInLength = Duration.seconds(3_600)

    init(_ source: SourceValue) { self.source = source }

    mutating func section() -> Section {
        var section = Section()
        section.strategy = .canary
        source.settle(.kayentaConfig)
        readJudge()
        let classifier = source.mapping("classifier")
        section.score = score(classifier)
        let metrics = source.items("metrics", atMost: SectionLimits.metrics).filter { !isMuted($0) }
        let weights = KayentaWeights(metrics, classifier: classifier)
        var names: [String] = []
        for (index, metric) in metrics.enumerated() {
            guard
                let mapped = KayentaMetric(metric, templates: source.mapping("templates"), weight: weights[index])
                    .metric
            else { continue }
            names.append(catalogue.add(mapped, from: metric))
        }
        section.onNoData = noData(metrics)
        section.metrics = catalogue.metrics
        section.steps = [.weight(Self.standInWeight)]
        if !names.isEmpty { section.steps.append(.analyse(.init(length: Self.standInLength, metrics: names))) }
        section.steps.append(.weight(Section.whole))
        section.deadline = section.longest
        source.changed(
            "weights and times are in the canary stage of a pipeline and not in this config, so 10% and 1h stand in for them; "
                + "write the steps of that pipeline")
        listTemplates()
        return section
    }

    private func readJudge() {
        guard let judge = source.mapping("judge") else { return }
        if let name = judge.text("name") {
            judge["name"]?.changed(
                "the judge \(name) adds random noise where both series are constant, and so may judge the same data twice in two "
                    + "ways; Slipway's comparison of the same data is always the same")
        }
        if let settings = judge.mapping("judgeConfigurations"), !settings.members.isEmpty {
            settings.lost("settings of the judge have no counterpart; write a tolerance for each metric")
        }
    }

    private func score(_ classifier: SourceValue?) -> (pass: Int, marginal: Int)? {
        guard let thresholds = classifier?.mapping("scoreThresholds") else {
            source.changed(
                missing: "classifier.scoreThresholds",
                "the thresholds of the score are in the pipeline, so those of Slipway (95 and 75) hold; write score")
            return nil
        }
        let pass = whole(thresholds, "pass") ?? 95, marginal = whole(thresholds, "marginal") ?? min(75, pass)
        guard (1...100).contains(pass), (0...pass).contains(marginal) else {
            thresholds.contradiction(
                "pass is \(pass) and marginal \(marginal)", help: "write 0 <= marginal <= pass <= 100, and pass above 0"
            )
            return nil
        }
        return (pass, marginal)
    }

    private func whole(_ thresholds: SourceValue, _ key: String) -> Int? {
        guard let number = thresholds.number(key), let value = thresholds[key] else { return nil }
        let rounded = number.value.rounded()
        guard (0...100).contains(rounded) else {
            value.malformed("a score from 0 to 100")
            return nil
        }
        if rounded != number.value {
            value.changed("scores are whole numbers, so \(number.text) became \(Int(rounded)); nothing is to be done")
        }
        return Int(rounded)
    }

    /// Whether the metric is measured without minding the result, which is then listed.
    private func isMuted(_ metric: SourceValue) -> Bool {
        guard let settings = metric["analysisConfigurations"]?["canary"], settings.flag("muted") == true else {
            return false
        }
        metric.lost(
            "the metric \(metric["name"]?.text ?? "unnamed") is muted, and Slipway measures what it judges; watch it on a dashboard"
        )
        return true
    }

    /// Kayenta decides for each metric whether missing data fails; a section decides for all.
    private func noData(_ metrics: [SourceValue]) -> Section.NoData {
        let settings = metrics.map { $0["analysisConfigurations"]?["canary"] }
        let must = settings.filter { $0?["mustHaveData"]?.text == "true" }
        for setting in settings where setting?["mustHaveData"] != nil {
            _ = setting?.flag("mustHaveData")
        }
        if must.isEmpty {
            source.changed(
                "a group without data counts 100 in Kayenta, which onNoData: proceed comes near; write hold if a person should "
                    + "look")
            return .proceed
        }
        for (metric, setting) in zip(metrics, settings) where setting?["mustHaveData"]?.text != "true" {
            metric.changed(
                missing: "analysisConfigurations.canary.mustHaveData",
                "onNoData is one for all metrics, and another metric must have data, so this one without data aborts too; write "
                    + "onNoData: proceed if that is worse")
        }
        return .abort
    }

    /// Templates that no metric uses.
    private func listTemplates() {
        for template in source.mapping("templates")?.members ?? [] where !template.value.isSettled {
            template.value.lost("no metric that could be mapped uses the template \(template.name); leave it out")
        }
    }
}
