/// How the world around a rollout is taken to behave in a ``CapacityProof``.
package struct Surroundings: Sendable {
    /// What reaches the machine of what happens; whoever tells it something else shows that the check sees it.
    package var hears: @Sendable (RolloutEvent) -> RolloutEvent = { $0 }

    package init() {}
}
