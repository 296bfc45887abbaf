import Diagnostics
import Engine
import Environments
import JSON
import Planning
import Providers
import RolloutPlans
import Rollouts
import StateStore

/// What a rollout is planned from besides the spec.
struct RolloutWish {
    let overrides: [Override]
    /// In place of the spec's.
    let strategy: RolloutSection.Strategy?
}

extension EnvironmentWork {
    /// The provider, where it can share traffic between two revisions.
    func rolloutProvider() throws(Failure) -> any RolloutProvider {
        guard let provider = provider as? any RolloutProvider else { throw unsupported }
        return provider
    }

    /// What the spec asks for, of a provider that can share traffic between two revisions.
    private func rolloutModel(
        _ overrides: [Override]
    ) async throws(Failure) -> (environment: ResolvedEnvironment, model: any RolloutModel) {
        let (environment, model) = try await model(overrides)
        guard let model = model as? any RolloutModel else { throw unsupported }
        return (environment, model)
    }

    /// Everything about the rollout that leads from what runs to what the spec asks for; changes nothing.
    func rolloutPlan(_ wish: RolloutWish) async throws(Failure) -> RolloutPlan {
        let (environment, model) = try await rolloutModel(wish.overrides)
        let state = try await settledState()
        let bare = try model.desired(for: environment, remembering: state.facts)
        guard let revisions = model.revisions(from: state.resources, to: bare) else { throw notApplied }
        guard revisions.stable.id != revisions.canary.id else {
            throw Failure(
                RolloutCodes.nothingToDo, "\(name) runs revision \(revisions.stable.id), and the spec asks for it.",
                help: "change what is in a revision, such as service.config or the program, or use `slipway apply`")
        }
        let desired = try model.keeping(state.resources, in: bare, remembering: state.facts)
        return try plan(
            to: desired, revisions, environment, model, state, strategy: wish.strategy,
            overrides: wish.overrides.map(\.argument))
    }

    /// A rollout back to a revision that ran before, as its records say it was.
    func rollbackPlan(to revision: String?) async throws(Failure) -> RolloutPlan {
        let state = try await settledState()
        let (environment, model) = try await rolloutModel([])
        let running = model.revisions(from: state.resources, to: Desired(resources: state.resources, facts: [:]))
        let former = try former(revision, than: running?.stable.id)
        let bare = try model.returning(to: former, from: state.resources, environment, remembering: state.facts)
        guard let revisions = model.revisions(from: state.resources, to: bare) else { throw notApplied }
        let desired = try model.keeping(state.resources, in: bare, remembering: state.facts)
        return try plan(
            to: desired, revisions, environment, model, state, strategy: nil, overrides: [])
    }

    /// The world of a revision that a rollout left, from the newest record that has it.
    private func former(
        _ revision: String?, than running: String?
    ) throws(Failure) -> [Resource] {
        var known: [String] = []
        for replay in try Journal.finishedRollouts(in: store) {
            // A record that another version wrote is none to go back by.
            guard let plan = try? RolloutRecord(replay).plan else { continue }
            for (id, resources) in [(plan.stable.id, plan.worlds.before), (plan.canary.id, plan.worlds.after)]
            where id != running {
                // A revision that was put back was never what the environment ran.
                guard id == plan.stable.id || replay.outcome == "succeeded" else { continue }
                if revision == nil || id.hasPrefix(revision ?? "") { return resources }
                if !known.contains(id) { known.append(id) }
            }
        }
        throw Failure(
            RolloutCodes.noWayBack,
            revision.map { "No record of \(name) has a revision \($0)." } ?? "\(name) has no revision before this one.",
            help: known.isEmpty
                ? "put what ran then into the spec, and use `slipway rollout start \(name)`"
                : "the revisions on record are \(known.joined(separator: ", "))")
    }

    private func plan(
        to desired: Desired, _ revisions: (stable: RolloutPlan.Revision, canary: RolloutPlan.Revision),
        _ environment: ResolvedEnvironment, _ model: any RolloutModel, _ state: StateSnapshot,
        strategy: RolloutSection.Strategy?, overrides: [String]
    ) throws(Failure) -> RolloutPlan {
        let section = environment.spec.rollout
        let obstacles = model.obstacles(from: state.resources, to: desired.resources)
        guard obstacles.isEmpty else {
            throw Failure(
                RolloutCodes.impossible, "This is not part of a revision: \(obstacles.joined(separator: "; ")).",
                help: "make it with `slipway apply \(name)` first, with what runs now; then roll out")
        }
        let replicas = state.resources.filter { $0.address.kind == RolloutPlan.replicaKind }.count
        let specified = try schedule(section, strategy, replicas: replicas)
        let during = try model.during(environment, from: state.resources, to: desired)
        return plan(
            environment, model, specified, strategy: strategy,
            worlds: .init(before: state.resources, during: during, after: desired.resources), revisions,
            facts: desired.facts, state: state, overrides: overrides)
    }

    private func plan(
        _ environment: ResolvedEnvironment, _ model: any RolloutModel, _ specified: SpecifiedSchedule,
        strategy: RolloutSection.Strategy?, worlds: RolloutPlan.Worlds,
        _ revisions: (stable: RolloutPlan.Revision, canary: RolloutPlan.Revision), facts: [String: JSONValue],
        state: StateSnapshot?, overrides: [String]
    ) -> RolloutPlan {
        let section = environment.spec.rollout
        let isCanary = (strategy ?? section.strategy) == .canary
        return RolloutPlan(
            environment: name, provider: provider.name, strategy: (strategy ?? section.strategy).rawValue,
            schedule: specified.schedule, analyses: specified.analyses,
            background: isCanary ? section.background.map(\.text) : [],
            definitions: model.standardMetrics(of: environment) + section.metrics.compactMap { MetricDefinition($0) },
            bounds: .init(pass: Double(section.score.pass), marginal: Double(section.score.marginal)), worlds: worlds,
            stable: revisions.stable, canary: revisions.canary, isSticky: section.sticky,
            scrapeInterval: environment.spec.monitoring.scrapeInterval,
            notifications: section.notify.compactMap { notification in
                switch notification.target {
                case .webhook(let address): .webhook(address)
                case .command(let words): .command(words)
                case nil: nil
                }
            }, facts: facts, serial: state?.serial ?? 0,
            lineage: state?.lineage ?? "", inputs: project.inputs, overrides: overrides)
    }

    /// The schedule and metrics of the spec alone, for a rehearsal; nothing has to run.
    func rehearsalPlan(strategy: RolloutSection.Strategy?) async throws(Failure) -> RolloutPlan {
        let (environment, model) = try await rolloutModel([])
        let spec = environment.spec
        let replicas = spec.local.replicas ?? spec.service.replicas.min
        let specified = try schedule(spec.rollout, strategy, replicas: replicas)
        return plan(
            environment, model, specified, strategy: strategy, worlds: .init(before: [], during: [], after: []),
            (.init(id: "old", backend: "old"), .init(id: "new", backend: "new")), facts: [:], state: nil, overrides: [])
    }

    /// Throws what cannot be meant.
    private func schedule(
        _ section: RolloutSection, _ strategy: RolloutSection.Strategy?, replicas: Int
    ) throws(Failure) -> SpecifiedSchedule {
        let specified = SpecifiedSchedule(section, strategy: strategy, replicas: replicas)
        let problems = specified.schedule.problems
        guard problems.isEmpty else {
            throw Failure(
                RolloutCodes.scheduleInvalid, problems.map(\.words).joined(separator: "; ") + ".",
                help: "correct rollout in the spec; `slipway rollout lint \(name)` shows the schedule")
        }
        for (index, step) in specified.schedule.steps.enumerated() {
            guard case .scale(let count) = step, count > replicas else { continue }
            throw Failure(
                RolloutCodes.scheduleInvalid,
                "Step \(index + 1) waits for \(count) replicas of the new revision, and \(name) has \(replicas).",
                help: "write \(replicas) or less in rollout, or give the environment more replicas")
        }
        return specified
    }

    /// Throws where nothing runs that a rollout could replace; not even a lock is taken then.
    @discardableResult
    func requireApplied() throws(Failure) -> StateSnapshot {
        guard let state = try store.read(),
            state.resources.contains(where: { $0.address.kind == RolloutPlan.replicaKind })
        else { throw notApplied }
        return state
    }

    /// The state, where it has replicas and the world is as it says.
    private func settledState() async throws(Failure) -> StateSnapshot {
        let state = try requireApplied()
        let observed = try await provider.read(state.resources.map(\.address))
        let drift = try Changes(desired: state.resources, recorded: state.resources, observed: observed).pending
        guard let first = drift.first else { return state }
        throw Failure(
            RolloutCodes.impossible,
            "What runs is not what was applied: \(first.address): \(first.reasons.joined(separator: "; ")).",
            help: "`slipway status \(name)` shows all of it; mend it with `slipway apply \(name)`, then roll out")
    }

    private var unsupported: Failure {
        Failure(
            RolloutCodes.unsupported, "The provider \(provider.name) cannot share traffic between two revisions.",
            help: "use `slipway apply \(name)`")
    }

    private var notApplied: Failure {
        Failure(
            RolloutCodes.notApplied, "\(name) has no replicas that a rollout could replace.",
            help: "begin with `slipway apply \(name)`")
    }
}

extension Schedule.Problem {
    /// In a sentence without a full stop.
    var words: String {
        switch self {
        case .noReplicas: "there are no replicas"
        case .noSteps: "there are no steps"
        case .neverTakesOver(let weight): "the last weight is \(weight), so the new revision never takes over"
        case .falls(let index, let from, let to): "step \(index + 1) lowers the weight from \(from) to \(to)"
        case .afterAll(let index): "step \(index + 1) sets a weight after 100%"
        case .negative(let name): "the time of \(name) is not more than nothing"
        case .repeatedAnalysis(let name): "two analyses are called \(name)"
        case .wayBackRises: "the weights of the way back do not fall"
        case .wayBackEndsAbove(let weight): "the way back ends at \(weight), not at 0%"
        case .exceedsOverall(let needed):
            "soaks and analyses take \(needed.components.seconds) s, and the deadline is shorter"
        }
    }
}
