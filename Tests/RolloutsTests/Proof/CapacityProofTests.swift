import Rollouts
import TestSupport
import Testing

@Suite struct CapacityProofTests {
    static let canary = Schedule(
        [
            .setWeight(Weight(percent: 5)), .analyse(Analysis("errors", for: .seconds(300))),
            .setWeight(Weight(percent: 25)), .soak(.seconds(300)), .setWeight(Weight(percent: 50)),
            .gate(within: .seconds(7_200)), .setWeight(.all),
        ], replicas: 4)

    @Test func nothingIsWorseThanWithoutARollout() throws {
        let proof = CapacityProof(Self.canary)
        guard case .holds(let states) = proof.verdict else { Issue.record("\(proof.verdict)"); return }
        #expect(states > 300)
        let table = proof.rows.map {
            "\($0.text) | \($0.weight) on \($0.canary) | \($0.stableShare) on \($0.stable) | "
                + "\(Self.words($0.worst)) | \(Self.words($0.worstAtOnce))"
        }
        #expect(
            table == [
                "weight 5% | 5% on 1 | 100% on 4 | stable 1.34 | stable 1.34",
                "analyse errors for 300 s | 5% on 1 | 95% on 4 | stable 1.34 | stable 1.34",
                "weight 25% | 25% on 1 | 95% on 4 | stable 1.34 | stable 1.34",
                "soak for 300 s | 25% on 1 | 75% on 4 | stable 1.34 | stable 1.34",
                "weight 50% | 50% on 2 | 75% on 4 | stable 1.34 | canary 2.00",
                "gate, open within 7200 s | 50% on 2 | 50% on 4 | stable 1.34 | canary 2.00",
                "weight 100% | 100% on 4 | 50% on 4 | stable 1.34 | canary 2.00",
                "promotion | 100% on 4 | 0% on 4 | stable 1.34 | canary 1.34",
            ])
    }

    private static func words(_ loss: CapacityProof.Loss?) -> String {
        loss.map { "\($0.of.rawValue) \($0.load)" } ?? "-"
    }

    @Test func aStableRevisionThatGivesReplicasUpHasNoneToLose() {
        var schedule = Self.canary
        schedule.shrinksStable = true
        guard case .fails(let example) = CapacityProof(schedule).verdict else { Issue.record("no example"); return }
        #expect(
            example.description == """
                1. start: scaling, weight 0%, new 0 ready of 0 needed, stable 4 of 4
                2. the new revision has 1 ready: shifting, weight 0% to 5%, new 1 ready of 1 needed, stable 4 of 4
                3. the router has 5%: analysing, weight 5%, new 1 ready of 1 needed, stable 4 of 4
                4. analysis errors: pass: shifting, weight 5% to 25%, new 1 ready of 1 needed, stable 4 of 4
                5. the router has 25%: soaking, weight 25%, new 1 ready of 1 needed, stable 3 of 3
                6. a replica of the stable revision is lost: soaking, weight 25%, new 1 ready of 1 needed, stable 2 of 3
                each replica of the stable revision carries 1.50 of its load after a loss of the stable revision, and 1.34 is the bound
                """)
        // Whoever takes that on says how far: here, half of the traffic on one of two.
        #expect(CapacityProof(schedule, tolerated: LoadFactor(percent: 199)).verdict.isFailure)
        #expect(!CapacityProof(schedule, tolerated: LoadFactor(percent: 200)).verdict.isFailure)
    }

    @Test func aLossThatLeavesNothingIsSaidAsSuch() {
        var schedule = Schedule([.setWeight(Weight(percent: 50)), .setWeight(.all)], replicas: 2)
        #expect(!CapacityProof(schedule).verdict.isFailure)
        schedule.shrinksStable = true
        guard case .fails(let example) = CapacityProof(schedule).verdict else { Issue.record("no example"); return }
        #expect(
            example.fault == .overloaded(.stable, .infinite, bound: LoadFactor(percent: 200), after: .stable)
                && example.fault.description
                    == "traffic goes to the stable revision, which has no ready replica after a loss of the stable revision"
        )
        // Without a rollout the loss of the only replica is as bad.
        schedule.replicas = 1
        #expect(!CapacityProof(schedule).verdict.isFailure)
    }

    /// Probes that are green too early: the machine cannot know, and the check does.
    @Test func aWorldThatLiesIsSeen() {
        var early = Surroundings()
        early.hears = { event in
            if case .ready(.canary, let count) = event { .ready(.canary, count * 2) } else { event }
        }
        let two = Schedule([.setWeight(Weight(percent: 50)), .setWeight(.all)], replicas: 4)
        guard case .fails(let example) = CapacityProof(two, tolerated: .infinite, in: early).verdict else {
            Issue.record("no example"); return
        }
        #expect(
            example.fault.description
                == "each replica of the new revision carries 2.00 of its load, and 1.00 is the bound")
        #expect(
            example.lines.last?.description.hasSuffix("new 2 ready of 4 needed, stable 4 of 2") == true, "\(example)")

        var shrunk = two
        shrunk.shrinksStable = true
        early.hears = { event in
            if case .ready(.stable, let count) = event { .ready(.stable, count * 2) } else { event }
        }
        guard case .fails(let back) = CapacityProof(shrunk, tolerated: .infinite, in: early).verdict else {
            Issue.record("no example"); return
        }
        #expect(back.fault == .backToTooFew(.all, ready: 3), "\(back)")
    }

    /// The machine keeps to it whatever the schedule; only what a shrunken side lacks is not its fault.
    @Test func itHoldsForEverySchedule() {
        var random = SplitMix.seeded()
        var states = 0
        for round in 0..<25 {
            let schedule = Schedule.random(&random)
            let proof = CapacityProof(schedule, tolerated: schedule.shrinksStable ? .infinite : nil)
            guard case .holds(let count) = proof.verdict else {
                Issue.record("seed \(random.seed), round \(round): \(proof.verdict) of \(schedule)")
                return
            }
            states += count
        }
        #expect(states > 5_000)
    }

    @Test func whatIsTooLargeIsNoProof() {
        #expect(CapacityProof(Self.canary, limit: 100).verdict == .tooLarge)
    }

    @Test func factorsAreExact() {
        let third = LoadFactor(share: Weight(percent: 50), of: 6, on: 9)
        #expect(third == LoadFactor(share: .all, of: 1, on: 3) && third.description == "0.34")
        #expect(LoadFactor.withoutOne(of: 1) == .infinite && LoadFactor.infinite.description == "none ready")
        #expect(LoadFactor(share: .none, of: 4, on: 0) == .none && LoadFactor.none.description == "0.00")
        #expect(LoadFactor(percent: 133) < .withoutOne(of: 4) && .withoutOne(of: 4) < LoadFactor(percent: 134))
        #expect(LoadFactor.full < .infinite && !(LoadFactor.infinite < .infinite) && LoadFactor.none < .full)
    }

    /// 20 steps and 50 replicas, once as most are and once with everything that a schedule can have.
    @Test(arguments: [false, true])
    func theNumberOfStatesStaysSmall(isFull: Bool) throws {
        var schedule = Schedule([], replicas: 50)
        for index in 1...6 {
            schedule.steps += [
                .setWeight(Weight(percent: index * 14)), .analyse(Analysis("a\(index)", for: .seconds(60))),
                .soak(.seconds(60)),
            ]
        }
        schedule.steps += [.gate(within: .seconds(600)), .setWeight(.all)]
        schedule.keepWarm = .seconds(10)
        schedule.warmUp = .seconds(10)
        if isFull {
            schedule.shrinksStable = true
            schedule.wayBack = [Weight(percent: 50), Weight(percent: 20), .none]
            schedule.wayBackPause = .seconds(5)
        }
        var verdict: CapacityProof.Verdict?
        let took = ContinuousClock().measure {
            verdict = CapacityProof(schedule, tolerated: isFull ? .infinite : nil).verdict
        }
        guard case .holds(let states)? = verdict else { Issue.record("\(String(describing: verdict))"); return }
        print("capacity proof of 20 steps and 50 replicas: \(states) states in \(took)")
        #expect(states < (isFull ? 7_000 : 4_000))
    }
}

extension CapacityProof.Verdict {
    var isFailure: Bool { if case .fails = self { true } else { false } }
}
