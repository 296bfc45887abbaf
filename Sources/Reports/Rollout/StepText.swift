package import RolloutPlans
package import Rollouts

/// The steps of a schedule in words for people.
package enum StepText {
    package static func words(_ step: Step, of plan: RolloutPlan) -> String {
        switch step {
        case .setWeight(let weight): "weight \(weight)"
        case .soak(let length): "soak for \(PhaseText.words(length))"
        case .analyse(let analysis):
            "measure \(plan.metrics(of: analysis.name).map(\.name).joined(separator: ", ")) for "
                + "\(PhaseText.words(analysis.length))"
        case .gate(let within): "wait for an approval, at most \(PhaseText.words(within))"
        case .scale(let count): "at least \(count) replicas of the new revision"
        case .route(let route?):
            "requests with the \(route.carrier.rawValue) \(route.name): \(route.value) go to the new revision"
        case .route(nil): "no requests go by what they carry"
        }
    }
}
