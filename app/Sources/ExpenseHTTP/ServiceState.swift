import Synchronization

/// Where the process stands between start and end; read by the probes from every thread.
package final class ServiceState: Sendable {
    package enum Phase: Int, Sendable { case starting, serving, draining }

    private let phase = Atomic<Int>(Phase.starting.rawValue)

    package init() {}

    package var current: Phase { Phase(rawValue: phase.load(ordering: .relaxed)) ?? .draining }

    package func enter(_ next: Phase) { phase.store(next.rawValue, ordering: .relaxed) }
}
