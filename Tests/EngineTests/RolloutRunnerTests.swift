import Diagnostics
import Engine
import JSON
import POSIX
import Planning
import Providers
import RolloutPlans
import Rollouts
import StateStore
import TestSupport
import Testing

/// The runner over a world that is imagined: real machine, judge, journal and state.
@Suite struct RolloutRunnerTests {
    private static func store(_ scratch: Scratch, _ name: String = "state") throws -> StateDirectory {
        let store = StateDirectory(scratch.at(name))
        let lock = try store.lock(LockRequest(operation: "test"), timeout: .zero)
        try store.commit(
            StateSnapshot(
                after: nil, environment: "dev", resources: QuickRollout.before, facts: ["revision": "old"],
                toolVersion: "1"), under: lock)
        try lock.release()
        return store
    }

    /// - Parameter limit: beside tests that keep all threads busy nothing may be late by itself.
    private static func runner(
        _ store: StateDirectory, _ world: RolloutWorld, limit: Duration = .seconds(3_600)
    ) -> RolloutRunner {
        RolloutRunner(
            store: store, provider: world, toolVersion: "1", directory: ".", measuringLimit: limit
        ) { _ in }
    }

    private static func run(
        _ plan: RolloutPlan, _ world: RolloutWorld, _ store: StateDirectory, limit: Duration = .seconds(3_600)
    ) async throws -> RolloutOutcome {
        world.place(QuickRollout.before)
        let lock = try store.lock(LockRequest(operation: "rollout dev"), timeout: .zero)
        let outcome = try await runner(store, world, limit: limit).start(plan, under: lock)
        try lock.release()
        return outcome
    }

    @Test func aGoodRevisionTakesOver() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld()
        let outcome = try await Self.run(QuickRollout.plan(), world, store)
        #expect(outcome.end == .succeeded)
        #expect(world.resources == QuickRollout.observed(QuickRollout.after))
        #expect(world.weights.first == Weight(percent: 10) && world.weights.last == .all)
        #expect(try store.read()?.facts["revision"] == "new")
        #expect(try store.read()?.serial == 2)
        #expect(try Journal.replay(in: store) == nil)
        #expect(try Journal.finishedRollouts(in: store).map(\.outcome) == ["succeeded"])
    }

    @Test func aBadRevisionIsPutBackAndTheWorldIsAsItWas() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld { _ in .value(2) }
        let outcome = try await Self.run(QuickRollout.plan(), world, store)
        #expect(outcome.end == .putBack("analysis errors failed"))
        #expect(outcome.judgement?.reason.contains("2.0 is more than 1.0") == true)
        #expect(world.resources == QuickRollout.observed(QuickRollout.before))
        #expect(world.weights.last == Weight.none)
        #expect(try store.read()?.serial == 1)
    }

    @Test func replicasThatDoNotGetReadyPutItBack() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld(neverReady: [ResourceAddress(kind: "replica", name: "new-1")])
        let outcome = try await Self.run(QuickRollout.plan(), world, store)
        #expect(outcome.end == .putBack("replica/new-1 is not ready."))
        #expect(world.resources == QuickRollout.observed(QuickRollout.before))
        #expect(world.weights.isEmpty)
    }

    @Test(arguments: [
        Reading.missing("no series"), .value(.nan), .value(.infinity), .missing("2 series where one is needed"),
    ])
    func nothingToJudgeByNeverPromotes(_ reading: Reading) async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let outcome = try await Self.run(QuickRollout.plan(onNoData: .abort), RolloutWorld { _ in reading }, store)
        #expect(outcome.end == .putBack("analysis errors had no data"))
    }

    /// The first share of traffic waits for those who measure it; one that is measured by nobody waits for nobody.
    @Test func trafficWaitsForThoseWhoMeasureIt() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld()
        world.measure(false)
        async let outcome = Self.run(QuickRollout.plan(), world, store)
        while world.questions < 3 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(world.weights.isEmpty)
        world.measure(true)
        #expect(try await outcome.end == .succeeded)
        #expect(world.weights.first == Weight(percent: 10))

        let other = try Scratch()
        let blind = RolloutWorld()
        blind.measure(false)
        let plan = QuickRollout.plan(steps: [
            .setWeight(Weight(percent: 10)), .soak(.milliseconds(20)), .setWeight(.all),
        ])
        #expect(try await Self.run(plan, blind, try Self.store(other)).end == .succeeded)
        #expect(blind.questions == 0)
    }

    /// In the end the analysis says what is missing.
    @Test func whoIsNeverMeasuredIsNotWaitedForForEver() async throws {
        let scratch = try Scratch()
        let world = RolloutWorld { _ in .missing("no series") }
        world.measure(false)
        let outcome = try await Self.run(
            QuickRollout.plan(onNoData: .abort), world, try Self.store(scratch), limit: .milliseconds(300))
        #expect(outcome.end == .putBack("analysis errors had no data"))
        #expect(world.questions > 1)
        #expect(world.weights.first == Weight(percent: 10))
    }

    @Test func aBackgroundWithoutDataForbidsThePromotion() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let plan = QuickRollout.plan(
            background: ["errors"],
            steps: [.setWeight(Weight(percent: 10)), .soak(.milliseconds(100)), .setWeight(.all)])
        let world = RolloutWorld { _ in .missing("no series") }
        let outcome = try await Self.run(plan, world, store)
        guard case .putBack(let reason) = outcome.end else { throw Unexpected(outcome.end) }
        #expect(reason.hasPrefix("the background"), "\(reason)")
        #expect(world.resources == QuickRollout.observed(QuickRollout.before))
    }

    /// A second operator reaches a rollout that another process runs.
    @Test func aPersonEndsAPause() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld { _ in .missing("no series") }
        async let outcome = Self.run(QuickRollout.plan(onNoData: .hold), world, store)
        try await Self.wait(for: "paused", in: store)
        let elsewhere = RolloutRequest.Place(step: 9, phase: "gated")
        try RolloutRequests(store).post(RolloutRequest(.promoteFully, by: "bob@build-7", reason: "", at: elsewhere))
        try RolloutRequests(store).post(RolloutRequest(.promote, by: "ann@build-7", reason: "known"))
        #expect(try await outcome.end == .succeeded)
        let record = try RolloutRecord(try #require(try Journal.finishedRollouts(in: store).first))
        #expect(record.entries.contains { $0.event == .promote(full: false, by: "ann@build-7") })
        #expect(
            record.notices.map(\.words) == [
                "bob@build-7 came too late to promote --full step 10", "ann@build-7 on the request to promote: known",
            ])
    }

    @Test func anAbortIsHeardInASoak() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let world = RolloutWorld()
        let plan = QuickRollout.plan(steps: [.setWeight(Weight(percent: 10)), .soak(.seconds(50)), .setWeight(.all)])
        async let outcome = Self.run(plan, world, store)
        try await Self.wait(for: "soaking", in: store)
        try RolloutRequests(store).post(RolloutRequest(.abort, by: "ann@build-7", reason: "it is wrong"))
        #expect(try await outcome.end == .putBack("ann@build-7: it is wrong"))
        #expect(world.resources == QuickRollout.observed(QuickRollout.before))
    }

    /// What was noted up to any point is enough to go on: killed there, another process comes to the same end.
    @Test(arguments: [0.1, 2.0]) func anyPrefixOfTheJournalLeadsToTheSameEnd(reading: Double) async throws {
        let scratch = try Scratch()
        let answer: @Sendable (MetricDefinition.Query) -> Reading = { _ in .value(reading) }
        let first = try Self.store(scratch)
        let whole = try await Self.run(QuickRollout.plan(), RolloutWorld(answer: answer), first)
        let replay = try #require(try Journal.finishedRollouts(in: first).first)
        let (notes, began) = (replay.notes, replay.operation.startedAt)
        #expect(notes.count > 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for count in 0...notes.count {
                let store = try Self.store(scratch, "state-\(count)")
                let past = notes.prefix(count)
                group.addTask {
                    try await Self.resume(after: past, begun: began, in: store, answer, expecting: whole.end)
                }
            }
            try await group.waitForAll()
        }
    }

    private static func resume(
        after notes: ArraySlice<JournalReplay.Note>, begun: WallTime, in store: StateDirectory,
        _ answer: @escaping @Sendable (MetricDefinition.Query) -> Reading, expecting end: RolloutOutcome.End
    ) async throws {
        let plan = QuickRollout.plan()
        let lock = try store.lock(LockRequest(operation: "rollout dev"), timeout: .zero)
        let operation = JournalOperation(
            verb: RolloutRecord.verb, planDigest: "", actor: "ann@build-7", startedAt: begun, token: lock.token,
            changes: [], context: plan.json)
        let journal = try Journal.begin(operation, in: store, under: lock)
        for note in notes { try journal.note(note.name, note.value) }
        // The world is as the machine wants it at that point, or as it was before: both must lead to the end.
        let world = RolloutWorld(answer: answer)
        let record = try RolloutRecord(journal.replay)
        world.place(notes.count.isMultiple(of: 2) ? plan.world(record.rollout) : QuickRollout.before)
        let outcome = try await runner(store, world).resume(under: lock)
        try lock.release()
        #expect(outcome?.end == end, "after \(notes.count) notes")
        let resources = end == .succeeded ? QuickRollout.after : QuickRollout.before
        #expect(world.resources == QuickRollout.observed(resources), "after \(notes.count) notes")
        #expect(world.created.values.allSatisfy { $0 == 1 }, "after \(notes.count) notes: \(world.created)")
        #expect(try Journal.replay(in: store) == nil)
    }

    /// Whoever is to be told hears of each phase once, in order.
    @Test func changesAreTold() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let heard = scratch.at("heard")
        let plan = QuickRollout.plan(notifications: [.command(["tee", "-a", heard]), .command(["no-such-program"])])
        #expect(try await Self.run(plan, RolloutWorld(), store).end == .succeeded)
        let text = String(decoding: try FileSystem.read(heard, limit: 1 << 20), as: UTF8.self)
        let messages = try text.replacing("}{", with: "}\n{").split(separator: "\n").map {
            try JSONReader.parse(Array($0.utf8))
        }
        #expect(messages.map { $0["phase"]?.string }.first == "scaling")
        #expect(messages.map { $0["phase"]?.string }.last == "succeeded")
        #expect(messages.allSatisfy { $0["environment"]?.string == "dev" && $0["rollout"]?.string?.isEmpty == false })
        #expect(messages.count >= 6)
    }

    /// The record alone leads to the verdicts, and a rehearsal over its readings to the same ones.
    @Test(arguments: [0.1, 2.0]) func whatWasRecordedIsJudgedAlike(reading: Double) async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch)
        let plan = QuickRollout.plan()
        _ = try await Self.run(plan, RolloutWorld { _ in .value(reading) }, store)
        let record = try RolloutRecord(try #require(try Journal.finishedRollouts(in: store).first))
        let live = record.entries.compactMap { if case .verdict(_, let verdict) = $0.event { verdict } else { nil } }
        var scenario = Scenario()
        scenario.recorded = record.analyses.map { RecordedAnalysis($0.run) }
        let rehearsed = Simulation(plan.schedule, scenario) { plan.run($0, at: $1) }
        #expect(live == record.analyses.compactMap(\.verdict))
        #expect(live == rehearsed.judgements.map(\.verdict))
        #expect(record.rollout.phase == rehearsed.rollout.phase)
    }

    private struct Unexpected: Error {
        let end: RolloutOutcome.End
        init(_ end: RolloutOutcome.End) { self.end = end }
    }

    private static func wait(for phase: String, in store: StateDirectory) async throws {
        for _ in 0..<200_000 {
            if let replay = try? Journal.replay(in: store),
                try RolloutRecord(replay).rollout.phase.name == phase
            {
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("it never was \(phase)")
    }
}
