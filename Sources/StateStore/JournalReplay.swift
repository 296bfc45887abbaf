internal import Diagnostics
package import JSON
package import Planning

/// How far an operation came, read from its journal.
package struct JournalReplay: Sendable, Hashable {
    /// What is known about one change.
    package enum Progress: Sendable, Hashable {
        case notStarted
        /// Begun, and nobody knows how far it came: the engine makes it again, which providers make idempotent.
        case inFlight
        /// In effect; the resource as it was then, nil after a delete.
        case done(Resource?)
        case failed(reason: String)
    }

    package struct Note: Sendable, Hashable {
        package let name: String
        package let value: JSONValue
    }

    package let operation: JournalOperation
    /// One for each of the operation's changes, by index.
    package private(set) var progress: [Progress]
    package private(set) var notes: [Note] = []
    /// What the last record said; nil while the operation is unfinished.
    package private(set) var outcome: String?

    package var isFinished: Bool { outcome != nil }

    /// The changes that are in effect, with what they left, in order.
    package var done: [(index: Int, resource: Resource?)] {
        progress.enumerated().compactMap { index, progress in
            if case .done(let resource) = progress { (index, resource) } else { nil }
        }
    }

    /// The changes of whose effect nothing is known, in order; with one engine at work at most a few.
    package var inFlight: [Int] { progress.indices.filter { progress[$0] == .inFlight } }
    package var notStarted: [Int] { progress.indices.filter { progress[$0] == .notStarted } }

    init(_ operation: JournalOperation) {
        self.operation = operation
        progress = operation.changes.map { _ in .notStarted }
    }

    /// Takes one record in; says what is wrong where it cannot follow those before.
    mutating func apply(_ record: JournalRecord) -> String? {
        guard outcome == nil else { return "something follows the end of the operation" }
        switch record {
        case .begin: return "a second operation begins"
        case .intent(let index, let change, _):
            guard progress.indices.contains(index) else { return "change \(index) is not of this operation" }
            guard change == operation.changes[index] else { return "change \(index) is another than was planned" }
            if case .done = progress[index] { return "change \(index) begins although it is done" }
            progress[index] = .inFlight
        case .done(let index, let resource, _):
            guard progress.indices.contains(index), progress[index] == .inFlight else {
                return "change \(index) is done although it never began"
            }
            progress[index] = .done(resource)
        case .failed(let index, let reason, _):
            guard progress.indices.contains(index), progress[index] == .inFlight else {
                return "change \(index) failed although it never began"
            }
            progress[index] = .failed(reason: reason)
        case .note(let name, let value, _): notes.append(Note(name: name, value: value))
        case .finished(let outcome, _): self.outcome = outcome
        }
        return nil
    }
}
