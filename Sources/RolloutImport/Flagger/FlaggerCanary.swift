/// A `Canary` of Flagger as a section.
struct FlaggerCanary {
    let source: SourceObjects.Object
    private let templates: [SourceObjects.Object]
    private var catalogue = MetricCatalogue()

    init(_ source: SourceObjects.Object, templates: [SourceObjects.Object]) {
        self.source = source
        self.templates = templates
    }

    mutating func section() -> Section {
        var section = Section()
        guard let spec = source.value.mapping("spec") else {
            if source.value["spec"] == nil {
                source.value.contradiction("the Canary has no spec", help: "give the whole object")
            }
            return section
        }
        readSpec(spec, &section)
        guard let analysis = spec.mapping("analysis") ?? spec.mapping("canaryAnalysis") else {
            if spec.flag("skipAnalysis") == true || (spec["analysis"] ?? spec["canaryAnalysis"]) != nil {
                return section
            }
            spec.contradiction(
                "the Canary has no analysis, so it never gives the new revision a weight",
                help: "add spec.analysis, or skipAnalysis: true")
            return section
        }
        if spec.flag("skipAnalysis") == true {
            spec["skipAnalysis"]?.changed(
                "with skipAnalysis Flagger promotes at once, which is strategy: rolling; take it away to import the analysis"
            )
            analysis.lost(
                "with skipAnalysis: true Flagger does not look at the analysis, and nothing of it was imported")
            return section
        }
        readAnalysis(analysis, spec: spec, &section)
        section.metrics = catalogue.metrics
        if section.judges {
            // To Flagger no data is a failed check, and enough of them put the revision back.
            section.onNoData = .abort
        }
        section.deadline = section.longest
        analysis.changed(
            "Flagger has no bound for the whole, and Slipway puts the old revision back after the deadline; "
                + "\(DurationText.write(section.longest)) is the sum of all steps and of the time to get ready, write what suits"
        )
        analysis.changed(
            "Flagger promotes by copying the workload to a -primary, whose new pods then serve in place of the judged ones, and "
                + "sends all traffic to the canary if they do not get ready; Slipway leaves the traffic with the replicas it judged"
        )
        analysis.changed(
            "a change in the middle of a run starts Flagger again at weight 0, and a rollout of Slipway is of one revision; let "
                + "it end or abort it before the next")
        return section
    }

    // MARK: spec

    private func readSpec(_ spec: SourceValue, _ section: inout Section) {
        spec.settle(.flaggerCanary)
        section.readyWithin = spec.seconds("progressDeadlineSeconds") ?? .seconds(600)
        if section.readyWithin == .zero { section.readyWithin = .seconds(600) }
        spec.lose([
            "metricsServer": "Slipway asks the Prometheus of its monitoring section; see that it has these series"
        ])
        if spec.flag("suspend") == true {
            spec["suspend"]?.lost(
                "a suspended Canary does nothing, and a section always holds; pause the rollout by command")
        }
        if spec.flag("revertOnDeletion") == true {
            spec["revertOnDeletion"]?.lost(
                "Slipway leaves no objects of Flagger behind to be reverted; nothing is to be done")
        }
        if let service = spec.mapping("service") {
            service.settle(.flaggerService)
            for member in service.members where !IrrelevantKeys.flaggerService.keys.contains(member.name) {
                member.value.lost(
                    "\(member.name) is a setting of the mesh or ingress that Flagger writes, and Slipway has its own router; set "
                        + "it in front of that")
            }
        }
        if let provider = spec.text("provider"), provider != "kubernetes" {
            spec["provider"]?.changed(
                "Slipway moves traffic with its own router and not with \(provider); take the objects that Flagger wrote away"
            )
        }
    }

    // MARK: analysis

    private mutating func readAnalysis(_ analysis: SourceValue, spec: SourceValue, _ section: inout Section) {
        let interval = readInterval(analysis)
        let threshold = readThreshold(analysis)
        let hooks = FlaggerWebhooks(analysis.items("webhooks", atMost: 100))
        section.webhooks = hooks.notified
        section.sticky = readAffinity(analysis)
        listPromotion(analysis)
        let metrics = FlaggerMetrics(canary: source, templates: templates, threshold: threshold)
            .names(analysis.items("metrics", atMost: SectionLimits.metrics), into: &catalogue)
        if let written = analysis["threshold"] {
            written.changed(Self.thresholdMeaning(threshold))
        } else {
            analysis.changed(missing: "threshold", Self.thresholdMeaning(threshold))
        }
        for alert in analysis.items("alerts") {
            alert.lost("alerts go through an AlertProvider of Flagger; write notify with a webhook or a command")
        }
        let match = analysis.items("match")
        var iterations = analysis.integer("iterations", in: 0...100_000) ?? 0
        let isKubernetes = spec["provider"]?.text == "kubernetes"
        if isKubernetes, iterations < 1 {
            iterations = 10
            spec["provider"]?.changed(
                "with the provider kubernetes Flagger cannot shift traffic and makes it blue-green with 10 iterations, and so "
                    + "does the section; write strategy: canary with weights if that is what was meant")
        }
        let isBlueGreen = iterations > 0 && (match.isEmpty || isKubernetes)
        let gates = hooks.gates(shiftsWeight: iterations < 1, isBlueGreen: isBlueGreen)
        // As long as Flagger takes to roll back: shorter, and a revision that is bad all the time would go on.
        let checks = metrics.isEmpty ? max(1, iterations) : max(threshold, iterations)
        if (1..<checks).contains(iterations) {
            analysis["iterations"]?.changed(
                "Flagger goes on after \(iterations) good intervals, and here the analysis takes \(checks), in which the "
                    + "threshold can be reached; lower failures and the time to be quicker")
        }
        let measured = Measured(length: min(interval * checks, DurationText.longest), metrics: metrics)
        if iterations > 0 {
            FlaggerWeights.listUnused(analysis)
            if isBlueGreen {
                for item in match { item.lost("with the provider kubernetes Flagger ignores it; leave it out") }
                readBlueGreen(analysis, measured, gates, &section)
            } else {
                readTest(match, measured, gates, &section)
            }
        } else {
            for item in match {
                item.lost(
                    "without iterations Flagger shifts traffic by weight, also for requests that match; write a route step"
                )
            }
            readCanary(analysis, measured, gates, &section)
        }
    }

    private struct Measured {
        let length: Duration
        let metrics: [String]
    }

    private func readInterval(_ analysis: SourceValue) -> Duration {
        guard let written = analysis.duration("interval") else { return .seconds(60) }
        guard written < .seconds(10) else { return written }
        analysis["interval"]?.changed("Flagger takes no interval below 10s, and 10s was taken; nothing is to be done")
        return .seconds(10)
    }

    private func readThreshold(_ analysis: SourceValue) -> Int {
        let threshold = max(1, analysis.integer("threshold") ?? 1)
        guard threshold > 10_000 else { return threshold }
        analysis["threshold"]?.changed("a section takes 10000 at most, which was written; lower it to what is meant")
        return 10_000
    }

    private static func thresholdMeaning(_ threshold: Int) -> String {
        "Flagger counts the failed checks of all metrics and webhooks together over the whole run, missing data included, holds "
            + "the weight meanwhile, and rolls back one interval after the count is \(threshold); here each analysis is at least "
            + "\(threshold) intervals long, in which each metric may break its rule \(threshold - 1) times and miss as many "
            + "readings in a row, and more ends it at once; lower failures and the times to be quicker"
    }

    private func readAffinity(_ analysis: SourceValue) -> Bool? {
        guard let affinity = analysis.mapping("sessionAffinity") else { return nil }
        for member in affinity.members {
            member.value.lost("the cookie of sticky sessions is Slipway's own, without settings; leave it out")
        }
        if affinity.members.isEmpty { return nil }
        return true
    }

    /// Keys about copying to the primary, and about traffic that is copied.
    private func listPromotion(_ analysis: SourceValue) {
        analysis.lose([
            "stepWeightPromotion":
                "Slipway copies nothing to a primary, so there is no way back to shift traffic on; nothing is to be done",
            "mirrorWeight": "Slipway copies no requests; use a route for requests that may fail",
        ])
        if analysis.flag("mirror") == true {
            analysis["mirror"]?.lost(
                "Slipway copies no requests to a revision that does not answer them; use a route for requests that may fail"
            )
        }
        for key in ["primaryReadyThreshold", "canaryReadyThreshold"] {
            guard let percent = analysis.integer(key, in: 0...100), percent != 100 else { continue }
            analysis[key]?.lost(
                "Slipway waits for all replicas and not for \(percent) % of them; write a scale step with fewer replicas"
            )
        }
    }

    // MARK: Strategies

    private func readCanary(
        _ analysis: SourceValue, _ measured: Measured, _ gates: FlaggerWebhooks.Gates, _ section: inout Section
    ) {
        section.strategy = .canary
        let weights = FlaggerWeights.read(analysis)
        var steps: [Section.Step] = gates.rollout.map { [.gate($0)] } ?? []
        for (index, weight) in weights.enumerated() {
            if let gate = gates.increase, index > 0 || gates.rollout == nil { steps.append(.gate(gate)) }
            steps.append(.weight(weight * 1_000))
            steps.append(
                measured.metrics.isEmpty
                    ? .soak(measured.length)
                    : .analyse(.init(length: measured.length, metrics: measured.metrics)))
        }
        if let gate = gates.promotion { steps.append(.gate(gate)) }
        if weights.last != 100 { steps.append(.weight(Section.whole)) }
        section.steps = steps
    }

    private func readBlueGreen(
        _ analysis: SourceValue, _ measured: Measured, _ gates: FlaggerWebhooks.Gates, _ section: inout Section
    ) {
        section.strategy = .blueGreen
        var preview = Section.Preview()
        if measured.metrics.isEmpty {
            for key in ["interval", "iterations"] {
                analysis[key]?.lost(
                    "Flagger lets \(DurationText.write(measured.length)) pass before traffic moves, and a preview without metrics "
                        + "cannot wait by itself; measure for that time with preview.analyse")
            }
        } else {
            preview.analyse = .init(length: measured.length, metrics: measured.metrics)
        }
        preview.gate = gates.promotion ?? gates.rollout
        section.preview = preview == Section.Preview() ? nil : preview
    }

    private func readTest(
        _ match: [SourceValue], _ measured: Measured, _ gates: FlaggerWebhooks.Gates, _ section: inout Section
    ) {
        section.strategy = .canary
        var steps: [Section.Step] = gates.rollout.map { [.gate($0)] } ?? []
        let route = FlaggerMatch.route(match)
        if let route { steps.append(.route(route)) }
        steps.append(
            measured.metrics.isEmpty
                ? .soak(measured.length) : .analyse(.init(length: measured.length, metrics: measured.metrics)))
        if let gate = gates.promotion { steps.append(.gate(gate)) }
        if route != nil { steps.append(.unroute) }
        steps.append(.weight(Section.whole))
        section.steps = steps
    }
}
