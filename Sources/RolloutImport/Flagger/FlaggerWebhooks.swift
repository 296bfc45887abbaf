/// The webhooks of a Canary: those that ask for leave become gates, those that tell become notifications.
struct FlaggerWebhooks {
    /// How long each kind of leave may take; nil where nobody is asked.
    struct Gates {
        var rollout: Duration?
        var increase: Duration?
        var promotion: Duration?
    }

    private var asked: [(kind: String, name: String, source: SourceValue)] = []
    /// Addresses that are told of every event.
    private(set) var notified: [String] = []

    init(_ sources: [SourceValue]) {
        for source in sources { read(source) }
    }

    private mutating func read(_ source: SourceValue) {
        let name = source["name"]?.text ?? "unnamed"
        let kind = source["type"]?.text ?? "rollout"
        switch kind {
        case "confirm-rollout", "confirm-traffic-increase", "confirm-promotion": asked.append((kind, name, source))
        case "event": readEvent(source, name: name)
        case "rollback":
            source.lost(
                "the webhook \(name) asks every interval whether to roll back, and Slipway is told by command; abort the rollout "
                    + "from where that is decided")
        case "pre-rollout":
            source.lost(
                "the webhook \(name) must succeed before traffic moves, and a section calls nothing; run its check before the "
                    + "rollout, or put a gate first")
        case "post-rollout":
            source.lost("the webhook \(name) is called after the end; write notify with a command that does it")
        case "rollout":
            source.lost(
                "the webhook \(name) runs with every check, often to make traffic, and a section calls nothing; make the traffic "
                    + "from outside, or measure what it returns with a metric")
        default: source.lost("the type \(kind) of the webhook \(name) is not known; look up what it does")
        }
    }

    /// The gates that a strategy has room for; each webhook is listed with what becomes of it.
    ///
    /// - Parameter isBlueGreen: a preview has one gate, before traffic moves.
    func gates(shiftsWeight: Bool, isBlueGreen: Bool) -> Gates {
        var gates = Gates()
        for (kind, name, source) in asked {
            switch kind {
            case "confirm-traffic-increase":
                guard shiftsWeight else {
                    source.lost("with iterations Flagger never asks the webhook \(name); leave it out")
                    continue
                }
                gates.increase = Section.patience
            case "confirm-rollout": gates.rollout = Section.patience
            default: gates.promotion = Section.patience
            }
            source.settle()
            if isBlueGreen, kind == "confirm-rollout" {
                source.changed(
                    "a preview has one gate, behind its analysis, so what the webhook \(name) confirms before the start is "
                        + "confirmed there; approve with that in mind")
            }
            source.changed(
                "Flagger asks the webhook \(name) every interval, for ever, and the gate waits "
                    + "\(DurationText.write(Section.patience)) for a person's approval; let whoever answers the webhook "
                    + "approve by command")
        }
        return gates
    }

    private mutating func readEvent(_ source: SourceValue, name: String) {
        guard let address = source.text("url"), Self.isWebAddress(address) else {
            source.lost("the webhook \(name) has no plain http or https address; write notify with one")
            return
        }
        source.settle()
        if !notified.contains(address) { notified.append(address) }
        source.changed(
            "the webhook \(name) gets Slipway's JSON and none of Flagger's fields, metadata or retries; teach it to read that"
        )
    }

    /// Without a name and password, white space or a sign that does not belong there.
    private static func isWebAddress(_ text: String) -> Bool {
        let rest = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
        let host = rest?.prefix { $0 != "/" } ?? ""
        return !host.isEmpty && !host.contains("@") && text.utf8.count <= 2_048
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
