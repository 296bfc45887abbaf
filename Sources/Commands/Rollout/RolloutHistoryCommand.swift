import Diagnostics
import Engine
import JSON
import POSIX
import Reports
import RolloutPlans
import Rollouts
import StateStore

/// `slipway rollout history ENV`: the rollouts on record, the newest first.
struct RolloutHistoryCommand: Command {
    let environment: String
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        var records: [RolloutRecord] = []
        if let replay = try Journal.replay(in: work.store), replay.operation.verb == RolloutRecord.verb {
            records.append(try RolloutRecord(replay))
        }
        for replay in try Journal.finishedRollouts(in: work.store) {
            do throws(Failure) {
                records.append(try RolloutRecord(replay))
            } catch {
                let words = error.diagnostics.first?.detail ?? "it is not understood"
                session.tell("\(replay.operation.id)  \(replay.operation.startedAt)  left out: \(words)\n")
            }
        }
        if records.isEmpty { _ = try project.environment(environment) }
        session.print(isJSON ? json(records) : text(records))
        return .success
    }

    private func text(_ records: [RolloutRecord]) -> String {
        guard !records.isEmpty else { return "\(environment) has had no rollout.\n" }
        return records.map { record in
            let phase = record.rollout.phase
            let reason = record.rollout.reason.map { " (\(PhaseText.headline($0)))" } ?? ""
            return "\(record.id)  \(record.startedAt)  \(record.plan.stable.id) -> \(record.plan.canary.id)  "
                + "\(record.plan.strategy)  \(PhaseText.words(phase))\(reason)  by \(VisibleText.of(record.actor))\n"
        }.joined()
    }

    private func json(_ records: [RolloutRecord]) -> String {
        let list = records.map { record -> JSONValue in
            [
                "rollout": .string(record.id), "startedAt": .string(record.startedAt.description),
                "actor": .string(record.actor), "strategy": .string(record.plan.strategy),
                "stable": .string(record.plan.stable.id), "canary": .string(record.plan.canary.id),
                "phase": .string(record.rollout.phase.name),
                "reason": record.rollout.reason.map { .string($0) } ?? .null,
            ]
        }
        return String(decoding: JSONValue.array(list).bytes(pretty: true), as: UTF8.self) + "\n"
    }
}
