import Rollouts
import TestSupport

extension Schedule {
    /// Any that can be started, of few replicas so that rounding matters.
    static func random(_ random: inout SplitMix) -> Schedule {
        var steps: [Step] = []
        var weight = 0
        while weight < 100 {
            switch Int.random(in: 0..<9, using: &random) {
            case 0: steps.append(.soak(.seconds(Int.random(in: 0...100, using: &random))))
            case 1, 2: steps.append(.analyse(Analysis("a\(steps.count)", for: .seconds(60))))
            case 3: steps.append(.gate(within: .seconds(500)))
            case 4: steps.append(.scale(Int.random(in: 0...6, using: &random)))
            case 5: steps.append(.route(Bool.random(using: &random) ? Route(.header, "X-Canary", "yes") : nil))
            default:
                weight = min(100, weight + Int.random(in: 1...60, using: &random))
                steps.append(.setWeight(Weight(percent: weight)))
            }
        }
        if Bool.random(using: &random) { steps.append(.analyse(Analysis("last", for: .seconds(60)))) }
        var schedule = Schedule(steps, replicas: Int.random(in: 1...5, using: &random))
        schedule.shrinksStable = Bool.random(using: &random)
        schedule.warmUp = Bool.random(using: &random) ? .seconds(20) : .zero
        schedule.keepWarm = Bool.random(using: &random) ? .seconds(200) : .zero
        schedule.onNoData = Schedule.NoData.allCases.randomElement(using: &random) ?? .hold
        if Bool.random(using: &random) {
            schedule.wayBack = [Weight(percent: 40), Weight(percent: 15), .none]
            schedule.wayBackPause = Bool.random(using: &random) ? .seconds(10) : .zero
        }
        return schedule
    }
}
