internal import Diagnostics

/// What a section may hold at most.
enum SectionLimits {
    /// Arguments, templates and patterns that one analysis may list.
    static let listed = 100
    static let steps = 100, metrics = 50, metricsOfAnalysis = 20, webhooks = 10

    /// Throws E0953 for the first limit that the section exceeds.
    static func check(_ section: Section, file: String) throws(Failure) {
        let most = (section.analyses.map(\.metrics.count) + [section.background.count]).max() ?? 0
        let counts = [
            ("steps", section.steps.count, steps), ("metrics", section.metrics.count, metrics),
            ("metrics in one analysis", most, metricsOfAnalysis), ("webhooks", section.webhooks.count, webhooks),
        ]
        for (name, count, limit) in counts where count > limit {
            throw Failure(
                ImportCodes.tooLarge, "\(file) needs \(count) \(name), and a section holds at most \(limit)",
                help: "take \(name) away until \(limit) are left")
        }
        guard section.longest <= DurationText.longest else {
            throw Failure(
                ImportCodes.tooLarge, "the pauses and analyses of \(file) take more than 366 days together",
                help: "shorten them")
        }
    }
    /// Whether the source has no more of something than is read; if it has, that is reported. A template may be asked
    /// for by every step, so that without a bound the work would grow with the square of the file.
    static func admits(_ count: Int, _ name: String, of limit: Int, at value: SourceValue) -> Bool {
        guard count > limit else { return true }
        value.ledger.report(
            ImportCodes.tooLarge, "\(value.object): \(value.path) has \(count) \(name), and at most \(limit) are read",
            at: value.location, help: "take \(name) away until \(limit) are left")
        value.settle()
        return false
    }
}
