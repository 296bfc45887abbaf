/// Where a rollout is. All but the last three have a deadline.
package enum Phase: Sendable, Hashable {
    /// Not yet started.
    case pending
    /// Replicas of the new revision get ready for the step.
    case scaling(Int)
    /// They are ready, and not yet asked.
    case warming
    /// The router takes the step's weight over.
    case shifting(Weight)
    case soaking
    case analysing(String)
    /// A person is waited for.
    case gated
    /// A person, or a verdict that settles nothing, stopped it.
    case paused(Pause)
    /// The new revision becomes the stable one.
    case promoting
    /// It is; the old one stays ready.
    case keepingWarm
    /// The way back: replicas of the stable revision get ready again.
    case restoring
    /// The way back: the router takes a lower weight over.
    case returning(Weight)
    /// The way back: a pause between two weights.
    case cooling(Weight)
    /// The way back: the old revision becomes the stable one again.
    case demoting

    /// The new revision is the stable one, and the old one is gone.
    case succeeded
    /// The old revision has all traffic.
    case aborted
    /// Neither is certain: a person must look. The reason says what could not be done.
    case stuck

    /// Why it waits.
    package enum Pause: Sendable, Hashable {
        case person(String)
        case marginal(String)
        case noData(String)
    }

    package var isTerminal: Bool {
        switch self {
        case .succeeded, .aborted, .stuck: true
        default: false
        }
    }

    /// Whether traffic is on its way back, which nothing stops.
    package var isWayBack: Bool {
        switch self {
        case .restoring, .returning, .cooling, .demoting, .aborted: true
        default: false
        }
    }

    /// Its name without values, as messages and tests have it.
    package var name: String {
        switch self {
        case .pending: "pending"
        case .scaling: "scaling"
        case .warming: "warming"
        case .shifting: "shifting"
        case .soaking: "soaking"
        case .analysing: "analysing"
        case .gated: "gated"
        case .paused: "paused"
        case .promoting: "promoting"
        case .keepingWarm: "keeping warm"
        case .restoring: "restoring"
        case .returning: "returning"
        case .cooling: "cooling"
        case .demoting: "demoting"
        case .succeeded: "succeeded"
        case .aborted: "aborted"
        case .stuck: "stuck"
        }
    }
}
