import Diagnostics
import Environments
import Providers
import Reports
import RolloutPlans
import Rollouts

/// What must hold of a rollout before anything moves.
struct RolloutCheck {
    let plan: RolloutPlan
    let work: EnvironmentWork
    private let proof: CapacityProof
    private let safety: TimeToSafety
    private let powers: [StepPower]
    private let detection: RolloutPlan.Detection?

    init(_ plan: RolloutPlan, _ work: EnvironmentWork, _ spec: EnvironmentSpec) throws(Failure) {
        self.plan = plan
        self.work = work
        proof = CapacityProof(plan.schedule)
        safety = TimeToSafety(plan.schedule, plan.runnerTimes(readyWithin: spec.service.shutdown.readyWithin))
        detection = spec.rollout.detection.map { section in
            RolloutPlan.Detection(
                requestsPerSecond: section.requestsPerSecond.value,
                errorRate: Double(section.errorRate.thousandths) / 100_000, factor: section.factor.value)
        }
        do throws(CannotSay) {
            powers = try detection.map { (detection) throws(CannotSay) in try plan.powers(with: detection) } ?? []
        } catch {
            throw Failure(
                RolloutCodes.blind, "What the analyses can see cannot be said: \(error).",
                help: "correct rollout.detection, or the alpha of a metric")
        }
    }

    /// Everything that was found out, for people.
    func text(for terminal: Terminal) -> String {
        RolloutProofText(terminal: terminal).render(plan, proof, safety, powers)
    }

    /// Throws everything that is in the way.
    func require() async throws(Failure) {
        let problems = capacityProblems + powerProblems + (try await queryProblems())
        guard problems.isEmpty else { throw Failure(problems) }
    }

    private var capacityProblems: [Diagnostic] {
        switch proof.verdict {
        case .holds: return []
        case .fails(let example):
            return [
                Diagnostic(
                    RolloutCodes.capacity, example.description,
                    help: "give each step the replicas its traffic needs, or take shrinkStable away")
            ]
        case .tooLarge:
            return [
                Diagnostic(
                    RolloutCodes.capacity, "There are more than 100,000 states to look at.",
                    help: "write fewer steps")
            ]
        }
    }

    private var powerProblems: [Diagnostic] {
        guard let detection else { return [] }
        return powers.compactMap { power in
            do throws(StepPower.TooWeak) {
                try power.require(factor: detection.factor)
                return nil
            } catch {
                return Diagnostic(
                    RolloutCodes.blind, error.description,
                    help: "measure longer, at a higher weight, or accept more in rollout.detection.factor")
            }
        }
    }

    /// Every query is asked of Prometheus once, with the names of the revision that runs.
    private func queryProblems() async throws(Failure) -> [Diagnostic] {
        let provider = try work.rolloutProvider()
        var problems: [Diagnostic] = []
        for definition in used {
            let query = definition.query.resolved(revision: plan.stable.id, backend: plan.stable.backend)
            guard let words = try await provider.problem(of: query) else { continue }
            problems.append(
                Diagnostic(
                    RolloutCodes.queryRefused, "\(definition.name): \(words)",
                    help: "correct the query of \(definition.name) below rollout.metrics"))
        }
        return problems
    }

    private var used: [MetricDefinition] {
        let names = Set(plan.analyses.values.flatMap { $0 } + plan.background)
        return plan.definitions.filter { names.contains($0.name) }
    }
}
