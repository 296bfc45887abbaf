import Diagnostics
import Providers
import RolloutPlans

/// What must hold of a rollout before anything moves.
struct RolloutCheck {
    let plan: RolloutPlan
    let work: EnvironmentWork

    /// Throws everything that is in the way.
    func require() async throws(Failure) {
        let problems = try await queryProblems()
        guard problems.isEmpty else { throw Failure(problems) }
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
