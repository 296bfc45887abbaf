internal import Environments
internal import Templates
internal import YAML

/// How fast the error budget may be used up before somebody is told (Google, "The Site Reliability Workbook", ch. 5,
/// table 5-8: multiwindow, multi-burn-rate alerts of a budget of 30 days).
enum BurnRates {
    private static let rates: [(long: String, short: String, tenths: Int, severity: String)] = [
        ("1h", "5m", 144, "page"), ("6h", "30m", 60, "page"), ("1d", "2h", 30, "ticket"), ("3d", "6h", 10, "ticket"),
    ]

    /// Empty where nothing is promised.
    static func items(of availability: Percent?, _ values: PlacedValues) -> [[Node.Pair]] {
        guard let availability else { return [] }
        let budget = 100_000 - availability.thousandths
        return rates.map { rate in
            [
                values.text("long", rate.long, "monitoring.availability"),
                values.text("short", rate.short, "monitoring.availability"),
                values.text(
                    "ratio", decimal(millionths: min(rate.tenths * budget, 1_000_000)), "monitoring.availability"),
                values.text("severity", rate.severity, "monitoring.availability"),
            ]
        }
    }

    /// `0.0144` of 14,400.
    private static func decimal(millionths: Int) -> String {
        var fraction = String(millionths % 1_000_000 + 1_000_000).dropFirst()
        while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
        return "\(millionths / 1_000_000)\(fraction.isEmpty ? "" : ".")\(fraction)"
    }

    static let shape = Shape.Field(
        "burnRates",
        .list(
            .object([
                Shape.Field("long", .string, description: "The window that tells a lasting rise."),
                Shape.Field("short", .string, description: "The window that tells that it still goes on."),
                Shape.Field(
                    "ratio", .string, description: "The share of failed requests, 0 to 1, above which it is told."),
                Shape.Field("severity", .string, description: "page or ticket."),
            ])), description: "When failed requests use up what monitoring.availability leaves; none without it.")
}
