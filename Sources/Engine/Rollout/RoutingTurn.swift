internal import Synchronization

/// One split on its way into effect; whoever carries it out asks whether it still matters.
final class RoutingTurn: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSuperseded: Bool { flag.load(ordering: .relaxed) }

    func supersede() { flag.store(true, ordering: .relaxed) }
}
