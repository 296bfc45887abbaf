import Diagnostics
import Engine
import POSIX
import Planning
import Reports
import Synchronization

/// Shows what an operation does, line by line, with a sign of life every 30 s while a change takes long.
final class Progress: Sendable {
    private let session: Session
    private let events: EventLog
    private let text: EventText
    private let verb: Event.Operation
    private let heartbeat = Mutex<RepeatingThread?>(nil)

    /// CI systems end jobs that are silent for long (Pulumi issue 6574: after ten minutes).
    private static let heartbeatInterval = Duration.seconds(30)

    init(session: Session, events: EventLog, verb: Event.Operation) {
        self.session = session
        self.events = events
        self.verb = verb
        text = EventText(terminal: session.errors)
    }

    func show(_ event: EngineEvent) {
        switch event {
        case .started: break
        case .changeStarted(let change):
            tell(.applyStart(change.address, change.action))
            beat(change)
        case .changeDone(let change, let took):
            stop()
            tell(.applyComplete(change.address, change.action, elapsedSeconds: Int(took.components.seconds)))
        case .changeFailed(let change, let failure):
            stop()
            tell(.applyErrored(change.address, change.action, elapsedSeconds: 0))
            for diagnostic in failure.diagnostics { events.emit(.diagnostic(diagnostic)) }
        case .finished(let receipt):
            stop()
            events.emit(.changeSummary(ChangeCounts(receipt.done), operation: verb))
        }
    }

    private func tell(_ event: Event) {
        events.emit(event)
        session.tell(text.render(event))
    }

    private func beat(_ change: Change) {
        let started = Instant.now
        let thread = RepeatingThread(every: Self.heartbeatInterval) { [self] in
            let elapsed = Instant.now.since(started)
            tell(.applyProgress(change.address, change.action, elapsedSeconds: Int(elapsed.components.seconds)))
            return true
        }
        heartbeat.withLock { $0 = thread }
    }

    private func stop() {
        heartbeat.withLock { thread in
            thread?.stop()
            thread = nil
        }
    }
}
