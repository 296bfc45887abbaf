import Rollouts
import TestSupport
import Testing

@Suite struct RolloutTests {
    private static let canary = Schedule(
        [
            .setWeight(Weight(percent: 5)), .analyse(Analysis("errors", for: .seconds(300))),
            .setWeight(Weight(percent: 25)), .soak(.seconds(300)), .setWeight(Weight(percent: 50)),
            .gate(within: .seconds(7_200)), .setWeight(.all),
        ], replicas: 4)

    /// A world whose rollout waits in the phase of that name.
    private func world(_ schedule: Schedule = canary, until phase: String) -> World {
        var world = World(schedule)
        world.send(.start)
        for _ in 0..<50 where world.rollout.phase.name != phase { advance(&world) }
        return world
    }

    private func advance(_ world: inout World) {
        let before = world.rollout.phase
        world.settle()
        guard world.rollout.phase == before else { return }
        switch world.rollout.phase {
        case .analysing(let name): world.send(.verdict(analysis: name, .pass))
        case .gated: world.send(.promote(full: false, by: "ann"))
        case .soaking, .warming, .keepingWarm, .cooling:
            world.now = world.rollout.deadline ?? world.now
            world.send(.tick)
        default: break
        }
        world.settle()
    }

    @Test func aGoodVersionGoesAllTheWay() {
        var world = world(until: "succeeded")
        world.settle()
        #expect(world.rollout.phase == .succeeded && world.wrong.isEmpty, "\(world.wrong)")
        #expect(
            world.effects == [
                .scale(.canary, 1), .route(Weight(percent: 5)), .measure(Analysis("errors", for: .seconds(300))),
                .route(Weight(percent: 25)), .scale(.canary, 2), .route(Weight(percent: 50)), .scale(.canary, 4),
                .route(.all), .promote, .scale(.stable, 0),
            ])
    }

    @Test(arguments: [RolloutEvent.Verdict.fail, .noData, .marginal])
    func aVerdictThatIsNotAPassGoesNoFurther(verdict: RolloutEvent.Verdict) {
        var world = World(Self.canary)
        world.send(.start)
        world.settle()
        #expect(world.rollout.phase == .analysing("errors"))
        world.send(.verdict(analysis: "errors", verdict))
        world.settle()
        switch verdict {
        case .fail:
            #expect(world.rollout.phase == .aborted && world.rollout.reason == "analysis errors failed")
            #expect(world.effects.suffix(3) == [.stopMeasuring("errors"), .route(.none), .scale(.canary, 0)])
        default:
            guard case .paused(let pause) = world.rollout.phase else { Issue.record("\(world.rollout.phase)"); return }
            #expect(pause == (verdict == .noData ? .noData("errors") : .marginal("errors")))
            // Nobody comes.
            world.now = world.rollout.deadline ?? world.now
            world.send(.tick)
            world.settle()
            #expect(world.rollout.phase == .aborted && world.rollout.reason == "nobody ended the pause in time")
        }
        #expect(world.wrong.isEmpty, "\(world.wrong)")
    }

    @Test func noDataGoesOnOnlyWhereThePlanSaysSo() {
        for (policy, phase) in [(Schedule.NoData.hold, "paused"), (.abort, "aborted"), (.proceed, "soaking")] {
            var schedule = Self.canary
            schedule.onNoData = policy
            var world = World(schedule)
            world.send(.start)
            world.settle()
            world.send(.verdict(analysis: "errors", .noData))
            world.settle()
            #expect(world.rollout.phase.name == phase)
        }
    }

    @Test func aVerdictThatNeverComesIsNone() {
        var world = world(until: "analysing")
        world.wait(.seconds(359))
        world.send(.tick)
        #expect(world.rollout.phase == .analysing("errors"))
        world.wait(.seconds(1))
        world.send(.tick)
        #expect(world.rollout.phase.name == "paused")
        // Too late to count.
        world.send(.verdict(analysis: "errors", .pass))
        #expect(world.rollout.phase.name == "paused")
    }

    @Test func aVersionThatNeverGetsReadyHasNoTraffic() {
        var world = World(Self.canary)
        world.send(.start)
        #expect(world.rollout.phase == .scaling(1))
        world.wait(.seconds(600))
        world.send(.tick)
        #expect(world.rollout.phase == .aborted && world.rollout.reason == "0 of 1 replicas were ready in time")
        #expect(world.effects == [.scale(.canary, 1), .scale(.canary, 0)] && world.wrong.isEmpty)
    }

    /// The router may have the weight already, whatever it has said.
    @Test func aLossInAPauseCountsAgainstTheWeightThatMayBeInEffect() {
        var world = world(until: "gated")
        world.send(.promote(full: false, by: "ann"))
        world.send(.ready(.canary, 4))
        #expect(world.rollout.phase == .shifting(.all))
        world.send(.pause(by: "ann"))
        world.send(.ready(.canary, 3))
        #expect(world.rollout.phase == .returning(.none) && world.wrong.isEmpty, "\(world.wrong)")
    }

    /// What was told to go is gone, though nobody has said so yet.
    @Test func anAbortRightAfterAShrinkWaitsForTheStableRevision() {
        var schedule = Self.canary
        schedule.shrinksStable = true
        var world = world(schedule, until: "analysing")
        world.send(.verdict(analysis: "errors", .pass))
        world.send(.routed(Weight(percent: 25)))
        #expect(world.effects.last == .scale(.stable, 3))
        world.send(.abort(by: "ann", reason: "no"))
        #expect(world.rollout.phase == .restoring && world.effects.last == .scale(.stable, 4))
        world.send(.ready(.stable, 4))
        #expect(world.rollout.phase == .returning(.none) && world.wrong.isEmpty, "\(world.wrong)")
    }

    @Test(arguments: ["analysing", "soaking", "gated", "keeping warm"])
    func aVersionThatFallsOverIsPutBack(phase: String) {
        var schedule = Self.canary
        schedule.keepWarm = .seconds(600)
        var world = world(schedule, until: phase)
        #expect(world.rollout.phase.name == phase)
        world.wanted[.canary] = 0
        world.send(.ready(.canary, 0))
        world.settle()
        #expect(world.rollout.phase == .aborted && world.rollout.reason?.hasPrefix("0 replicas") == true)
        #expect(world.wrong.isEmpty && world.isPromoted == false, "\(world.wrong)")
    }

    @Test func theWayBackWaitsForCapacityAndFollowsItsOwnSchedule() {
        var schedule = Self.canary
        schedule.shrinksStable = true
        schedule.wayBack = [Weight(percent: 30), Weight(percent: 10), .none]
        schedule.wayBackPause = .seconds(30)
        var world = world(schedule, until: "gated")
        #expect(world.wanted[.stable] == 2)
        world.send(.abort(by: "ann", reason: "a feeling"))
        #expect(world.rollout.phase == .restoring && world.wanted[.stable] == 4)
        world.send(.ready(.stable, 3))
        #expect(world.rollout.phase == .returning(Weight(percent: 30)))
        world.settle()
        #expect(world.rollout.phase == .cooling(Weight(percent: 30)))
        // Nothing stops it any more.
        world.send(.promote(full: true, by: "bob"))
        world.send(.resume(by: "bob"))
        world.send(.pause(by: "bob"))
        #expect(world.rollout.phase == .cooling(Weight(percent: 30)))
        for _ in 0..<2 { advance(&world) }
        #expect(world.rollout.phase == .aborted && world.rollout.reason == "ann: a feeling" && world.wrong.isEmpty)
        #expect(
            world.effects.compactMap { if case .route(let weight) = $0 { weight.thousandths / 1_000 } else { nil } }
                == [5, 25, 50, 30, 10, 0])
    }

    @Test func whatCannotBePutBackIsStuckAndSaysWhy() {
        var schedule = Self.canary
        schedule.shrinksStable = true
        var world = world(schedule, until: "gated")
        world.send(.abort(by: "ann", reason: "a feeling"))
        world.wait(.seconds(600))
        world.send(.tick)
        #expect(world.rollout.phase == .stuck)
        #expect(world.rollout.reason == "ann: a feeling; then the stable revision is not ready for its traffic")
        #expect(world.told == Weight(percent: 50))
    }

    /// Nobody was there to go on with it: that is no reason to leave the traffic where it is.
    @Test func aWayBackThatIsTakenUpLateIsGivenTimeAnew() {
        var world = world(until: "gated")
        world.send(.abort(by: "ann", reason: "a feeling"))
        #expect(world.rollout.phase == .returning(.none))
        world.wait(.seconds(7_200))
        world.send(.takenUp)
        world.send(.tick)
        #expect(world.rollout.phase == .returning(.none))
        world.settle()
        #expect(world.rollout.phase == .aborted && world.wrong.isEmpty, "\(world.wrong)")
    }

    /// Taken up before its time is over, it has the time it had.
    @Test func takingUpExtendsNoDeadline() {
        var world = world(until: "gated")
        world.send(.abort(by: "ann", reason: "a feeling"))
        let deadline = world.rollout.deadline
        world.wait(.seconds(10))
        world.send(.takenUp)
        #expect(world.rollout.deadline == deadline)
    }

    @Test func aFailureThatComesLateIsAFailure() {
        var schedule = Self.canary
        schedule.onNoData = .proceed
        var world = world(schedule, until: "analysing")
        world.wait(.seconds(86_400))
        world.send(.verdict(analysis: "errors", .fail))
        #expect(world.rollout.phase.isWayBack && world.rollout.reason == "analysis errors failed")
    }

    @Test func aFullPromotionSkipsWhatWaitsButNotCapacity() {
        for phase in ["scaling", "analysing", "soaking", "gated"] {
            var world = World(Self.canary)
            world.send(.start)
            for _ in 0..<50 where world.rollout.phase.name != phase { advance(&world) }
            world.send(.promote(full: true, by: "ann"))
            #expect(world.rollout.phase == .scaling(4), "\(phase)")
            world.settle()
            #expect(world.rollout.phase == .succeeded && world.wrong.isEmpty, "\(phase): \(world.wrong)")
        }
    }

    @Test(arguments: [true, false]) func aPauseInTheLastStepIsEndedByPromoting(isFull: Bool) {
        var world = world(until: "gated")
        world.send(.promote(full: false, by: "ann"))
        #expect(world.rollout.phase == .scaling(4))
        world.send(.pause(by: "ann"))
        world.send(.promote(full: isFull, by: "ann"))
        #expect(world.rollout.phase == .scaling(4))
        world.settle()
        #expect(world.rollout.phase == .succeeded && world.wrong.isEmpty, "\(world.wrong)")
    }

    @Test func thePauseOfAPersonIsNotTheRolloutsTime() {
        var world = world(until: "soaking")
        world.wait(.seconds(100))
        world.send(.pause(by: "ann"))
        world.wait(.seconds(3_590))
        world.send(.resume(by: "ann"))
        #expect(world.rollout.phase == .soaking)
        #expect(world.rollout.deadline == world.now.advanced(by: .seconds(200)))
        world.wait(.seconds(200))
        world.send(.tick)
        world.settle()
        #expect(world.rollout.phase == .gated && world.wrong.isEmpty)
    }

    @Test func aClockThatIsSetBackStandsStill() {
        var world = world(until: "analysing")
        let latest = world.now
        world.wait(.seconds(-1_000))
        world.send(.verdict(analysis: "errors", .pass))
        #expect(world.rollout.phase == .shifting(Weight(percent: 25)))
        #expect(world.rollout.deadline == latest.advanced(by: .seconds(60)))
    }

    @Test func aGateThatNobodyOpensPutsItBack() {
        var world = world(until: "gated")
        world.wait(.seconds(7_200))
        world.send(.tick)
        world.settle()
        #expect(world.rollout.phase == .aborted && world.rollout.reason == "nobody approved in time")
    }

    @Test func theWholeHasADeadline() {
        var schedule = Self.canary
        schedule.deadlines.overall = .seconds(650)
        var world = world(schedule, until: "soaking")
        world.wait(.seconds(660))
        world.send(.tick)
        world.settle()
        #expect(world.rollout.phase == .aborted && world.rollout.reason == "the whole took longer than 650 s")
    }

    @Test func warmReplicasTakeEverythingBackAtOnce() {
        var schedule = Self.canary
        schedule.keepWarm = .seconds(600)
        var world = world(schedule, until: "keeping warm")
        #expect(world.isPromoted && world.wanted[.stable] == 4)
        world.send(.abort(by: "ann", reason: "rollback"))
        #expect(world.rollout.phase == .returning(.none))
        world.settle()
        #expect(world.rollout.phase == .aborted && !world.isPromoted && world.wrong.isEmpty, "\(world.wrong)")
        #expect(world.effects.suffix(3) == [.route(.none), .demote, .scale(.canary, 0)])
    }

    @Test(
        arguments: [
            (Schedule([], replicas: 1), [Schedule.Problem.noSteps]),
            (Schedule([.setWeight(Weight(percent: 50))], replicas: 1), [.neverTakesOver(Weight(percent: 50))]),
            (
                Schedule(
                    [.setWeight(Weight(percent: 50)), .setWeight(Weight(percent: 20)), .setWeight(.all)], replicas: 1),
                [.falls(index: 1, from: Weight(percent: 50), to: Weight(percent: 20))]
            ),
            (Schedule([.setWeight(.all), .setWeight(.all)], replicas: 1), [.afterAll(index: 1)]),
            (Schedule([.setWeight(.all)], replicas: 0), [.noReplicas]),
            (
                Schedule([.soak(.seconds(7_200)), .setWeight(.all)], replicas: 1),
                [.exceedsOverall(needed: .seconds(7_200))]
            ),
        ] as [(Schedule, [Schedule.Problem])])
    func schedulesThatCannotBeMeant(schedule: Schedule, problems: [Schedule.Problem]) {
        #expect(schedule.problems == problems)
    }
}
