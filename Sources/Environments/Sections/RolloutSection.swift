/// How a new revision takes the traffic over.
package struct RolloutSection: SpecSection {
    package enum Strategy: String, SpecChoice {
        case rolling, canary
        case blueGreen = "blue-green"
    }

    package let strategy: Strategy
    package let steps: [RolloutStepSection]
    package let deadline: Duration

    package init(_ fields: inout Fields) {
        strategy = fields.value(
            "strategy", "rolling replaces replicas; canary moves traffic in steps; blue-green moves it at once.",
            default: .value(.rolling))
        steps = fields.sections("steps", "What a canary does, in order.")
        deadline = fields.value(
            "deadline", "How long the whole may take before the old revision is put back.",
            default: .value(.seconds(3_600)))
        checkSteps(&fields)
    }

    private func checkSteps(_ fields: inout Fields) {
        fields.require(
            strategy == .canary || steps.isEmpty, at: "steps", EnvironmentCodes.rule,
            "steps belong to the strategy canary, and this is \(strategy.rawValue)",
            help: "write strategy: canary, or take the steps away")
        fields.require(
            strategy != .canary || !steps.isEmpty, at: "strategy", EnvironmentCodes.rule, "a canary without steps",
            help: "add steps, such as `- weight: 5%`")
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
    }
}

/// One step of a canary: exactly one of its keys.
package struct RolloutStepSection: SpecSection {
    package enum Kind: Sendable {
        case weight(Percent)
        case soak(Duration)
        case analyse(AnalysisSection)
        case gate(GateSection)
    }

    /// Nil only where the step is invalid, which is then told.
    package let kind: Kind?

    package init(_ fields: inout Fields) {
        let weight: Percent? = fields.optional("weight", "The share of traffic the new revision gets.")
        let soak: Duration? = fields.optional("soak", "How long nothing changes.")
        let analyse: AnalysisSection? = fields.optionalSection("analyse", "What is measured before going on.")
        let gate: GateSection? = fields.optionalSection("gate", "An approval by a person.")
        fields.requireExactlyOne()
        kind = weight.map(Kind.weight) ?? soak.map(Kind.soak) ?? analyse.map(Kind.analyse) ?? gate.map(Kind.gate)
    }
}

/// Metrics that are watched for a while.
package struct AnalysisSection: SpecSection {
    package let length: Duration
    package let metrics: [Name]

    package init(_ fields: inout Fields) {
        length = fields.value("for", "How long is measured.")
        metrics = fields.list("metrics", "What is measured, by name.", default: .required, count: 1...20)
    }
}

/// A step that waits for a person, but not for ever.
package struct GateSection: SpecSection {
    package let approvalWithin: Duration

    package init(_ fields: inout Fields) {
        approvalWithin = fields.value(
            "approvalWithin", "How long the approval may take before the old revision returns.")
    }
}
