internal import Diagnostics
internal import JSON
internal import Providers
internal import RolloutPlans
internal import Rollouts

/// An analysis under way: reads its metrics when they are due, and turns counters into what came since it began.
struct AnalysisDriver {
    /// The counters of both sides at the beginning, by metric.
    typealias Bases = [String: [RolloutEvent.Side: Reading]]

    private(set) var run: AnalysisRun
    private let plan: RolloutPlan
    private(set) var bases: Bases
    /// When metrics were read last.
    private(set) var lastReading: Moment?

    init(_ run: AnalysisRun, _ plan: RolloutPlan, bases: Bases = [:]) {
        self.run = run
        self.plan = plan
        self.bases = bases
    }

    var name: String { run.analysis.name }
    /// Whether all counters were asked for once, with whatever answer.
    var hasAsked: Bool { counters.allSatisfy { bases[$0.name] != nil } }
    /// Whether the value of each counter at the beginning is known.
    var hasBases: Bool {
        counters.allSatisfy { definition in
            let sides = definition.metric.rule.needsBaseline ? RolloutEvent.Side.allCases : [.canary]
            return sides.allSatisfy { bases[definition.name]?[$0]?.isCounts == true }
        }
    }
    /// When the counters were asked for last.
    var lastAsked: Moment?
    private var counters: [MetricDefinition] { plan.metrics(of: name).filter { $0.query.isCounts } }

    /// Asks for all metrics of both sides at once.
    static func ask(
        _ definitions: [MetricDefinition], _ plan: RolloutPlan, of provider: any RolloutProvider, within limit: Duration
    ) async -> Bases {
        await withTaskGroup(of: (String, RolloutEvent.Side, Reading).self) { group in
            for definition in definitions {
                for (side, revision) in [(RolloutEvent.Side.canary, plan.canary), (.stable, plan.stable)]
                where side == .canary || definition.metric.rule.needsBaseline {
                    let query = definition.query.resolved(revision: revision.id, backend: revision.backend)
                    group.addTask { (definition.name, side, await provider.read(query, within: limit)) }
                }
            }
            var readings: Bases = [:]
            for await (name, side, reading) in group { readings[name, default: [:]][side] = reading }
            return readings
        }
    }

    /// Takes readings in; gives what was measured, and a verdict where a look was due and came to one.
    mutating func take(
        _ readings: Bases, at moment: Moment
    ) -> (measured: [(name: String, measurement: Measurement)], verdict: RolloutEvent.Verdict?) {
        var measured: [(String, Measurement)] = []
        for definition in plan.metrics(of: name) {
            let own = readings[definition.name] ?? [:]
            let measurement = Measurement(
                at: moment, canary: since(definition, .canary, own[.canary]),
                baseline: definition.metric.rule.needsBaseline ? since(definition, .stable, own[.stable]) : nil)
            run.note(measurement, of: definition.name)
            measured.append((definition.name, measurement))
        }
        lastReading = moment
        return (measured, run.endReading())
    }

    /// When metrics are to be read again; nil after the last time.
    ///
    /// What was missed while nobody read is not made up for in a burst, which would count one sample several times.
    var nextReading: Moment? {
        let interval = run.analysis.length / (run.looks * run.readingsPerLook)
        return run.nextReading.map { due in lastReading.map { max(due, $0.advanced(by: interval * 0.9)) } ?? due }
    }

    /// Takes the first value of each counter; a later one does not count.
    mutating func begin(from readings: Bases) {
        for (name, sides) in readings {
            for (side, reading) in sides where bases[name]?[side]?.isCounts != true {
                bases[name, default: [:]][side] = reading
            }
        }
    }

    /// What a counter rose by since the beginning; anything else as it is.
    private mutating func since(
        _ definition: MetricDefinition, _ side: RolloutEvent.Side, _ reading: Reading?
    ) -> Reading {
        guard let reading else { return .missing("it was not asked for") }
        guard case .counts(let bad, let all) = reading else { return reading }
        guard case .counts(let oldBad, let oldAll)? = bases[definition.name]?[side] else {
            // What came before is not known, so it counts from here on.
            bases[definition.name, default: [:]][side] = reading
            return .missing("the counter had no value when the analysis began")
        }
        guard all >= oldAll, bad >= oldBad else {
            bases[definition.name, default: [:]][side] = reading
            return .missing("the counter fell: what counts was started anew")
        }
        return .counts(bad - oldBad, of: all - oldAll)
    }
}

extension AnalysisDriver {
    static func json(_ bases: Bases) -> JSONValue {
        .sortedObject(
            bases.mapValues { sides in
                .sortedObject(
                    Dictionary(
                        sides.map { ($0.key.rawValue, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
            })
    }

    static func bases(_ json: JSONValue?) throws(Failure) -> Bases {
        var bases: Bases = [:]
        for metric in json?.object ?? [] {
            for side in metric.value.object ?? [] {
                guard let name = RolloutEvent.Side(rawValue: side.name) else { continue }
                bases[metric.name, default: [:]][name] = try Reading(json: side.value)
            }
        }
        return bases
    }
}

extension Reading {
    var isCounts: Bool { if case .counts = self { true } else { false } }
}

extension MetricDefinition.Query {
    var isCounts: Bool { if case .counts = self { true } else { false } }
}
