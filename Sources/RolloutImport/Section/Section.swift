/// The `rollout` section of a spec as an import fills it; what is nil or empty is left to the spec's defaults.
struct Section: Equatable {
    enum Strategy: String {
        case rolling, canary
        case blueGreen = "blue-green"
    }

    enum NoData: String { case hold, abort, proceed }

    struct Analysis: Equatable {
        var length: Duration
        var metrics: [String]
    }

    /// Requests that go to the new revision whatever its weight.
    struct Route: Equatable {
        enum Carrier: String { case header, cookie }
        let carrier: Carrier
        let name: String
        let value: String
    }

    enum Step: Equatable {
        /// Thousandths of a percent, 1...100,000.
        case weight(Int)
        case soak(Duration)
        case analyse(Analysis)
        /// How long an approval may take.
        case gate(Duration)
        case scale(Int)
        case route(Route)
        case unroute
    }

    struct Preview: Equatable {
        var replicas: Int?
        var route: Route?
        var analyse: Analysis?
        var gate: Duration?
    }

    var strategy = Strategy.rolling
    var steps: [Step] = []
    var preview: Preview?
    var bake: Analysis?
    var background: [String] = []
    var metrics: [Metric] = []
    var score: (pass: Int, marginal: Int)?
    var onNoData: NoData?
    var deadline: Duration?
    var readyWithin: Duration?
    var warmUp: Duration?
    var keepWarm: Duration?
    var shrinkStable: Bool?
    var sticky: Bool?
    var webhooks: [String] = []

    static func == (left: Section, right: Section) -> Bool { left.node == right.node }

    /// How long a gate waits where the source waits for ever.
    static let patience = Duration.seconds(86_400)
    /// 100 % in thousandths of a percent.
    static let whole = 100_000

    /// Weights of the steps, in their order.
    var weights: [Int] { steps.compactMap { if case .weight(let weight) = $0 { weight } else { nil } } }

    var analyses: [Analysis] {
        steps.compactMap { if case .analyse(let analysis) = $0 { analysis } else { nil } }
            + [preview?.analyse, bake].compactMap { $0 }
    }

    /// Whether anything is measured at all.
    var judges: Bool { !analyses.isEmpty || !background.isEmpty }

    /// What soaks and analyses take, and `readyWithin` once for each time that replicas have to get ready; in whole
    /// minutes.
    var longest: Duration {
        var total = (readyWithin ?? .seconds(600)) * (weights.count + 1) + (warmUp ?? .zero) + (keepWarm ?? .zero)
        for analysis in analyses { total += analysis.length }
        for step in steps { if case .soak(let length) = step { total += length } }
        let minutes = (DurationText.milliseconds(total) + 59_999) / 60_000
        return .seconds(minutes * 60)
    }
}

/// A metric of the section's own.
struct Metric: Equatable {
    enum Rule: Equatable {
        case atMost(Decimal)
        case atLeast(Decimal)
        case ratioAtMost(Decimal)
        case distribution(direction: String, tolerance: Decimal)
    }

    var name: String
    var query: String
    var rule: Rule
    var isCritical: Bool
    var samples: Int?
    var failures: Int?
    var errors: Int?
    var weight: Int?
}
