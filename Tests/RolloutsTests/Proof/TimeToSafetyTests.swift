import Rollouts
import TestSupport
import Testing

@Suite struct TimeToSafetyTests {
    private static func times(_ random: inout SplitMix) -> RunnerTimes {
        var times = RunnerTimes()
        times.health = .seconds(Int.random(in: 0...20, using: &random))
        times.router = .seconds(Int.random(in: 0...20, using: &random))
        times.ready = .seconds(Int.random(in: 0...100, using: &random))
        times.verdict = .seconds(Int.random(in: 0...20, using: &random))
        times.reaction = .seconds(Int.random(in: 0...2, using: &random))
        times.sight =
            Bool.random(using: &random) ? .wholeAnalysis : .nextLook(of: Int.random(in: 1...5, using: &random))
        return times
    }

    /// Random schedules and runners, and each fault at every instant of a grid.
    @Test func noFaultOutlastsItsBound() {
        var random = SplitMix.seeded()
        var checked: [TimeToSafety.Fault: Int] = [:]
        var closest: [TimeToSafety.Fault: Double] = [:]
        for round in 0..<120 {
            let schedule = Schedule.random(&random)
            let times = Self.times(&random)
            let safety = TimeToSafety(schedule, times)
            let whole = FaultRun(schedule, times, .errors, at: Moment(milliseconds: .max), seed: random.next()).length
            for fault in TimeToSafety.Fault.allCases {
                for instant in 0...40 {
                    let moment = Moment(milliseconds: 0).advanced(by: whole * instant / 40)
                    let seed = random.next()
                    let run = FaultRun(schedule, times, fault, at: moment, seed: seed)
                    guard let row = run.row, !run.isTooLate, case .within(let parts) = safety.rows[row][fault] else {
                        continue
                    }
                    checked[fault, default: 0] += 1
                    guard let exposure = run.exposure, exposure <= parts.total else {
                        Issue.record(
                            """
                            seed \(random.seed), round \(round), run \(seed): \(fault) in row \(row) at \(moment): \
                            \(String(describing: run.exposure)) of \(parts) with \(times) and \(schedule)
                            """)
                        return
                    }
                    if parts.total > .zero { closest[fault] = max(closest[fault] ?? 0, exposure / parts.total) }
                }
            }
        }
        // It is a bound that is met, not just a large number.
        for fault in TimeToSafety.Fault.allCases {
            #expect((checked[fault] ?? 0) > 1_000 && (closest[fault] ?? 0) > 0.9, "\(checked) \(closest)")
        }
        print("time to safety: \(checked) faults; the closest to their bounds: \(closest)")
    }

    /// By hand: 5 s of health, 10 of the router, 120 of replicas, 15 of a verdict, and 1 for each word to the machine.
    @Test func theBoundsOfACanaryByHand() {
        var schedule = Schedule(
            [
                .setWeight(Weight(percent: 10)), .analyse(Analysis("first", for: .seconds(300))),
                .setWeight(Weight(percent: 50)), .analyse(Analysis("second", for: .seconds(600))), .setWeight(.all),
            ], replicas: 10)
        schedule.shrinksStable = true
        schedule.keepWarm = .seconds(600)
        schedule.wayBack = [Weight(percent: 20), .none]
        schedule.wayBackPause = .seconds(30)
        let safety = TimeToSafety(schedule, RunnerTimes())
        func table(_ fault: TimeToSafety.Fault) -> [String] { safety.rows.map { Self.words($0[fault]) } }
        // From 10 % there is one weight back, and in its analysis one replica of the stable revision to restore. The
        // step after may have begun when the fault is known.
        #expect(
            table(.crash) == [
                "5+1+121+11+0", "5+1+121+22+31", "5+1+121+22+31", "5+1+121+22+31", "5+1+121+22+31", "5+1+121+22+31",
            ])
        #expect(table(.abort) == table(.crash).map { "0" + $0.dropFirst() })
        // 121 for replicas, 11 for the router, 316 for the first analysis; 616 for the second. In the first, a marginal
        // verdict and a pause of an hour may come before.
        #expect(
            table(.errors) == [
                "447+1+121+11+0", "\(3_601 + 316 + 132 + 616 - 1)+1+121+22+31", "\(132 + 616 - 1)+1+121+22+31",
                "no analysis begins after it", "no analysis begins after it", "no analysis begins after it",
            ])
        #expect(Self.words(safety.worst(.crash)) == "5+1+121+22+31")
        #expect(
            Self.words(safety.worst(.errors)) == "analyse second for 600 s: no analysis begins after it")
        #expect(safety.rows(over: .seconds(179), .abort).map(\.step) == [])
        #expect(safety.rows(over: .seconds(174), .abort).map(\.step) == [1, 2, 3, 4, 5])
        #expect(safety.rows(over: .seconds(800), .errors).map(\.step) == [1, 2, 3, 4, 5].filter { $0 != 6 })

        var times = RunnerTimes()
        times.sight = .nextLook(of: 5)
        // 60 s to the next look; after the last look of the first analysis, its verdict is on its way for 16 s.
        let looks = TimeToSafety(schedule, times).rows.map { Self.words($0.errors) }
        #expect(
            looks == [
                "\(132 + 60 + 15)+1+121+11+0", "75+1+121+11+0", "\(16 + 132 + 120 + 15)+1+121+22+31",
                "135+1+121+22+31", "no analysis begins after it", "no analysis begins after it",
            ])
    }

    @Test func whereThereIsNoBound() {
        var schedule = Schedule([.setWeight(Weight(percent: 50)), .soak(.seconds(9)), .setWeight(.all)], replicas: 2)
        // Over before anybody knows.
        #expect(
            TimeToSafety(schedule, RunnerTimes()).rows.map { Self.words($0.crash) } == [
                "5+1+0+11+0", "the old revision is gone before it is known",
                "the old revision is gone before it is known", "the old revision is gone before it is known",
            ])
        schedule.keepWarm = .seconds(60)
        var slow = RunnerTimes()
        slow.router = .seconds(60)
        #expect(
            Set(TimeToSafety(schedule, slow).rows.map { Self.words($0.abort) })
                == ["the router did not take 50% over in time"])
        #expect(TimeToSafety(schedule, RunnerTimes()).worst(.abort).total == .seconds(12))
    }

    private static func words(_ bound: TimeToSafety.Bound) -> String {
        switch bound {
        case .within(let parts):
            [parts.detection, parts.reaction, parts.restoring, parts.routing, parts.pauses]
                .map { String($0.components.seconds) }.joined(separator: "+")
        case .unbounded(let why): why
        }
    }
}
