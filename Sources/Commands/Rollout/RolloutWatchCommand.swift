import Diagnostics
import Engine
import JSON
import POSIX
import Reports
import RolloutPlans
import Rollouts

/// `slipway rollout watch ENV`: follows a rollout to its end, on a page or line by line.
struct RolloutWatchCommand: Command {
    let environment: String
    let isJSON: Bool

    /// As often as an eye follows, and no more.
    private static let interval = Duration.milliseconds(200)
    private static let clear = "\u{1B}[H\u{1B}[J"

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        guard let first = try RolloutSubject.current(work) else { throw RolloutSubject.none(environment) }
        try WaitingSignals.install()
        let isPage = !isJSON && StandardStream.output.isTerminal && session.variables["TERM"] != "dumb"
        var told = 0
        var shown = ""
        var subject = first
        while true {
            if isPage {
                let view = RolloutView(terminal: session.output, isASCII: session.isASCII)
                let page = view.render(subject.page, at: .now)
                if page != shown { session.print(Self.clear + page) }
                shown = page
            } else {
                for entry in subject.record.entries.dropFirst(told) { tell(entry, subject.record, session) }
                told = subject.record.entries.count
            }
            if let end = subject.end { return end }
            guard Pause.sleep(for: Self.interval) else {
                return Signals.pending.signal == Signals.terminate ? .terminated : .interrupted
            }
            // Only this one is followed: what begins after it is another rollout.
            if let next = try RolloutSubject.current(work), next.record.id == first.record.id { subject = next }
        }
    }

    private func tell(_ entry: RolloutRecord.Entry, _ record: RolloutRecord, _ session: Session) {
        if isJSON {
            let line: JSONValue = [
                "at": .string(entry.at.wallTime.precise), "rollout": .string(record.id),
                "phase": .string(entry.phase.name), "step": .integer(entry.step),
                "weight": .string(entry.weight.description), "event": entry.event.json,
            ]
            return session.print(line.text + "\n")
        }
        let place = entry.phase.isTerminal ? "" : "step \(min(entry.step + 1, record.plan.schedule.steps.count)), "
        session.print("\(entry.at.wallTime)  \(place)\(entry.weight): \(PhaseText.words(entry.phase))\n")
    }
}
