internal import POSIX
internal import Rollouts

/// The time of a rollout while one process runs it: it begins as the calendar says and goes on as time passes.
///
/// A calendar that is set back would stop every deadline, and one that is set forward would end soaks nobody has waited
/// for. It never begins before what the record has.
struct RolloutClock: Sendable {
    private let anchor: Moment
    private let began = Instant.now

    init(after last: Moment?) { anchor = max(Moment.now, last ?? .now) }

    var now: Moment { anchor.advanced(by: Instant.now.since(began)) }
}
