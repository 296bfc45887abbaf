import Diagnostics
import Engine
import POSIX
import Reports
import RolloutPlans
import Rollouts
import StateStore

/// The rollout of an environment that is under way, or the last one that was.
struct RolloutSubject {
    let record: RolloutRecord
    /// Whether a process carries it out now.
    let isRun: Bool

    /// nil where the environment never had one.
    static func current(_ work: EnvironmentWork) throws(Failure) -> RolloutSubject? {
        if let replay = try Journal.replay(in: work.store), replay.operation.verb == RolloutRecord.verb {
            let isHeld = try work.store.lockHolder().map { !$0.process.isLocal || $0.process.isAlive } ?? false
            return RolloutSubject(record: try RolloutRecord(replay), isRun: isHeld && !replay.isFinished)
        }
        guard let replay = try Journal.finishedRollouts(in: work.store).first else { return nil }
        return RolloutSubject(record: try RolloutRecord(replay), isRun: false)
    }

    /// The one whose identity begins with `prefix`; the last one without.
    static func named(_ prefix: String?, _ work: EnvironmentWork) throws(Failure) -> RolloutRecord {
        guard let prefix else {
            guard let subject = try current(work) else { throw none(work.name) }
            return subject.record
        }
        if let subject = try current(work), subject.record.id.hasPrefix(prefix) { return subject.record }
        let found = try Journal.finishedRollouts(in: work.store).filter { $0.operation.id.hasPrefix(prefix) }
        guard found.count == 1, let replay = found.first else {
            throw Failure(
                RolloutCodes.unknownRollout,
                found.isEmpty
                    ? "\(work.name) has no rollout \"\(prefix)\"."
                    : "\(found.count) rollouts of \(work.name) begin with \"\(prefix)\".",
                help: "`slipway rollout history \(work.name)` lists them")
        }
        return try RolloutRecord(replay)
    }

    static func none(_ environment: String) -> Failure {
        Failure(
            RolloutCodes.unknownRollout, "\(environment) has had no rollout.",
            help: "begin one with `slipway rollout start \(environment)`")
    }

    /// The last analysis of each name, in the order in which they began.
    var page: RolloutView.Page {
        var runs: [AnalysisRun] = []
        for judged in record.analyses {
            runs.removeAll { $0.analysis.name == judged.run.analysis.name }
            runs.append(judged.run)
        }
        return RolloutView.Page(
            id: record.id, actor: record.actor, plan: record.plan, rollout: record.rollout, analyses: runs,
            isRun: isRun)
    }

    /// How it ended for whoever waits for it; nil while it has not.
    var end: ExitStatus? {
        switch record.rollout.phase {
        case .succeeded: .success
        case .aborted: .rolloutAborted
        case .stuck: .failed
        default: nil
        }
    }
}
