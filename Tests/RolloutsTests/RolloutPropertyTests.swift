import Rollouts
import TestSupport
import Testing

/// Random schedules and random histories; the seed is printed with what goes wrong.
@Suite struct RolloutPropertyTests {
    private static let rounds = 4_000

    private static func event(_ world: World, _ random: inout SplitMix) -> RolloutEvent {
        let names = world.measuring.sorted() + ["none"]
        // Rare phases, whose pairs would be rarer still.
        if world.rollout.phase.isWayBack, Int.random(in: 0..<12, using: &random) == 0 {
            let rare: [RolloutEvent] = [.abort(by: "p", reason: "again"), .failed("router"), .takenUp]
            return rare.randomElement(using: &random) ?? .takenUp
        }
        switch Int.random(in: 0..<25, using: &random) {
        case 0..<5: return world.pending.first ?? .tick
        case 5..<10:
            let side: RolloutEvent.Side = Bool.random(using: &random) ? .canary : .stable
            return .ready(side, world.wanted[side] ?? 0)
        case 10: return .ready(.canary, Int.random(in: 0...5, using: &random))
        case 11: return .ready(.stable, Int.random(in: 0...5, using: &random))
        case 12..<16:
            let verdict: RolloutEvent.Verdict = Int.random(in: 0..<4, using: &random) > 0 ? .pass : .noData
            return .verdict(analysis: names.randomElement(using: &random) ?? "", verdict)
        case 16:
            return .verdict(analysis: names[0], RolloutEvent.Verdict.allCases.randomElement(using: &random) ?? .fail)
        case 17: return .promote(full: Bool.random(using: &random), by: "p")
        case 18: return .pause(by: "p")
        case 19: return .resume(by: "p")
        case 20: return Int.random(in: 0..<4, using: &random) == 0 ? .abort(by: "p", reason: "r") : .start
        case 21: return Int.random(in: 0..<4, using: &random) == 0 ? .failed("disk") : .promoted
        case 22:
            return Bool.random(using: &random)
                ? .demoted : .routed(Weight(percent: Int.random(in: 0...100, using: &random)))
        case 23: return .takenUp
        default: return .tick
        }
    }

    private static func name(_ event: RolloutEvent) -> String { String("\(event)".prefix { $0 != "(" }) }

    @Test func nothingThatMustNotHappenDoes() {
        var pairs: Set<String> = []
        var ends: [String: Int] = [:]
        for seed in 0..<UInt64(10_000) {
            var random = SplitMix(seed: seed)
            let schedule = Schedule.random(&random)
            #expect(schedule.problems.isEmpty, "seed \(seed): \(schedule.problems)")
            var world = World(schedule)
            var afterwards = 0
            for _ in 0..<150 where afterwards < 4 {
                if world.rollout.phase.isTerminal { afterwards += 1 }
                let event = Self.event(world, &random)
                if event == world.pending.first { world.pending.removeFirst() }
                pairs.insert("\(world.rollout.phase.name) \(Self.name(event))")
                world.send(event)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    world.wait(.seconds(Int.random(in: 0...120, using: &random)))
                }
            }
            ends[world.rollout.phase.name, default: 0] += 1
            if !world.wrong.isEmpty {
                Issue.record("seed \(seed): \(world.wrong.prefix(3)) with \(schedule)")
                return
            }
        }
        // Every pair of a phase and an event was met.
        let phases = [
            "pending", "scaling", "warming", "shifting", "soaking", "analysing", "gated", "paused", "promoting",
            "keeping warm", "restoring", "returning", "cooling", "demoting", "succeeded", "aborted", "stuck",
        ]
        let events = [
            "start", "ready", "routed", "verdict", "promoted", "demoted", "failed", "tick", "promote", "pause",
            "resume", "abort", "takenUp",
        ]
        let missing = phases.flatMap { phase in events.map { "\(phase) \($0)" } }.filter { !pairs.contains($0) }
        #expect(missing.isEmpty, "\(missing)")
        #expect(["succeeded", "aborted", "stuck"].allSatisfy { (ends[$0] ?? 0) > 20 }, "\(ends)")
    }

    @Test func timeAloneEndsEverything() {
        for seed in 0..<UInt64(Self.rounds) {
            var random = SplitMix(seed: seed &+ 1_000_000)
            let schedule = Schedule.random(&random)
            var world = World(schedule)
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let event = Self.event(world, &random)
                if event == world.pending.first { world.pending.removeFirst() }
                world.send(event)
            }
            var ticks = 0
            while let deadline = world.rollout.deadline, ticks < 200 {
                ticks += 1
                world.now = max(world.now, deadline)
                world.send(.tick)
            }
            if !world.rollout.phase.isTerminal || !world.wrong.isEmpty {
                Issue.record("seed \(seed): \(world.rollout.phase) after \(ticks) ticks, \(world.wrong)")
                return
            }
        }
    }

    @Test func withoutDataNothingIsPromotedByItself() {
        for seed in 0..<UInt64(Self.rounds) {
            var random = SplitMix(seed: seed &+ 2_000_000)
            var schedule = Schedule.random(&random)
            if schedule.onNoData == .proceed { schedule.onNoData = .hold }
            guard schedule.steps.contains(where: { if case .analyse = $0 { true } else { false } }) else { continue }
            var world = World(schedule)
            world.send(.start)
            for _ in 0..<60 where !world.rollout.phase.isTerminal {
                world.settle()
                switch world.rollout.phase {
                case .analysing(let name):
                    if Bool.random(using: &random) {
                        world.send(.verdict(analysis: name, .noData))
                    } else {
                        world.now = world.rollout.deadline ?? world.now
                        world.send(.tick)
                    }
                case .gated: world.send(.promote(full: false, by: "p"))
                default:
                    world.now = world.rollout.deadline ?? world.now
                    world.send(.tick)
                }
            }
            if world.isPromoted || world.effects.contains(.promote) || world.rollout.phase != .aborted {
                Issue.record("seed \(seed): \(world.rollout.phase) with \(schedule)")
                return
            }
        }
    }

    @Test func aRunnerThatWasKilledGoesOnFromTheStoredValue() {
        // The machine is a value: events given to a copy of any moment lead where they lead the original.
        for seed in 0..<UInt64(500) {
            var random = SplitMix(seed: seed &+ 3_000_000)
            var world = World(Schedule.random(&random))
            for _ in 0..<80 {
                let event = Self.event(world, &random)
                var copy = world.rollout
                let expected = copy.handle(event, at: world.now)
                let count = world.effects.count
                world.send(event)
                #expect(copy == world.rollout && Array(world.effects[count...]) == expected, "seed \(seed)")
            }
        }
    }
}
