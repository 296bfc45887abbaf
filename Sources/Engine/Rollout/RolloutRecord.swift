package import Diagnostics
internal import JSON
package import POSIX
package import RolloutPlans
package import Rollouts
package import StateStore

/// A rollout as its journal tells it: the plan, everything that happened, and where it led.
///
/// Nothing in it is taken on trust: the machine and the judge are run again over what was noted, and must come to the
/// same.
package struct RolloutRecord: Sendable {
    /// One thing that happened, and the state after it.
    package struct Entry: Sendable, Hashable {
        package let at: Moment
        package let event: RolloutEvent
        package let phase: Phase
        /// What the router has confirmed.
        package let weight: Weight
        package let step: Int
    }

    /// Something worth telling that moved nothing.
    package struct Notice: Sendable, Hashable {
        package let at: Moment
        package let words: String
    }

    /// An analysis with the verdict that was acted on.
    package struct Judged: Sendable {
        package let run: AnalysisRun
        /// nil while it goes on, or where it was given up.
        package let verdict: RolloutEvent.Verdict?
    }

    package let id: String
    package let actor: String
    package let startedAt: WallTime
    package let plan: RolloutPlan
    package private(set) var entries: [Entry] = []
    package private(set) var rollout: Rollout
    /// In the order in which they began; the last of a name counts.
    package private(set) var analyses: [Judged] = []
    package private(set) var notices: [Notice] = []
    /// Resources that were changed, in order: `create replica/…`.
    package private(set) var changes: [String] = []
    /// What was noted of the counters at the beginning of analyses, by their names.
    private var bases: [String: JSONValue] = [:]
    /// How the journal ended; nil while it has not.
    package let outcome: String?

    package static let verb = "rollout"

    /// Reads a journal of a rollout. Throws ``RolloutCodes/recordUnreadable`` where it does not lead to what it says.
    package init(_ replay: JournalReplay) throws(Failure) {
        let operation = replay.operation
        id = operation.id
        actor = operation.actor
        startedAt = operation.startedAt
        outcome = replay.outcome
        plan = try RolloutPlan(json: operation.context)
        rollout = Rollout(plan.schedule, stableReady: plan.replicas(of: .stable).count, at: Moment(operation.startedAt))
        for note in replay.notes {
            switch note.name {
            case RolloutNote.event: try take(note.value)
            case RolloutNote.reading: try takeReading(note.value)
            case RolloutNote.base: bases[note.value["analysis"]?.string ?? ""] = note.value
            case RolloutNote.change: note.value["change"]?.string.map { changes.append($0) }
            case RolloutNote.notice:
                guard let time = note.value["at"], let words = note.value["words"]?.string else { break }
                notices.append(Notice(at: try Moment(json: time), words: words))
            default: break
            }
        }
    }

    private mutating func take(_ json: JSONValue) throws(Failure) {
        guard let value = json["event"], let time = json["at"], let phase = json["phase"]?.string else {
            throw Self.unreadable(id, "an event is incomplete")
        }
        let event = try RolloutEvent(json: value)
        let moment = try Moment(json: time)
        for effect in rollout.handle(event, at: moment) {
            if case .measure(let analysis) = effect {
                analyses.append(Judged(run: plan.run(analysis, at: moment), verdict: nil))
            }
        }
        guard rollout.phase.name == phase else {
            throw Self.unreadable(id, "after \(value.text) it was \(phase), and the machine says \(rollout.phase.name)")
        }
        entries.append(
            Entry(at: moment, event: event, phase: rollout.phase, weight: rollout.weight, step: rollout.step))
    }

    private mutating func takeReading(_ json: JSONValue) throws(Failure) {
        guard let name = json["analysis"]?.string, let metrics = json["metrics"]?.object else {
            throw Self.unreadable(id, "a reading is incomplete")
        }
        if name == RolloutPlan.backgroundName, !analyses.contains(where: { $0.run.analysis.name == name }),
            let analysis = plan.backgroundAnalysis, let time = json["began"]
        {
            analyses.append(Judged(run: plan.run(analysis, at: try Moment(json: time)), verdict: nil))
        }
        guard let index = analyses.lastIndex(where: { $0.run.analysis.name == name }) else {
            throw Self.unreadable(id, "a reading belongs to \(name), which did not begin")
        }
        var run = analyses[index].run
        for metric in metrics { run.note(try Measurement(json: metric.value), of: metric.name) }
        let verdict = run.endReading()
        analyses[index] = Judged(run: run, verdict: verdict ?? analyses[index].verdict)
    }

    /// The newest analysis of this name.
    func last(_ name: String) -> Judged? { analyses.last { $0.run.analysis.name == name } }

    /// The counters at its beginning; none where they were not noted before the process ended.
    func bases(_ judged: Judged) throws(Failure) -> AnalysisDriver.Bases {
        let note = bases[judged.run.analysis.name]
        return note?["began"] == judged.run.began.json ? try AnalysisDriver.bases(note?["counters"]) : [:]
    }

    private static func unreadable(_ id: String, _ what: String) -> Failure {
        Failure(
            RolloutCodes.recordUnreadable, "Rollout \(id): \(what).",
            help: "keep a copy of its journal; see runbooks/rollout-stuck.md")
    }
}

/// The names of the notes a rollout leaves in its journal.
enum RolloutNote {
    static let event = "rollout.event"
    static let reading = "rollout.reading"
    static let base = "rollout.base"
    static let change = "rollout.change"
    static let notice = "rollout.notice"
}

extension Moment {
    package init(_ time: WallTime) {
        self.init(milliseconds: time.seconds * 1_000 + Int64(time.nanoseconds / 1_000_000))
    }

    package static var now: Moment { Moment(WallTime.now) }

    package var wallTime: WallTime {
        let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
        return WallTime(seconds: seconds, nanoseconds: Int32((milliseconds - seconds * 1_000) * 1_000_000))
    }
}
