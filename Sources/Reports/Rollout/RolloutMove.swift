package import JSON
internal import RolloutPlans
package import Rollouts

/// One change of a rollout, for its line in a log and its event in a stream.
package struct RolloutMove: Sendable, Hashable {
    package let id: String
    package let environment: String
    package let steps: Int
    package let event: RolloutEvent
    package let rollout: Rollout

    package init(id: String, environment: String, steps: Int, event: RolloutEvent, rollout: Rollout) {
        self.id = id
        self.environment = environment
        self.steps = steps
        self.event = event
        self.rollout = rollout
    }

    /// `step 2/7, 5%: measures (step-2)`, with the reason on the way back.
    package var message: String {
        let step = min(rollout.step + 1, steps)
        let place = rollout.phase.isTerminal || rollout.phase.isWayBack ? "" : "step \(step)/\(steps), "
        let reason = rollout.phase.isWayBack || rollout.phase == .stuck ? rollout.reason : nil
        return "\(place)\(rollout.weight): \(PhaseText.words(rollout.phase))"
            + (reason.map { " (\(PhaseText.headline($0)))" } ?? "")
    }

    package var json: JSONValue {
        [
            "id": .string(id), "environment": .string(environment), "phase": .string(rollout.phase.name),
            "step": .integer(rollout.step), "steps": .integer(steps), "weight": .string(rollout.weight.description),
            "event": event.json, "reason": rollout.reason.map { .string($0) } ?? .null,
        ]
    }
}
