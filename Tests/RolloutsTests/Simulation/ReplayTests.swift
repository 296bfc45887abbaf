import Rollouts
import TestSupport
import Testing

/// What was measured once is judged again: the same samples give the same verdicts at the same times.
@Suite struct ReplayTests {
    private static let schedule: Schedule = {
        var schedule = Schedule(
            [
                .setWeight(Weight(percent: 10)), .analyse(Analysis("first", for: .seconds(100))),
                .soak(.seconds(30)),
                .setWeight(Weight(percent: 50)), .analyse(Analysis("second", for: .seconds(200))),
                .setWeight(.all),
            ], replicas: 4)
        schedule.warmUp = .seconds(5)
        return schedule
    }()

    private static var metrics: [Metric] {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.05))
        errors.leastSamples = 200
        var bound = Metric("bound", .ratioAtMost(1.2))
        // Where it alone fails, a person decides.
        bound.weight = 0.3
        return [errors, Metric("latency", .distribution(.increase, tolerance: 0.25)), bound]
    }

    /// A world like none of the catalogue, of which most are bad in some way and few in all.
    private static func scenario(_ random: inout SplitMix) -> Scenario {
        var scenario = Scenario(ScenarioName.allCases.randomElement(using: &random) ?? .good)
        scenario.seed = random.next()
        scenario.requestsPerSecond = Double.random(in: 10...400, using: &random)
        scenario.stable.errorRate = 0.05
        scenario.canary.errorRate = Double.random(in: 0.04...0.12, using: &random)
        scenario.canary.medianLatency = Double.random(in: 40...70, using: &random)
        scenario.stable.spread = Double.random(in: 0.1...1, using: &random)
        scenario.canary.spread = scenario.stable.spread
        if Bool.random(using: &random) { scenario.readingsLost = 0.3 }
        return scenario
    }

    @Test func aRecordingGivesTheHistoryItWasMadeOf() {
        var random = SplitMix.seeded()
        var verdicts: Set<RolloutEvent.Verdict> = []
        for _ in 0..<300 {
            let scenario = Self.scenario(&random)
            let looks = Int.random(in: 1...12, using: &random)
            let each = Int.random(in: 1...3, using: &random)
            let drawn = Simulation(Self.schedule, Self.metrics, scenario, looks: looks, readingsPerLook: each)
            var again = scenario
            again.recorded = drawn.recorded
            let replayed = Simulation(Self.schedule, Self.metrics, again, looks: looks, readingsPerLook: each)
            let isSame =
                replayed.judgements == drawn.judgements && replayed.timeline == drawn.timeline
                && replayed.recorded == drawn.recorded && replayed.requests == drawn.requests
                && replayed.rollout == drawn.rollout
            #expect(isSame, "seed \(random.seed): \(scenario)")
            // What is replayed is the recording: none of the behaviour that it was drawn from is looked at.
            again.canary.medianLatency = 5_000
            again.readingsLost = 1
            again.countsCanary = false
            #expect(
                Simulation(Self.schedule, Self.metrics, again, looks: looks, readingsPerLook: each).judgements
                    == drawn.judgements)
            verdicts.formUnion(drawn.judgements.map(\.verdict))
        }
        #expect(verdicts == Set(RolloutEvent.Verdict.allCases), "\(verdicts)")
    }

    /// A live run reads a little after a look is due, began at some time of the calendar, and judges what it has.
    @Test func aLiveRunIsJudgedAgainAsItWas() throws {
        var random = SplitMix.seeded()
        var verdicts: Set<RolloutEvent.Verdict> = []
        for _ in 0..<200 {
            let looks = Int.random(in: 2...9, using: &random)
            let analysis = Analysis("only", for: .seconds(90))
            let began = Moment(milliseconds: Int64.random(in: 0...2_000_000_000_000, using: &random))
            let each = Int.random(in: 1...3, using: &random)
            var live = AnalysisRun(analysis, Self.metrics, looks: looks, readingsPerLook: each, at: began)
            let rise = Double.random(in: 0...0.5, using: &random)
            var verdict: RolloutEvent.Verdict?
            while verdict == nil, let due = live.nextReading {
                // The last may be as late as the grace of the analysis lets it.
                let latest = live.readings + 1 == looks * each ? 60_000 : 3_000
                let at = due.advanced(by: .milliseconds(Int.random(in: 0..<latest, using: &random)))
                for metric in live.metrics { live.note(Self.measurement(metric, at, rise, &random), of: metric.name) }
                verdict = live.endReading()
            }
            var scenario = Scenario()
            scenario.recorded = [RecordedAnalysis(live)]
            let schedule = Schedule(
                [.setWeight(Weight(percent: 20)), .analyse(analysis), .setWeight(.all)], replicas: 2)
            let replayed = Simulation(schedule, Self.metrics, scenario, looks: looks, readingsPerLook: each)
            let judgement = try #require(replayed.judgements.last)
            #expect(judgement == live.judgement && judgement.verdict == verdict, "seed \(random.seed)")
            // At the same look, within what the live run was late.
            #expect(replayed.recorded.first?.measurements.mapValues(\.count) == live.measurements.mapValues(\.count))
            verdicts.insert(judgement.verdict)
        }
        #expect(verdicts.isSuperset(of: [.pass, .fail, .noData]), "\(verdicts)")
    }

    private static func measurement(
        _ metric: Metric, _ at: Moment, _ rise: Double, _ random: inout SplitMix
    ) -> Measurement {
        if Int.random(in: 0..<10, using: &random) == 0 { return Measurement(at: at, canary: .missing("none")) }
        if case .proportion = metric.rule {
            let bad = Int(40 + rise * Double.random(in: 0...80, using: &random))
            return Measurement(at: at, canary: .counts(bad, of: 1_000), baseline: .counts(40, of: 1_000))
        }
        let value = 1 + rise * Double.random(in: 0...1, using: &random)
        return Measurement(at: at, canary: .value(value), baseline: .value(1))
    }

    @Test func anAnalysisThatIsTakenUpAgainTakesTheNextRecording() {
        func readings(_ value: Double) -> RecordedAnalysis {
            RecordedAnalysis(
                "first", began: Moment(milliseconds: 0),
                [
                    "bound": (1...5).map { at in
                        let moment = Moment(milliseconds: Int64(at) * 20_000)
                        return Measurement(at: moment, canary: .value(value), baseline: .value(1))
                    }
                ])
        }
        let schedule = Schedule(
            [
                .setWeight(Weight(percent: 10)), .analyse(Analysis("first", for: .seconds(100))),
                .analyse(Analysis("first", for: .seconds(100))), .setWeight(.all),
            ], replicas: 1)
        func verdicts(_ recorded: [RecordedAnalysis]) -> [RolloutEvent.Verdict] {
            var scenario = Scenario()
            scenario.recorded = recorded
            return Simulation(schedule, [Metric("bound", .ratioAtMost(2))], scenario).judgements.map(\.verdict)
        }
        #expect(verdicts([readings(1), readings(9)]) == [.pass, .fail])
        #expect(verdicts([readings(1), readings(1)]) == [.pass, .pass])
        // Of the second time nothing was recorded.
        #expect(verdicts([readings(1)]) == [.pass, .noData])
    }

    @Test func nothingIsMadeUpAfterTheEndOfARecording() {
        var errors = Metric("error-rate", .proportion(rise: 0, alpha: 0.05))
        errors.errorLimit = 1
        let schedule = Schedule(
            [.setWeight(Weight(percent: 10)), .analyse(Analysis("first", for: .seconds(100))), .setWeight(.all)],
            replicas: 1)
        let drawn = Simulation(schedule, [errors], Scenario())
        #expect(drawn.outcome == .promoted)
        var longer = schedule
        longer.steps[1] = .analyse(Analysis("first", for: .seconds(200)))
        var scenario = Scenario()
        scenario.recorded = drawn.recorded
        // Looked at as often a minute, half of the looks are after its end.
        let replayed = Simulation(longer, [errors], scenario, looks: 10)
        #expect(replayed.judgements.map(\.verdict) == [.noData])
        #expect(replayed.judgements.last?.reason.contains("the recording ends before") == true)
    }
}
