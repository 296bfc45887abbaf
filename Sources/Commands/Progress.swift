import Diagnostics
import Engine
import POSIX
import Planning
import Reports
import Synchronization

/// Shows what an operation does: on a terminal a line that lives, elsewhere a line at the start and end of each change.
final class Progress: Sendable {
    private let session: Session
    private let text: EventText
    private let verb: Event.Operation
    private let ticker = Mutex<RepeatingThread?>(nil)

    /// CI systems end jobs that are silent for long (users of Pulumi report ten minutes).
    private static let heartbeatInterval = Duration.seconds(30)
    /// As often as an eye follows, and no more.
    private static let redrawInterval = Duration.milliseconds(100)
    private static let clearLine = "\r\u{1B}[K"

    init(session: Session, verb: Event.Operation) {
        self.session = session
        self.verb = verb
        text = EventText(terminal: session.errors)
    }

    func show(_ event: EngineEvent) {
        switch event {
        case .started: break
        case .changeStarted(let change): begin(change)
        case .changeDone(let change, let took):
            end()
            tell(.applyComplete(change.address, change.action, elapsedSeconds: Int(took.components.seconds)))
        case .changeFailed(let change, let took, _):
            end()
            tell(.applyErrored(change.address, change.action, elapsedSeconds: Int(took.components.seconds)))
        case .finished(let receipt):
            end()
            session.events.emit(.changeSummary(ChangeCounts(receipt.done), operation: verb))
        }
    }

    private func tell(_ event: Event) {
        session.events.emit(event)
        session.tell(text.render(event))
    }

    private func begin(_ change: Change) {
        let started = Instant.now
        let isLive = session.isLive
        session.events.emit(.applyStart(change.address, change.action))
        if !isLive { session.tell(text.render(.applyStart(change.address, change.action))) }
        let thread = RepeatingThread(every: isLive ? Self.redrawInterval : Self.heartbeatInterval) { [self] in
            let seconds = Int(Instant.now.since(started).components.seconds)
            let event = Event.applyProgress(change.address, change.action, elapsedSeconds: seconds)
            if isLive {
                session.tell(Self.clearLine + String(event.message.prefix(session.errors.columns - 1)))
            } else {
                tell(event)
            }
            return true
        }
        ticker.withLock { $0 = thread }
    }

    private func end() {
        ticker.withLock { thread in
            guard let running = thread else { return }
            running.stop()
            thread = nil
            if session.isLive { session.tell(Self.clearLine) }
        }
    }
}
