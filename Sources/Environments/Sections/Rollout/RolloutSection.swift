/// How a new revision takes the traffic over.
package struct RolloutSection: SpecSection {
    package enum Strategy: String, SpecChoice {
        case rolling, canary
        case blueGreen = "blue-green"
    }

    /// What is done where an analysis has nothing to judge by.
    package enum NoData: String, SpecChoice { case hold, abort, proceed }

    package let strategy: Strategy
    package let steps: [RolloutStepSection]
    package let preview: PreviewSection?
    package let bake: AnalysisSection?
    package let background: [Name]
    package let metrics: [MetricSection]
    package let score: ScoreSection
    package let onNoData: NoData
    package let detection: DetectionSection?
    package let deadline: Duration
    package let readyWithin: Duration
    package let pauseWithin: Duration
    package let warmUp: Duration
    package let keepWarm: Duration
    package let shrinkStable: Bool
    package let wayBack: [Percent]
    package let wayBackPause: Duration
    package let sticky: Bool
    package let notify: [NotificationSection]

    /// The metrics that need no definition.
    package static let builtInMetrics = ["error-rate", "latency-p50", "latency-p90", "latency-p95", "latency-p99"]

    package init(_ fields: inout Fields) {
        strategy = fields.value(
            "strategy", "rolling replaces replicas; canary moves traffic in steps; blue-green moves it at once.",
            default: .value(.rolling))
        steps = fields.sections("steps", "What a canary does, in order.")
        preview = fields.optionalSection("preview", "What a blue-green rollout does before traffic moves.")
        bake = fields.optionalSection("bake", "What a blue-green rollout measures after traffic moved.")
        background = fields.list(
            "background", "Metrics that are judged as long as the new revision has traffic.", count: 0...20)
        metrics = fields.sections("metrics", "Metrics of one's own, beside the built-in ones.", count: 0...50)
        score = fields.section("score", "From which score on an analysis passes.")
        onNoData = fields.value(
            "onNoData", "What is done where an analysis has no data: a person decides, it is put back, or it goes on.",
            default: .value(.hold))
        detection = fields.optionalSection(
            "detection", "Which rise of errors every analysis must be able to see; a rollout that cannot is refused.")
        deadline = fields.value(
            "deadline",
            "How long the whole may take before the old revision is put back; people's time is not counted.",
            default: .value(.seconds(3_600)))
        readyWithin = fields.value(
            "readyWithin", "How long replicas may take to get ready for a step.", default: .value(.seconds(600)))
        pauseWithin = fields.value(
            "pauseWithin", "How long a pause may last before the old revision is put back.",
            default: .value(.seconds(3_600)))
        warmUp = fields.value(
            "warmUp", "How long new replicas are left alone between being ready and their first request.",
            default: .value(.zero))
        keepWarm = fields.value(
            "keepWarm", "How long the old revision stays ready after the new one has taken over.",
            default: .value(.zero))
        shrinkStable = fields.value(
            "shrinkStable", "Whether the old revision gives replicas up as its share falls.", default: .value(false))
        wayBack = fields.list(
            "wayBack", "The weights by which traffic returns when the rollout is put back; the last is 0%.",
            default: .value([.none]), count: 1...20)
        wayBackPause = fields.value(
            "wayBackPause", "The time between two weights of the way back.", default: .value(.zero))
        sticky = fields.value(
            "sticky", "Whether clients that met the new revision stay with it, by a cookie.", default: .value(false))
        notify = fields.sections("notify", "Who is told of every change of a rollout.", count: 0...10)
        checkStrategy(&fields)
        checkSteps(&fields)
        checkMetrics(&fields)
        checkTimes(&fields)
    }

    /// The analyses of all steps, with their places.
    private var analyses: [(place: String, analysis: AnalysisSection)] {
        var found: [(String, AnalysisSection)] = steps.enumerated().compactMap { index, step in
            if case .analyse(let analysis)? = step.kind { ("steps.\(index).analyse.metrics", analysis) } else { nil }
        }
        if let analysis = preview?.analyse { found.append(("preview.analyse.metrics", analysis)) }
        if let bake { found.append(("bake.metrics", bake)) }
        return found
    }

    private func checkStrategy(_ fields: inout Fields) {
        fields.require(
            strategy == .canary || steps.isEmpty, at: "steps", EnvironmentCodes.rule,
            "steps belong to the strategy canary, and this is \(strategy.rawValue)",
            help: "write strategy: canary, or take the steps away")
        fields.require(
            strategy != .canary || !steps.isEmpty, at: "strategy", EnvironmentCodes.rule, "a canary without steps",
            help: "add steps, such as `- weight: 5%`")
        for (name, isThere) in [("preview", preview != nil), ("bake", bake != nil)] {
            fields.require(
                strategy == .blueGreen || !isThere, at: name, EnvironmentCodes.rule,
                "\(name) belongs to the strategy blue-green, and this is \(strategy.rawValue)",
                help: "write strategy: blue-green, or take \(name) away")
        }
        fields.require(
            strategy == .canary || background.isEmpty, at: "background", EnvironmentCodes.rule,
            "background belongs to the strategy canary, and this is \(strategy.rawValue)",
            help: strategy == .blueGreen
                ? "measure in bake, or take background away" : "write strategy: canary, or take background away")
    }

    private func checkSteps(_ fields: inout Fields) {
        var last: Percent?
        for (index, step) in steps.enumerated() {
            guard case .weight(let weight)? = step.kind else { continue }
            fields.require(
                last.map { $0 < weight } ?? true, at: "steps.\(index).weight", EnvironmentCodes.rule,
                "the weight does not rise (\(last?.written ?? ""), then \(weight.written))",
                help: "write more than \(last?.written ?? "0%")")
            last = weight
        }
        fields.require(
            strategy != .canary || last == Percent(thousandths: 100_000), at: "steps", EnvironmentCodes.rule,
            "the last weight is \(last?.written ?? "missing"), so the new revision never takes over",
            help: "end with `- weight: 100%`")
        fields.require(
            wayBack.last?.thousandths == 0, at: "wayBack", EnvironmentCodes.rule,
            "the last weight is \(wayBack.last?.written ?? "missing"), so the new revision keeps traffic",
            help: "end with 0%")
        let rise = wayBack.indices.dropFirst().first { wayBack[$0 - 1] <= wayBack[$0] }
        fields.require(
            rise == nil, at: "wayBack.\(rise ?? 0)", EnvironmentCodes.rule, "the weight does not fall",
            help: "write each weight less than the one before, as in [50%, 10%, 0%]")
    }

    private func checkMetrics(_ fields: inout Fields) {
        let names = metrics.map(\.name.text)
        for (index, name) in names.enumerated() {
            fields.require(
                !names[..<index].contains(name) && !Self.builtInMetrics.contains(name), at: "metrics.\(index).name",
                EnvironmentCodes.rule, "there is a metric \(name) already", help: "give it a name of its own")
        }
        let known = names + Self.builtInMetrics
        let uses = analyses.map { ($0.place, $0.analysis.metrics) } + [("background", background)]
        for (place, used) in uses {
            for (index, name) in used.enumerated() where !known.contains(name.text) {
                fields.require(
                    false, at: "\(place).\(index)", EnvironmentCodes.rule, "there is no metric \(name)",
                    help: nearest(name.text, among: known).map { "did you mean \"\($0)\"?" }
                        ?? "define it below rollout.metrics, or use one of \(known.joined(separator: ", "))")
            }
        }
    }

    private func checkTimes(_ fields: inout Fields) {
        for (name, length) in [("deadline", deadline), ("readyWithin", readyWithin), ("pauseWithin", pauseWithin)] {
            fields.require(
                length > .zero, at: name, EnvironmentCodes.rule, "nothing is done in no time", help: "write 1m or more")
        }
        var least = analyses.reduce(Duration.zero) { $0 + $1.analysis.length }
        for step in steps { if case .soak(let length)? = step.kind { least += length } }
        fields.require(
            least <= deadline, at: "deadline", EnvironmentCodes.rule,
            "soaks and analyses alone take \(least.written), which is longer",
            help: "write more than \(least.written)")
    }
}
