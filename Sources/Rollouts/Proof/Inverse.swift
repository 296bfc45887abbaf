/// What undoes a step: everything that an abort asks for, as the machine itself says it.
///
/// Of a weight, a count or a route: once it is in effect. Of all others: while they go on.
package struct Inverse: Sendable, Hashable, CustomStringConvertible {
    /// Of the schedule.
    package let step: Int
    /// As `weight 25%`.
    package let text: String
    /// In order.
    package let effects: [RolloutEffect]

    /// One for each step of a schedule without problems, in order.
    package static func all(of schedule: Schedule) -> [Inverse] {
        schedule.steps.indices.compactMap { index in
            guard let course = course(in: index, of: schedule) else { return nil }
            return Inverse(step: index, text: schedule.steps[index].words, effects: course.undone())
        }
    }

    private static func course(in index: Int, of schedule: Schedule) -> Course? {
        var schedule = schedule
        switch schedule.steps[index] {
        case .soak, .analyse, .gate:
            return Course.stops(schedule, .none).first { $0.rollout.step == index }
        case .setWeight, .scale, .route:
            // A soak behind it is where it is in effect and nothing after it has begun.
            schedule.steps.insert(.soak(.seconds(1)), at: index + 1)
            return Course.stops(schedule, .none).first { $0.rollout.step == index + 1 }
        }
    }

    /// One line: `stop measuring errors; weight to 0%; new revision to 0 replicas`.
    package var description: String {
        effects.map(\.words).joined(separator: "; ")
    }
}

extension RolloutEffect {
    /// As a line of a plan has it.
    var words: String {
        switch self {
        case .scale(let side, let count): "\(side.words) to \(count) \(count == 1 ? "replica" : "replicas")"
        case .route(let weight): "weight to \(weight)"
        case .match(let route?): "\(Step.route(route).words)"
        case .match(nil): "\(Step.route(nil).words)"
        case .measure(let analysis): "measure \(analysis.name)"
        case .stopMeasuring(let name): "stop measuring \(name)"
        case .promote: "the new revision becomes the stable one"
        case .demote: "the old revision becomes the stable one again"
        }
    }
}
