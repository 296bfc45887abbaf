package import Diagnostics
internal import JSON
package import POSIX

/// The plans that were applied, by their nonces: a saved plan can be used once.
package struct PlanLedger: Sendable {
    private let directory: StateDirectory
    private static let log = ChainedLog(kind: "slipway-used-plans/1")

    package init(_ directory: StateDirectory) { self.directory = directory }

    /// Marks a plan as used by `operation`, durably; throws ``StateCodes/planUsed`` where another used it.
    ///
    /// To be called before anything is changed; again for the same operation is fine, so that a resumed one may.
    package func consume(
        nonce: String, operation: String, under lock: HeldLock, at time: WallTime = .now
    ) throws(Failure) {
        try lock.requireFencing()
        let content = try content()
        if let earlier = Self.use(of: nonce, in: content) {
            guard earlier["operation"]?.string == operation else { throw Self.used(earlier) }
            return
        }
        let record: JSONValue = [
            "nonce": .string(nonce), "operation": .string(operation), "time": .string(time.precise),
        ]
        let line = Self.log.line(record, after: content.head)
        try telling(StateCodes.notStored) { () throws(SystemError) in
            if content.isTorn { try FileSystem.truncate(directory.ledgerPath, to: content.length) }
            try Seams.reach(.ledgerConsume)
            try FileSystem.append(line.bytes, to: directory.ledgerPath)
        }
    }

    /// Throws ``StateCodes/planUsed`` where the plan was used.
    package func requireUnused(nonce: String) throws(Failure) {
        if let earlier = Self.use(of: nonce, in: try content()) { throw Self.used(earlier) }
    }

    /// Whether the plan was used.
    package func isConsumed(nonce: String) throws(Failure) -> Bool {
        Self.use(of: nonce, in: try content()) != nil
    }

    private static func use(of nonce: String, in content: ChainedLog.Content) -> JSONValue? {
        content.records.first { $0["nonce"]?.string == nonce }
    }

    private static func used(_ earlier: JSONValue) -> Failure {
        let when = earlier["time"]?.string.flatMap(WallTime.init).map { " at \($0)" } ?? ""
        return Failure(
            StateCodes.planUsed,
            "This plan was applied before\(when), by operation \(earlier["operation"]?.string ?? "?").",
            help: "make a new plan: `slipway plan ENV`")
    }

    private func content() throws(Failure) -> ChainedLog.Content {
        let bytes = try directory.contents(directory.ledgerPath) ?? []
        do throws(ChainedLog.Refusal) {
            return try Self.log.read(bytes)
        } catch {
            throw Failure(
                StateCodes.ledgerCorrupt, "Line \(error.line) of \(directory.ledgerPath) is damaged: \(error.reason).",
                help: "move the file away; plans saved before now are then to be made again")
        }
    }
}
