internal import JSON
internal import Planning
package import RolloutPlans
internal import Rollouts

/// The whole schedule of a rollout before it begins, for people.
package struct RolloutPlanText: Sendable {
    private let terminal: Terminal

    package init(terminal: Terminal) { self.terminal = terminal }

    package func render(_ plan: RolloutPlan) -> String {
        let schedule = plan.schedule
        var text = terminal.paint("Rollout of \(plan.environment) (\(plan.strategy))", .bold) + "\n"
        text += "  from revision \(plan.stable.id) to \(plan.canary.id)\n"
        for line in differences(plan) { text += "    \(line)\n" }
        text += "\n"
        var weight = Weight.none
        for (index, step) in schedule.steps.enumerated() {
            if case .setWeight(let next) = step { weight = next }
            let number = String(index + 1)
            text += "  \(String(repeating: " ", count: max(0, 2 - number.count)))\(number). "
            text += "\(StepText.words(step, of: plan))"
            if case .setWeight = step {
                text += "  (\(schedule.canaryReplicas(during: index)) new, "
                text += "\(schedule.stableReplicas(at: weight)) old replicas)"
            }
            text += "\n"
        }
        text += "\n"
        if schedule.keepWarm > .zero {
            text += "  The old revision stays ready for \(PhaseText.words(schedule.keepWarm)) afterwards.\n"
        }
        let back = schedule.wayBack.map(\.description).joined(separator: ", ")
        text += "  Put back: weight \(back)"
        if schedule.wayBackPause > .zero { text += ", \(PhaseText.words(schedule.wayBackPause)) apart" }
        text += "; the rest is as it is now.\n"
        text += "  Deadlines: \(PhaseText.words(schedule.deadlines.ready)) to get ready, "
        text += "\(PhaseText.words(schedule.deadlines.overall)) for the whole. "
        text += "Without data: \(schedule.onNoData.rawValue).\n"
        return text
    }

    /// What the new revision has other than the old one.
    private func differences(_ plan: RolloutPlan) -> [String] {
        func release(_ resources: [Resource], _ id: String) -> Resource? {
            resources.first { $0.address.kind == "release" && $0.address.name == id }
        }
        guard let old = release(plan.worlds.before, plan.stable.id),
            let new = release(plan.worlds.after, plan.canary.id)
        else { return [] }
        return Set(old.attributes.keys).union(new.attributes.keys).sorted().flatMap { name -> [String] in
            guard old.attributes[name] != new.attributes[name] else { return [] }
            guard case .plain(let before)? = old.attributes[name], case .plain(let after)? = new.attributes[name],
                let left = before.object, let right = after.object
            else { return ["\(name) changes"] }
            let names = Set(left.map(\.name)).union(right.map(\.name)).sorted()
            return names.compactMap { key in
                let (was, is_) = (before[key], after[key])
                guard was != is_ else { return nil }
                return
                    "\(name).\(key): \(VisibleText.of(was?.text ?? "none")) -> \(VisibleText.of(is_?.text ?? "none"))"
            }
        }
    }
}
