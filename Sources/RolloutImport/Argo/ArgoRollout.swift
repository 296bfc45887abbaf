/// A `Rollout` of Argo as a section.
struct ArgoRollout {
    let source: SourceObjects.Object
    let templates: ArgoTemplates
    private var catalogue = MetricCatalogue()

    init(_ source: SourceObjects.Object, templates: ArgoTemplates) {
        self.source = source
        self.templates = templates
    }

    mutating func section() -> Section {
        var section = Section()
        guard let spec = source.value.mapping("spec") else {
            if source.value["spec"] == nil {
                source.value.contradiction("the Rollout has no spec", help: "give the whole object")
            }
            return section
        }
        spec.settle(.argoRollout)
        readTimes(spec, &section)
        guard let strategy = spec.mapping("strategy") else {
            if spec["strategy"] == nil {
                spec.contradiction(
                    "the Rollout has no strategy, and Argo takes none without",
                    help: "add strategy.canary or strategy.blueGreen")
            }
            return section
        }
        switch (strategy["canary"], strategy["blueGreen"]) {
        case (.some, nil):
            if let canary = strategy.mapping("canary") { readCanary(canary, spec: spec, &section) }
        case (nil, .some):
            if let blueGreen = strategy.mapping("blueGreen") { readBlueGreen(blueGreen, &section) }
        case (.some, .some):
            strategy.contradiction("strategy holds canary and blueGreen", help: "keep the one that is meant")
        case (nil, nil):
            strategy.contradiction("strategy holds neither canary nor blueGreen", help: "add one of them")
        }
        section.metrics = catalogue.metrics
        if section.judges {
            // A reading that cannot be taken is an error to Argo, and errors fail the run.
            section.onNoData = .abort
        }
        if section.strategy != .rolling {
            section.deadline = section.longest
            strategy.changed(
                "Argo has no bound for the whole, and Slipway puts the old revision back after the deadline; "
                    + "\(DurationText.write(section.longest)) is the sum of all steps and of the time to get ready, write "
                    + "what suits")
        }
        return section
    }

    // MARK: Keys of every strategy

    private func readTimes(_ spec: SourceValue, _ section: inout Section) {
        section.readyWithin = spec.seconds("progressDeadlineSeconds") ?? .seconds(600)
        if section.readyWithin == .zero { section.readyWithin = .seconds(600) }
        if spec.flag("progressDeadlineAbort") != true {
            spec.changed(
                missing: "progressDeadlineAbort",
                "Argo only says so when replicas do not get ready in time, and Slipway then puts the old revision back; "
                    + "write a longer readyWithin if that is too soon")
        }
        section.warmUp = spec.seconds("minReadySeconds").flatMap { $0 == .zero ? nil : $0 }
        if spec.flag("paused") == true {
            spec["paused"]?.lost(
                "the pause of the whole object is a command and no setting; pause the rollout by command")
        }
        spec.lose([
            "restartAt":
                "a restart at a time is a command and no setting; apply again when replicas should be replaced",
            "rollbackWindow":
                "Argo skips all steps on the way back to a recent revision, and a rollout of Slipway always takes its "
                + "steps; abort while the old revision still runs to go back at once",
        ])
    }

    private static let placement =
        "where replicas run and what labels they have while a rollout goes on is not part of a section; set it on the workload"

    private mutating func readCanary(_ canary: SourceValue, spec: SourceValue, _ section: inout Section) {
        canary.settle(.argoServices)
        canary.lose([
            "antiAffinity": Self.placement, "canaryMetadata": Self.placement, "stableMetadata": Self.placement,
            "maxSurge":
                "how many replicas are made beside the wanted ones is Slipway's own matter; write scale steps to say how "
                + "many the new revision has",
            "maxUnavailable":
                "Slipway takes no replica away before another is ready, so none is missing; nothing is to be done",
            "minPodsPerReplicaSet":
                "there is no least number of replicas in a section; write a scale step before the first weight",
            "replicaProgressThreshold":
                "Slipway waits for all replicas of a step; write a scale step with fewer replicas if some are enough",
            "scaleDownDelayRevisionLimit": "Slipway keeps one old revision warm, for keepWarm; nothing is to be done",
            "abortScaleDownDelaySeconds":
                "how long the replicas of an aborted revision stay is not part of a section; look at their logs after they ended",
        ])
        section.shrinkStable = canary.flag("dynamicStableScale")
        let delay = canary.seconds("scaleDownDelaySeconds")
        let routing = canary.mapping("trafficRouting")
        // Without a router Argo removes old replicas as it goes, and does not look at the delay.
        section.keepWarm = routing == nil ? nil : delay ?? .seconds(30)
        if routing == nil {
            canary["scaleDownDelaySeconds"]?.lost(
                "without a router Argo removes old replicas as it goes and does not look at the delay; write keepWarm if they "
                    + "should stay")
        }
        let most = routing.flatMap { readRouting($0) } ?? 100
        let steps = canary.items("steps", atMost: SectionLimits.steps)
        if steps.isEmpty {
            section.strategy = .rolling
            canary.changed(
                "a canary without steps is a rolling update, and becomes strategy: rolling; add steps to move traffic "
                    + "gradually")
            canary["analysis"]?.lost("a rolling update is not measured; add steps, or use blue-green with a bake")
            section.keepWarm = nil
            if routing != nil {
                canary["scaleDownDelaySeconds"]?.lost(
                    "a rolling update keeps no old replicas; use canary or blue-green")
            }
            section.shrinkStable = nil
            canary["dynamicStableScale"]?.lost("a rolling update replaces replicas one by one; use canary")
            return
        }
        if routing == nil {
            canary.changed(
                missing: "trafficRouting",
                "without a router Argo comes near a weight by counting replicas (5 % of 4 replicas is 1 of 4), and Slipway "
                    + "gives the new revision exactly that share of requests; nothing is to be done")
        }
        section.strategy = .canary
        var reader = ArgoSteps(
            rollout: source.value, templates: templates, mostWeight: most,
            replicas: spec["replicas"]?.text.flatMap { Int($0) })
        section.steps = reader.read(steps, into: &catalogue)
        if let background = canary.mapping("analysis") { readBackground(background, &section) }
    }

    /// The weight that stands for all traffic.
    private func readRouting(_ routing: SourceValue) -> Int? {
        routing["managedRoutes"]?.settle()
        let most = routing.integer("maxTrafficWeight", in: 1...1_000_000)
        if let most, most != 100 {
            routing["maxTrafficWeight"]?.changed(
                "the weights are parts of \(most), and became percent; nothing is to be done")
        }
        for member in routing.members where !["managedRoutes", "maxTrafficWeight"].contains(member.name) {
            member.value.lost(
                "Slipway moves traffic with its own router and does not touch \(member.name); take its objects away, or keep "
                    + "them in front with one backend")
        }
        if routing.members.isEmpty { routing.settle() }
        return most
    }

    private mutating func readBackground(_ source: SourceValue, _ section: inout Section) {
        let analysis = ArgoAnalysis(
            source, for: .background, of: self.source.value, templates: templates, into: &catalogue)
        section.background = analysis.names
        if let step = source.integer("startingStep", in: 0...10_000), step > 0 {
            source["startingStep"]?.changed(
                "the background analysis begins with the first traffic and not with step \(step); use analyse steps to "
                    + "begin later")
        }
        if !analysis.names.isEmpty {
            source.changed(
                "a background run that Argo ends with the steps is successful even if it never took a valid reading, and "
                    + "Slipway wants at least `samples` of them; write onNoData: proceed if that is meant")
        }
    }

    // MARK: Blue-green

    private mutating func readBlueGreen(_ source: SourceValue, _ section: inout Section) {
        section.strategy = .blueGreen
        source.settle(.argoServices)
        source.lose([
            "antiAffinity": Self.placement, "previewMetadata": Self.placement, "activeMetadata": Self.placement,
            "maxUnavailable":
                "Slipway takes no replica away before another is ready, so none is missing; nothing is to be done",
            "scaleDownDelayRevisionLimit": "Slipway keeps one old revision warm, for keepWarm; nothing is to be done",
            "abortScaleDownDelaySeconds":
                "how long the replicas of an aborted revision stay is not part of a section; look at their logs after they ended",
        ])
        var preview = Section.Preview()
        preview.replicas = source.integer("previewReplicaCount", in: 0...1_000).flatMap { $0 == 0 ? nil : $0 }
        if let analysis = source.mapping("prePromotionAnalysis") {
            let read = ArgoAnalysis(
                analysis, for: .beforeTraffic, of: self.source.value, templates: templates, into: &catalogue)
            if !read.names.isEmpty { preview.analyse = .init(length: read.length, metrics: read.names) }
        }
        readPromotion(source, &preview)
        section.preview = preview == Section.Preview() ? nil : preview
        if let analysis = source.mapping("postPromotionAnalysis") {
            let read = ArgoAnalysis(
                analysis, for: .afterTraffic, of: self.source.value, templates: templates, into: &catalogue)
            if !read.names.isEmpty { section.bake = .init(length: read.length, metrics: read.names) }
        }
        section.keepWarm = source.seconds("scaleDownDelaySeconds") ?? .seconds(30)
    }

    private func readPromotion(_ source: SourceValue, _ preview: inout Section.Preview) {
        let isAutomatic = source.flag("autoPromotionEnabled") ?? true
        let seconds = source.seconds("autoPromotionSeconds") ?? .zero
        if isAutomatic {
            guard seconds > .zero else { return }
            source["autoPromotionSeconds"]?.lost(
                "a preview cannot wait for \(DurationText.write(seconds)) and go on by itself; measure for that time with "
                    + "preview.analyse, or let a person decide with preview.gate")
        } else {
            preview.gate = Section.patience
            source["autoPromotionEnabled"]?.changed(
                "Argo waits for a promotion for ever, and the gate gives up after \(DurationText.write(Section.patience)); "
                    + "write the time that suits")
            source["autoPromotionSeconds"]?.lost(
                "with autoPromotionEnabled: false Argo does not look at this either; leave it out")
        }
    }
}
