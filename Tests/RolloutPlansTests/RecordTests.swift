import Diagnostics
import JSON
import RolloutPlans
import Rollouts
import TestSupport
import Testing

/// What a journal holds is read back as it was written.
@Suite struct RecordTests {
    private static let events: [RolloutEvent] = [
        .start, .ready(.stable, 2), .ready(.canary, 0), .routed(Weight(thousandths: 12_345)),
        .verdict(analysis: "step-2", .noData), .verdict(analysis: "é\"", .marginal), .promoted, .demoted,
        .failed("HAProxy \u{7}\n"), .tick, .promote(full: true, by: "ann@x"), .pause(by: "ann@x"), .resume(by: "b"),
        .abort(by: "ann@x", reason: ""),
    ]

    @Test(arguments: events) func anEventIsReadBack(_ event: RolloutEvent) throws {
        #expect(try RolloutEvent(json: JSONReader.parse(event.json.bytes())) == event)
    }

    @Test(arguments: [
        Reading.value(0.1), .value(-0), .value(.infinity), .value(-.infinity), .counts(1, of: 3), .missing("no series"),
    ])
    func aReadingIsReadBack(_ reading: Reading) throws {
        #expect(try Reading(json: JSONReader.parse(reading.json.bytes())) == reading)
    }

    @Test func notANumberIsReadBack() throws {
        guard case .value(let value) = try Reading(json: JSONReader.parse(Reading.value(.nan).json.bytes())) else {
            Issue.record("it is no value any more")
            return
        }
        #expect(value.isNaN)
    }

    @Test func schedulesAndMetricsAreReadBack() throws {
        var random = SplitMix.seeded()
        print("record property: SLIPWAY_SEED=\(random.seed)")
        for _ in 0..<500 {
            let schedule = Self.schedule(&random)
            #expect(try Schedule(json: JSONReader.parse(schedule.json.bytes())) == schedule)
            for rule in Self.rules(&random) {
                var metric = Metric("m", rule)
                metric.weight = Double(random.next() % 1_000) / 8
                metric.isCritical = random.next() % 2 == 0
                let definition = MetricDefinition(metric, .counts(bad: "a\"", all: "b{x=\"1\"}"))
                #expect(try MetricDefinition(json: JSONReader.parse(definition.json.bytes())) == definition)
            }
        }
    }

    @Test func whatNobodyWroteIsRefused() throws {
        for text in [
            "{}", #"{"event":"explode"}"#, #"{"event":"start","extra":1}"#, #"{"event":"routed","weight":100001}"#,
            #"{"event":"ready","side":"left","count":1}"#,
        ] {
            #expect(throws: Failure.self) { try RolloutEvent(json: JSONReader.parse(Array(text.utf8))) }
        }
    }

    private static func schedule(_ random: inout SplitMix) -> Schedule {
        func number(_ most: UInt64) -> Int { Int(random.next() % most) }
        let steps: [Step] = (0..<number(8)).map { index in
            switch number(6) {
            case 0: .setWeight(Weight(thousandths: number(100_001)))
            case 1: .soak(.milliseconds(number(1_000_000)))
            case 2: .analyse(Analysis("a\(index)", for: .milliseconds(number(99_999)), grace: .seconds(number(99))))
            case 3: .gate(within: .seconds(number(99)))
            case 4: .scale(number(50))
            default: .route(number(2) == 0 ? nil : Route(.cookie, "name", "value"))
            }
        }
        var schedule = Schedule(steps, replicas: number(20))
        schedule.deadlines.pause = .milliseconds(number(1_000_000))
        schedule.keepWarm = .milliseconds(number(1_000_000))
        schedule.shrinksStable = number(2) == 0
        schedule.onNoData = Schedule.NoData.allCases[number(3)]
        schedule.wayBack = [Weight(percent: 50), .none]
        return schedule
    }

    private static func rules(_ random: inout SplitMix) -> [Metric.Rule] {
        let bound = Double(random.next() % 1_000_000) / 997
        return [
            .atMost(bound), .atLeast(-bound), .ratioAtMost(bound), .differenceAtMost(bound),
            .distribution(.either, tolerance: 0.25), .quantile(0.9, riseAtMost: bound, confidence: 0.95),
            .proportion(rise: 0.001, alpha: 0.01),
        ]
    }
}
