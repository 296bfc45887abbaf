package import Planning
package import Rollouts

extension RolloutPlan {
    /// The kind of the resources that a rollout scales.
    package static let replicaKind = "replica"

    /// The replicas of one side, the first ones first.
    package func replicas(of side: RolloutEvent.Side) -> [Resource] {
        let (own, other) =
            side == .stable ? (worlds.before, worlds.after) : (worlds.after, worlds.before)
        let shared = Set(other.map(\.address))
        return own.filter { $0.address.kind == Self.replicaKind && !shared.contains($0.address) }
    }

    /// All resources there should be while the rollout is in this state; a pure function of plan and state.
    ///
    /// At rest it is exactly what was there before, or exactly what a plain apply of the new spec leads to.
    package func world(_ rollout: Rollout) -> [Resource] {
        switch rollout.phase {
        case .aborted: return worlds.before
        case .succeeded: return worlds.after
        case .pending: return worlds.before
        default: break
        }
        let stable = replicas(of: .stable)
        let canary = replicas(of: .canary)
        let scaled = Set((stable + canary).map(\.address))
        let kept =
            stable.prefix(rollout.wanted[.stable] ?? stable.count) + canary.prefix(rollout.wanted[.canary] ?? 0)
        let during = Dictionary(worlds.during.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        var addresses: Set<ResourceAddress> = []
        var all: [Resource] = []
        for resource in worlds.before + worlds.after where !scaled.contains(resource.address) {
            guard addresses.insert(resource.address).inserted else { continue }
            all.append(during[resource.address] ?? resource)
        }
        let present = addresses.union(kept.map(\.address))
        // What depends on replicas that are not there yet, or not any more, is there all the same.
        return (all + kept).map { $0.depending(onlyOn: present) }
    }
}

extension Resource {
    func depending(onlyOn addresses: Set<ResourceAddress>) -> Resource {
        let kept = dependencies.filter(addresses.contains)
        guard kept.count < dependencies.count else { return self }
        return Resource(address, attributes: attributes, dependencies: kept, immutable: immutable)
    }
}
