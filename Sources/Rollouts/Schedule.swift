/// Everything a rollout does and how long it may take for it, fixed before it starts.
package struct Schedule: Sendable, Hashable {
    /// How long each kind of phase may last; all are over 0.
    package struct Deadlines: Sendable, Hashable {
        /// For replicas to get ready.
        package var ready: Duration = .seconds(600)
        /// For the router to have a weight in effect.
        package var router: Duration = .seconds(60)
        /// For a person to end a pause.
        package var pause: Duration = .seconds(3_600)
        /// For the whole, up to the last step.
        package var overall: Duration = .seconds(3_600)

        package init() {}
    }

    /// What is done where an analysis has no data to judge by.
    package enum NoData: String, Sendable, Hashable, CaseIterable {
        /// A person decides, within the pause's deadline.
        case hold
        case abort
        /// Goes on; only where the plan says so by name.
        case proceed
    }

    package var steps: [Step]
    /// How many replicas carry all the traffic.
    package var replicas: Int
    package var deadlines = Deadlines()
    /// Between being ready and the first request.
    package var warmUp: Duration = .zero
    /// How long the old revision stays ready after the new one is stable.
    package var keepWarm: Duration = .zero
    /// Whether the stable revision gives replicas up as its share falls; an abort first brings them back.
    package var shrinksStable = false
    package var onNoData = NoData.hold
    /// How traffic returns when the rollout is put back: falling weights, the last of them 0.
    package var wayBack: [Weight] = [.none]
    /// Between two weights of the way back.
    package var wayBackPause: Duration = .zero

    package init(_ steps: [Step], replicas: Int) {
        self.steps = steps
        self.replicas = replicas
    }

    /// How many replicas of the new revision are there while step `index` is taken.
    ///
    /// What its traffic needs, or what an earlier step asks for beyond that.
    package func canaryReplicas(during index: Int) -> Int {
        var asked = 0
        var needed = 0
        for step in steps.prefix(index + 1) {
            switch step {
            case .setWeight(let weight): needed = max(needed, weight.replicas(of: replicas))
            case .scale(let count): asked = count
            case .soak, .analyse, .gate, .route: break
            }
        }
        return max(asked, needed)
    }

    /// How many replicas of the stable revision are there while the new one has `weight`.
    package func stableReplicas(at weight: Weight) -> Int {
        shrinksStable ? weight.rest.replicas(of: replicas) : replicas
    }
}

// MARK: - What cannot be meant

extension Schedule {
    package enum Problem: Sendable, Hashable {
        case noReplicas
        case noSteps
        /// The last weight is less than 100 %.
        case neverTakesOver(Weight)
        /// Of step `index`; weights do not fall.
        case falls(index: Int, from: Weight, to: Weight)
        case afterAll(index: Int)
        case negative(String)
        case repeatedAnalysis(String)
        case wayBackRises
        case wayBackEndsAbove(Weight)
        case exceedsOverall(needed: Duration)
    }

    /// Everything that is wrong with it; a schedule without problems can be started.
    package var problems: [Problem] {
        var problems: [Problem] = []
        if replicas < 1 { problems.append(.noReplicas) }
        if steps.isEmpty { problems.append(.noSteps) }
        var last = Weight.none
        var names: Set<String> = []
        for (index, step) in steps.enumerated() {
            switch step {
            case .setWeight(let weight):
                if last == .all {
                    problems.append(.afterAll(index: index))
                } else if weight < last {
                    problems.append(.falls(index: index, from: last, to: weight))
                }
                last = max(last, weight)
            case .analyse(let analysis):
                if !names.insert(analysis.name).inserted { problems.append(.repeatedAnalysis(analysis.name)) }
                if analysis.length <= .zero || analysis.grace < .zero { problems.append(.negative(analysis.name)) }
            case .soak(let length): if length < .zero { problems.append(.negative("soak")) }
            case .gate(let within): if within <= .zero { problems.append(.negative("gate")) }
            case .scale(let count): if count < 0 { problems.append(.negative("scale")) }
            case .route: break
            }
        }
        if !steps.isEmpty, last != .all { problems.append(.neverTakesOver(last)) }
        for (length, name) in [
            (deadlines.ready, "ready"), (deadlines.router, "router"), (deadlines.pause, "pause"),
            (deadlines.overall, "overall"),
        ] where length <= .zero { problems.append(.negative(name)) }
        if warmUp < .zero { problems.append(.negative("warmUp")) }
        if keepWarm < .zero { problems.append(.negative("keepWarm")) }
        if wayBackPause < .zero { problems.append(.negative("wayBackPause")) }
        if wayBack.last != Weight.none { problems.append(.wayBackEndsAbove(wayBack.last ?? .all)) }
        if zip(wayBack, wayBack.dropFirst()).contains(where: { $0 <= $1 }) { problems.append(.wayBackRises) }
        let least = shortest
        if least > deadlines.overall { problems.append(.exceedsOverall(needed: least)) }
        return problems
    }

    /// How long it takes where nothing is waited for but soaks and analyses.
    package var shortest: Duration {
        steps.reduce(Duration.zero) { sum, step in
            switch step {
            case .soak(let length): sum + length
            case .analyse(let analysis): sum + analysis.length
            case .setWeight, .gate, .scale, .route: sum
            }
        }
    }
}
