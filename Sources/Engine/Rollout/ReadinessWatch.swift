internal import Diagnostics
internal import Planning
internal import Providers
internal import Rollouts

/// Counts the replicas of both sides that are ready, and is not deceived by one slow answer.
struct ReadinessWatch {
    /// How often a replica that was ready must be found otherwise before it counts as lost.
    static let patience = 2
    /// Between two rounds.
    static let interval = Duration.milliseconds(250)

    private(set) var ready: Set<ResourceAddress> = []
    /// Whether an answer came at all.
    private(set) var isAsked = false
    private var misses: [ResourceAddress: Int] = [:]

    /// The health of these, asked for now.
    static func ask(
        _ replicas: [ResourceAddress], of provider: any RolloutProvider
    ) async -> [ResourceAddress: Bool] {
        await withTaskGroup(of: (ResourceAddress, Bool).self) { group in
            for address in replicas {
                group.addTask { (address, (try? await provider.health(of: address)) == .healthy) }
            }
            var answers: [ResourceAddress: Bool] = [:]
            for await (address, isHealthy) in group { answers[address] = isHealthy }
            return answers
        }
    }

    /// Takes up where an earlier process was: these counted as ready, and are given the same patience.
    mutating func assume(_ replicas: [ResourceAddress]) { ready.formUnion(replicas) }

    /// Forgets the others: who comes back has to show itself ready anew.
    mutating func keep(only wanted: Set<ResourceAddress>) {
        ready.formIntersection(wanted)
        misses = misses.filter { wanted.contains($0.key) }
    }

    /// - Parameter wanted: who is wanted now; what is told of others comes too late.
    mutating func take(_ answers: [ResourceAddress: Bool], wanted: Set<ResourceAddress>) {
        isAsked = true
        keep(only: wanted)
        for (address, isHealthy) in answers where wanted.contains(address) {
            if isHealthy {
                ready.insert(address)
                misses[address] = 0
            } else {
                misses[address, default: 0] += 1
                if misses[address, default: 0] >= Self.patience { ready.remove(address) }
            }
        }
    }

    func count(of replicas: [ResourceAddress]) -> Int { replicas.filter(ready.contains).count }
}
