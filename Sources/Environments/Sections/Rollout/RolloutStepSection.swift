/// One step of a canary: exactly one of its keys.
package struct RolloutStepSection: SpecSection {
    package enum Kind: Sendable {
        case weight(Percent)
        case soak(Duration)
        case analyse(AnalysisSection)
        case gate(GateSection)
        case scale(Int)
        case route(RouteSection)
        case unroute
    }

    /// Nil only where the step is invalid, which is then told.
    package let kind: Kind?

    package init(_ fields: inout Fields) {
        let weight: Percent? = fields.optional("weight", "The share of traffic the new revision gets.")
        let soak: Duration? = fields.optional("soak", "How long nothing changes.")
        let analyse: AnalysisSection? = fields.optionalSection("analyse", "What is measured before going on.")
        let gate: GateSection? = fields.optionalSection("gate", "An approval by a person.")
        let scale: Int? = fields.optional(
            "scale", "How many replicas of the new revision there are, beyond what its traffic needs.", in: 0...1_000)
        let route: RouteSection? = fields.optionalSection(
            "route", "Requests that go to the new revision whatever its weight.")
        let unroute: Bool? = fields.optional("unroute", "true ends an earlier route.")
        fields.requireExactlyOne()
        fields.require(
            unroute != false, at: "unroute", EnvironmentCodes.rule, "false says nothing", help: "write unroute: true")
        kind =
            weight.map(Kind.weight) ?? soak.map(Kind.soak) ?? analyse.map(Kind.analyse) ?? gate.map(Kind.gate)
            ?? scale.map(Kind.scale) ?? route.map(Kind.route) ?? (unroute == true ? .unroute : nil)
    }
}

/// Metrics that are watched for a while.
package struct AnalysisSection: SpecSection {
    package let length: Duration
    package let metrics: [Name]

    package init(_ fields: inout Fields) {
        length = fields.value("for", "How long is measured.")
        metrics = fields.list("metrics", "What is measured, by name.", default: .required, count: 1...20)
        fields.require(
            length > .zero, at: "for", EnvironmentCodes.rule, "nothing is measured in no time",
            help: "write 10s or more")
    }
}

/// A step that waits for a person, but not for ever.
package struct GateSection: SpecSection {
    package let approvalWithin: Duration

    package init(_ fields: inout Fields) {
        approvalWithin = fields.value(
            "approvalWithin", "How long the approval may take before the old revision returns.")
        fields.require(
            approvalWithin > .zero, at: "approvalWithin", EnvironmentCodes.rule, "nobody approves in no time",
            help: "write 10m or more")
    }
}

/// Requests by what they carry: a header or a cookie with one value.
package struct RouteSection: SpecSection {
    package let header: HeaderName?
    package let cookie: HeaderName?
    package let value: HeaderValue

    package init(_ fields: inout Fields) {
        header = fields.optional("header", "The name of the header.")
        cookie = fields.optional("cookie", "The name of the cookie.")
        value = fields.value("value", "What it must say.")
        fields.require(
            (header == nil) != (cookie == nil), at: header == nil ? "value" : "cookie", EnvironmentCodes.exactlyOne,
            header == nil ? "neither a header nor a cookie is named" : "a header and a cookie are named",
            help: "write exactly one of header, cookie")
    }
}

/// What a blue-green rollout does while the old revision still has all traffic.
package struct PreviewSection: SpecSection {
    package let replicas: Int?
    package let route: RouteSection?
    package let analyse: AnalysisSection?
    package let gate: GateSection?

    package init(_ fields: inout Fields) {
        replicas = fields.optional(
            "replicas", "How many replicas the preview has; before traffic moves there are as many as it needs.",
            in: 1...1_000)
        route = fields.optionalSection("route", "Requests that reach the preview.")
        analyse = fields.optionalSection("analyse", "What is measured of the preview.")
        gate = fields.optionalSection("gate", "An approval by a person.")
    }
}
