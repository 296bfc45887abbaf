/// What is measured and what is promised.
package struct MonitoringSection: SpecSection {
    package let scrapeInterval: Duration
    package let retention: Duration
    package let availability: Percent?
    package let latency: Duration?

    package init(_ fields: inout Fields) {
        scrapeInterval = fields.value("scrapeInterval", "How often metrics are read.", default: .value(.seconds(15)))
        retention = fields.value(
            "retention", "How long metrics are kept.",
            default: .byTier(dev: .seconds(86_400), staging: .seconds(7 * 86_400), prod: .seconds(30 * 86_400)))
        availability = fields.optional("availability", "The share of requests that must succeed over 30 days.")
        latency = fields.optional("latency", "The time within which 99 % of requests are answered.")
        fields.require(
            scrapeInterval >= .seconds(1), at: "scrapeInterval", EnvironmentCodes.rule,
            "that is more than once a second", help: "write 1s or more")
        fields.require(
            retention >= .seconds(3_600), at: "retention", EnvironmentCodes.rule,
            "metrics would be gone before anyone looks", help: "write 1h or more")
    }
}
