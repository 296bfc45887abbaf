/// The steps of a canary of Argo, in order, as steps of a section.
struct ArgoSteps {
    private let rollout: SourceValue
    private let templates: ArgoTemplates
    /// What stands for all traffic.
    private let mostWeight: Int
    private let replicas: Int?
    private var steps: [Section.Step] = []
    private var weight = 0
    /// The name of the header route that is on.
    private var route: String?

    private static let kinds = [
        "setWeight", "pause", "setCanaryScale", "analysis", "experiment", "setHeaderRoute", "setMirrorRoute", "plugin",
        "replicaProgressThreshold",
    ]

    init(rollout: SourceValue, templates: ArgoTemplates, mostWeight: Int, replicas: Int?) {
        self.rollout = rollout
        self.templates = templates
        self.mostWeight = mostWeight
        self.replicas = replicas
    }

    /// Weights rise, and the last is 100 %: behind its last step Argo gives the new revision all traffic.
    mutating func read(_ sources: [SourceValue], into catalogue: inout MetricCatalogue) -> [Section.Step] {
        for source in sources { read(source, into: &catalogue) }
        if weight < Section.whole { steps.append(.weight(Section.whole)) }
        return steps
    }

    private mutating func read(_ source: SourceValue, into catalogue: inout MetricCatalogue) {
        let kinds = source.members.map(\.name).filter(Self.kinds.contains)
        guard kinds.count <= 1 else {
            source.contradiction(
                "\(source.path) is \(kinds.joined(separator: " and ")) at once, and Argo takes one in each step",
                help: "make a step of each, in the order that is meant")
            return
        }
        switch kinds.first {
        case "setWeight": readWeight(source)
        case "pause": readPause(source)
        case "setCanaryScale": readScale(source)
        case "analysis": readAnalysis(source, into: &catalogue)
        case "setHeaderRoute": readRoute(source)
        case "experiment":
            source["experiment"]?.lost(
                "an experiment with pods of its own has no counterpart; measure the new revision itself, with an analyse step "
                    + "behind a small weight")
        case "setMirrorRoute":
            source["setMirrorRoute"]?.lost(
                "Slipway copies no requests to a revision that does not answer them; use a route for requests that may fail"
            )
        case "plugin":
            source["plugin"]?.lost("a step of a plugin has no counterpart; put a gate here and do its work by hand")
        default: return
        }
    }

    // MARK: Weight

    private mutating func readWeight(_ source: SourceValue) {
        guard let written = source.integer("setWeight", in: 0...mostWeight), let value = source["setWeight"] else {
            return
        }
        // A weight that is not nothing stays so, below a thousandth of a percent too.
        let next = max(min(written, 1), (written * Section.whole + mostWeight / 2) / mostWeight)
        if next == weight {
            value.changed(
                next == 0
                    ? "the new revision has no traffic yet, so a weight of 0 says nothing and was left out; nothing is to be done"
                    : "the new revision has that share already, so the weight was left out; nothing is to be done")
        } else if next < weight {
            value.lost(
                "weights of a section only rise, and this one falls; split the rollout, or use wayBack for the weights of an "
                    + "abort")
        } else {
            weight = next
            steps.append(.weight(next))
        }
    }

    // MARK: Pause

    private mutating func readPause(_ source: SourceValue) {
        guard let pause = source.mapping("pause") else {
            gate(source)
            return
        }
        guard let value = pause["duration"] else {
            gate(source)
            return
        }
        guard let text = pause.text("duration") else { return }
        // A number counts seconds, also one in quotation marks; of a duration Argo drops what is below a second.
        guard let length = Int(text).flatMap({ $0 >= 0 ? .seconds($0) : nil }) ?? DurationText.read(text),
            length <= DurationText.longest
        else {
            value.malformed("a number of seconds or a duration such as 10m, up to 366 days")
            return
        }
        let whole = Duration.seconds(length.components.seconds)
        if whole < length {
            value.changed("Argo pauses for whole seconds, so the rest was dropped; nothing is to be done")
        }
        guard whole > .zero else {
            value.lost("a pause of no time says nothing and was left out; nothing is to be done")
            return
        }
        steps.append(.soak(whole))
    }

    private mutating func gate(_ source: SourceValue) {
        steps.append(.gate(Section.patience))
        source.changed(
            missing: "pause",
            "Argo pauses until a person resumes, for ever, and the gate puts the old revision back after "
                + "\(DurationText.write(Section.patience)); write the time that suits")
    }

    // MARK: Scale

    private mutating func readScale(_ source: SourceValue) {
        guard let scale = source.mapping("setCanaryScale") else { return }
        if scale.flag("matchTrafficWeight") == true {
            scale.lost(
                "there is no step that takes a scale back; Slipway has at least the replicas that the weight needs in any case"
            )
            return
        }
        if let count = scale.integer("replicas", in: 0...1_000) {
            steps.append(.scale(count))
            scale["weight"]?.lost("with replicas given, Argo does not look at the weight; leave it out")
            return
        }
        guard let percent = scale.integer("weight", in: 0...100), let value = scale["weight"] else { return }
        guard let replicas else {
            value.lost(
                "\(percent) % of the replicas cannot be counted, because spec.replicas is not in the file; write scale: with a "
                    + "number")
            return
        }
        let count = (replicas * percent + 99) / 100
        guard count <= 1_000 else {
            value.lost("\(count) replicas are more than a scale step takes; write scale: with up to 1000")
            return
        }
        steps.append(.scale(count))
        value.changed(
            "\(percent) % of spec.replicas (\(replicas)) is \(count) now, and does not follow when the number of replicas "
                + "changes; write the number that suits")
    }

    // MARK: Analysis

    private mutating func readAnalysis(_ source: SourceValue, into catalogue: inout MetricCatalogue) {
        guard let value = source.mapping("analysis") else { return }
        let analysis = ArgoAnalysis(value, for: .step, of: rollout, templates: templates, into: &catalogue)
        guard !analysis.names.isEmpty else { return }
        if analysis.delay > .zero { steps.append(.soak(analysis.delay)) }
        steps.append(.analyse(.init(length: analysis.length, metrics: analysis.names)))
    }

    // MARK: Routes

    private mutating func readRoute(_ source: SourceValue) {
        guard let header = source.mapping("setHeaderRoute") else { return }
        header.settle(.argoRoute)
        let name = header.text("name") ?? ""
        let matches = header.items("match")
        guard let first = matches.first else {
            guard route == name else {
                header.lost("no route \(name) is on here, so there is none to end; leave it out")
                return
            }
            route = nil
            steps.append(.unroute)
            return
        }
        guard route == nil || route == name else {
            header.lost("the route \(route ?? "") is on, and a section has one at a time; end it before")
            return
        }
        for match in matches.dropFirst() {
            match.lost("a route has one header, and this is another way to match; let clients send the first")
        }
        guard let field = first.text("headerName"), let value = first.mapping("headerValue") else {
            first.malformed("a match with headerName and headerValue")
            return
        }
        guard let text = value.text("exact") else {
            header.lost(
                "a route takes one exact value of \(field), and no prefix or pattern; choose a value and let clients send it"
            )
            return
        }
        value.lose([
            "prefix": "next to an exact value this says nothing; leave it out",
            "regex": "next to an exact value this says nothing; leave it out",
        ])
        guard let checked = Section.Route(.header, name: field, value: text) else {
            header.lost(
                "\(field): \(text) has signs that a route does not take; use letters, digits and . _ ~ : + / = @ -")
            return
        }
        if route == name { steps.append(.unroute) }
        route = name
        steps.append(.route(checked))
    }
}

extension Section.Route {
    /// Nil where a spec does not take the name or the value.
    init?(_ carrier: Carrier, name: String, value: String) {
        guard (1...64).contains(name.utf8.count), (1...128).contains(value.utf8.count),
            name.utf8.allSatisfy({ isLetterOrDigit($0) || "-_".utf8.contains($0) }),
            value.utf8.allSatisfy({ isLetterOrDigit($0) || "._~:+/=@-".utf8.contains($0) })
        else { return nil }
        self.init(carrier: carrier, name: name, value: value)
    }
}
