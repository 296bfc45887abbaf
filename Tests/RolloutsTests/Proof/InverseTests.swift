import Rollouts
import TestSupport
import Testing

@Suite struct InverseTests {
    @Test func everyStepHasALine() {
        var schedule = CapacityProofTests.canary
        schedule.shrinksStable = true
        schedule.wayBack = [Weight(percent: 20), .none]
        schedule.steps.insert(.route(Route(.header, "X-Canary", "yes")), at: 0)
        schedule.steps.insert(.route(nil), at: 2)
        #expect(
            Inverse.all(of: schedule).map { "\($0.text): \($0)" } == [
                "route header X-Canary=yes: no route by header or cookie; new revision to 0 replicas",
                "weight 5%: no route by header or cookie; weight to 0%; new revision to 0 replicas",
                "no route by header or cookie: weight to 0%; new revision to 0 replicas",
                "analyse errors for 300 s: stop measuring errors; weight to 0%; new revision to 0 replicas",
                "weight 25%: stable revision to 4 replicas; weight to 20%; weight to 0%; new revision to 0 replicas",
                "soak for 300 s: stable revision to 4 replicas; weight to 20%; weight to 0%; new revision to 0 replicas",
                "weight 50%: stable revision to 4 replicas; weight to 20%; weight to 0%; new revision to 0 replicas",
                "gate, open within 7200 s: stable revision to 4 replicas; weight to 20%; weight to 0%; "
                    + "new revision to 0 replicas",
                "weight 100%: stable revision to 4 replicas; weight to 20%; weight to 0%; new revision to 0 replicas",
            ])
    }

    /// What was done and what undoes it leave what was there, whatever the schedule.
    @Test func nothingIsLeftBehind() {
        var random = SplitMix.seeded()
        for round in 0..<100 {
            let schedule = Schedule.random(&random)
            let inverses = Inverse.all(of: schedule)
            #expect(inverses.map(\.step) == Array(schedule.steps.indices), "seed \(random.seed): \(schedule)")
            for inverse in inverses {
                var world = World(schedule)
                for step in schedule.steps[...inverse.step] {
                    switch step {
                    case .setWeight(let weight): world.told = weight
                    case .route(let route): world.route = route
                    case .scale, .soak, .analyse, .gate: break
                    }
                }
                world.wanted = [
                    .canary: schedule.canaryReplicas(during: inverse.step),
                    .stable: schedule.stableReplicas(at: world.told),
                ]
                if world.told == .all { world.wanted[.stable] = nil }
                for effect in inverse.effects {
                    switch effect {
                    case .scale(let side, let count): world.wanted[side] = count
                    case .route(let weight): world.told = weight
                    case .match(let route): world.route = route
                    case .stopMeasuring, .measure: break
                    case .promote: world.isPromoted = true
                    case .demote: world.isPromoted = false
                    }
                }
                let isBack =
                    world.told == .none && world.route == nil && world.wanted[.canary] == 0
                    && [nil, schedule.replicas].contains(world.wanted[.stable]) && !world.isPromoted
                #expect(isBack, "seed \(random.seed), round \(round), step \(inverse.step): \(inverse) of \(schedule)")
            }
        }
    }
}
