package import Environments
package import Rollouts

/// A schedule and what is measured in it, as a spec asks for them.
package struct SpecifiedSchedule: Sendable, Hashable {
    package private(set) var schedule: Schedule
    /// The names of the metrics of each analysis, by its name.
    package private(set) var analyses: [String: [String]] = [:]

    /// - Parameters:
    ///   - strategy: in place of the spec's.
    ///   - replicas: how many carry all the traffic.
    package init(_ section: RolloutSection, strategy: RolloutSection.Strategy? = nil, replicas: Int) {
        schedule = Schedule([], replicas: replicas)
        schedule.deadlines.ready = section.readyWithin
        schedule.deadlines.pause = section.pauseWithin
        schedule.deadlines.overall = section.deadline
        schedule.warmUp = section.warmUp
        schedule.keepWarm = section.keepWarm
        schedule.shrinksStable = section.shrinkStable
        schedule.onNoData =
            switch section.onNoData {
            case .hold: .hold
            case .abort: .abort
            case .proceed: .proceed
            }
        schedule.wayBack = section.wayBack.map { Weight(thousandths: $0.thousandths) }
        schedule.wayBackPause = section.wayBackPause
        switch strategy ?? section.strategy {
        case .rolling: rollOver(replicas)
        case .canary: takeSteps(section.steps)
        case .blueGreen: flip(section)
        }
    }

    /// One replica's share after the other; the old ones stay until the last, so that a loss means what it always does.
    private mutating func rollOver(_ replicas: Int) {
        schedule.steps = (1...max(1, replicas)).map { count in
            .setWeight(Weight(thousandths: 100_000 * count / max(1, replicas)))
        }
    }

    private mutating func takeSteps(_ steps: [RolloutStepSection]) {
        for (index, step) in steps.enumerated() {
            switch step.kind {
            case .weight(let weight): schedule.steps.append(.setWeight(Weight(thousandths: weight.thousandths)))
            case .soak(let length): schedule.steps.append(.soak(length))
            case .analyse(let analysis): analyse(analysis, as: "step-\(index + 1)")
            case .gate(let gate): schedule.steps.append(.gate(within: gate.approvalWithin))
            case .scale(let count): schedule.steps.append(.scale(count))
            case .route(let route): schedule.steps.append(.route(Route(route)))
            case .unroute: schedule.steps.append(.route(nil))
            case nil: break
            }
        }
    }

    /// Everything is there before traffic moves, and traffic moves once.
    private mutating func flip(_ section: RolloutSection) {
        schedule.steps.append(.scale(section.preview?.replicas ?? schedule.replicas))
        if let route = section.preview?.route { schedule.steps.append(.route(Route(route))) }
        if let analysis = section.preview?.analyse { analyse(analysis, as: "preview") }
        if let gate = section.preview?.gate { schedule.steps.append(.gate(within: gate.approvalWithin)) }
        if section.preview?.route != nil { schedule.steps.append(.route(nil)) }
        schedule.steps.append(.setWeight(.all))
        if let bake = section.bake { analyse(bake, as: "bake") }
    }

    private mutating func analyse(_ section: AnalysisSection, as name: String) {
        schedule.steps.append(.analyse(Analysis(name, for: section.length)))
        analyses[name] = section.metrics.map(\.text)
    }
}

extension Route {
    init(_ section: RouteSection) {
        if let header = section.header {
            self.init(.header, header.text, section.value.text)
        } else {
            self.init(.cookie, section.cookie?.text ?? "", section.value.text)
        }
    }
}
