/// One metric of one's own: what is asked of Prometheus, and the rule that makes the answer good enough.
package struct MetricSection: SpecSection {
    package enum Rule: Sendable {
        case atMost(Number)
        case atLeast(Number)
        case ratioAtMost(Number)
        case differenceAtMost(Number)
        case distribution(DistributionSection)
        case quantile(QuantileSection)
        case proportion(ProportionSection)
    }

    /// What Prometheus is asked: `$revision` stands for the revision, `$backend` for its backend in the router.
    package enum Query: Sendable {
        case value(QueryText)
        /// Two counters: those that count against it, and all.
        case counts(bad: QueryText, all: QueryText)
    }

    package let name: Name
    /// Nil only where the metric is invalid, which is then told.
    package let query: Query?
    package let rule: Rule?
    package let isCritical: Bool
    package let samples: Int
    package let failures: Int
    package let errors: Int
    package let weight: Int

    package init(_ fields: inout Fields) {
        name = fields.value("name", "What the steps call it.")
        let value: QueryText? = fields.optional("query", "What Prometheus is asked; the answer is one number.")
        let bad: QueryText? = fields.optional("bad", "A counter of what counts against the revision.")
        let all: QueryText? = fields.optional("all", "The counter of everything, of which bad is a part.")
        let most: Number? = fields.optional("atMost", "No reading is higher.")
        let least: Number? = fields.optional("atLeast", "No reading is lower.")
        let ratio: Number? = fields.optional(
            "ratioAtMost", "No reading is higher than so many times the old revision's.")
        let difference: Number? = fields.optional(
            "differenceAtMost", "No reading is higher than the old revision's by more than this.")
        let distribution: DistributionSection? = fields.optionalSection(
            "distribution", "All readings of both revisions are compared (Mann-Whitney).")
        let quantile: QuantileSection? = fields.optionalSection(
            "quantile", "A quantile of the readings of both revisions is compared.")
        let proportion: ProportionSection? = fields.optionalSection(
            "proportion", "The shares bad/all of both revisions are compared (two-proportion test).")
        isCritical = fields.value(
            "critical", "Whether an analysis fails with it, whatever its score.", default: .value(false))
        samples = fields.value(
            "samples", "How many readings are needed to judge; of counts, how many requests.", default: .value(5),
            in: 1...1_000_000)
        failures = fields.value(
            "failures", "How many readings may break the rule.", default: .value(0), in: 0...10_000)
        errors = fields.value(
            "errors", "How many readings in a row may be missing.", default: .value(4), in: 0...10_000)
        weight = fields.value("weight", "Its part of the score.", default: .value(1), in: 1...1_000)

        let rules: [Rule] = [
            most.map(Rule.atMost), least.map(Rule.atLeast), ratio.map(Rule.ratioAtMost),
            difference.map(Rule.differenceAtMost), distribution.map(Rule.distribution), quantile.map(Rule.quantile),
            proportion.map(Rule.proportion),
        ].compactMap { $0 }
        rule = rules.first
        query = value.map(Query.value) ?? bad.flatMap { bad in all.map { Query.counts(bad: bad, all: $0) } }
        check(&fields, rules: rules.count, value: value, bad: bad, all: all)
    }

    private func check(_ fields: inout Fields, rules: Int, value: QueryText?, bad: QueryText?, all: QueryText?) {
        fields.require(
            rules == 1, at: "name", EnvironmentCodes.exactlyOne,
            "\(name) has \(rules == 0 ? "no rule" : "\(rules) rules")",
            help: """
                write exactly one of atMost, atLeast, ratioAtMost, differenceAtMost, distribution, quantile, proportion
                """)
        let isProportion = if case .proportion? = rule { true } else { false }
        fields.require(
            isProportion || value != nil && bad == nil && all == nil, at: "name", EnvironmentCodes.rule,
            "\(name) needs a query, and nothing else", help: "write query: and what Prometheus is to be asked")
        fields.require(
            !isProportion || value == nil && bad != nil && all != nil, at: "name", EnvironmentCodes.rule,
            "\(name) compares shares, which takes two counters", help: "write bad: and all:, and no query:")
    }
}

/// The Mann-Whitney comparison, as Kayenta's judge makes it.
package struct DistributionSection: SpecSection {
    package enum Direction: String, SpecChoice { case increase, decrease, either }

    package let direction: Direction
    package let tolerance: Number

    package init(_ fields: inout Fields) {
        direction = fields.value(
            "direction", "What is worse: higher, lower, or any change.", default: .value(.increase))
        tolerance = fields.value(
            "tolerance", "The part of the estimated shift that its interval may reach into.",
            default: .value(Number(0.25)))
        fields.require(
            tolerance.value >= 0 && tolerance.value <= 1, at: "tolerance", EnvironmentCodes.outOfRange,
            "it is a part, from 0 to 1", help: "write 0.25")
    }
}

/// One quantile of both samples.
package struct QuantileSection: SpecSection {
    package let at: Number
    package let riseAtMost: Number
    package let confidence: Number

    package init(_ fields: inout Fields) {
        at = fields.value("at", "Which quantile, between 0 and 1.")
        riseAtMost = fields.value("riseAtMost", "How much higher it may be, as a part of the old revision's.")
        confidence = fields.value("confidence", "How sure it must be.", default: .value(Number(0.95)))
        for (name, number) in [("at", at), ("confidence", confidence)] {
            fields.require(
                number.value > 0 && number.value < 1, at: name, EnvironmentCodes.outOfRange,
                "it lies between 0 and 1", help: "write 0.95")
        }
        fields.require(
            riseAtMost.value >= 0, at: "riseAtMost", EnvironmentCodes.outOfRange, "a rise is not negative",
            help: "write 0.1 for 10 %")
    }
}

/// The two-proportion test.
package struct ProportionSection: SpecSection {
    package let riseAtMost: Percent
    package let alpha: Number

    package init(_ fields: inout Fields) {
        riseAtMost = fields.value(
            "riseAtMost", "A rise up to this does not matter.", default: .value(.none))
        alpha = fields.value(
            "alpha", "The chance of a false alarm that is accepted.", default: .value(Number(0.01)))
        fields.require(
            alpha.value > 0 && alpha.value < 0.5, at: "alpha", EnvironmentCodes.outOfRange,
            "it lies between 0 and 0.5", help: "write 0.01")
    }
}

/// From which scores on an analysis passes, and from which a person decides.
package struct ScoreSection: SpecSection {
    package let pass: Int
    package let marginal: Int

    package init(_ fields: inout Fields) {
        pass = fields.value("pass", "From this score on it passes.", default: .value(95), in: 1...100)
        marginal = fields.value(
            "marginal", "From this score on a person decides; below it fails.", default: .value(75), in: 0...100)
        fields.require(
            marginal <= pass, at: "marginal", EnvironmentCodes.rule, "it is more than pass, which is \(pass)",
            help: "write \(pass) or less")
    }
}

/// What an analysis must be able to see, given the traffic that is expected.
package struct DetectionSection: SpecSection {
    package let requestsPerSecond: Number
    package let errorRate: Percent
    package let factor: Number

    package init(_ fields: inout Fields) {
        requestsPerSecond = fields.value("requestsPerSecond", "The traffic of the service in its quiet hours.")
        errorRate = fields.value("errorRate", "The share of requests that fail anyway.")
        factor = fields.value("factor", "Each analysis must see so many times the errors, four times in five.")
        fields.require(
            requestsPerSecond.value > 0, at: "requestsPerSecond", EnvironmentCodes.outOfRange,
            "without traffic nothing is seen", help: "write 1 or more")
        fields.require(
            errorRate.thousandths > 0, at: "errorRate", EnvironmentCodes.outOfRange,
            "no factor of nothing is anything", help: "write 0.1%")
        fields.require(
            factor.value > 1, at: "factor", EnvironmentCodes.outOfRange, "a rise is more than once",
            help: "write 2 or more")
    }
}
