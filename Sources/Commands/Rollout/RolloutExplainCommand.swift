import Diagnostics
import Engine
import JSON
import POSIX
import Reports
import RolloutPlans
import Rollouts

/// `slipway rollout explain ENV [ROLLOUT]`: what was decided and by what, judged again from the record alone.
struct RolloutExplainCommand: Command {
    let environment: String
    let rollout: String?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        let record = try RolloutSubject.named(rollout, work)
        try Self.requireSameVerdicts(record)
        session.print(isJSON ? json(record) : text(record))
        return .success
    }

    /// Every verdict that was acted on must be the one that the judge comes to now.
    static func requireSameVerdicts(_ record: RolloutRecord) throws(Failure) {
        var runs = record.analyses.filter { $0.run.analysis.name != RolloutPlan.backgroundName }
        for entry in record.entries {
            guard case .verdict(let name, let verdict) = entry.event else { continue }
            guard let index = runs.firstIndex(where: { $0.run.analysis.name == name && $0.verdict != nil }) else {
                throw unreadable(record, "the verdict on \(name) has no readings")
            }
            let again = runs.remove(at: index).verdict
            guard again == verdict else {
                throw unreadable(
                    record,
                    "\(name) was judged \(verdict.rawValue), and is \(again?.rawValue ?? "open") by its readings")
            }
        }
    }

    private static func unreadable(_ record: RolloutRecord, _ what: String) -> Failure {
        Failure(
            RolloutCodes.recordUnreadable, "Rollout \(record.id): \(what).",
            help: "keep a copy of the record; see runbooks/rollout-stuck.md")
    }

    private func text(_ record: RolloutRecord) -> String {
        let (plan, end) = (record.plan, record.rollout)
        var text = "Rollout \(record.id) of \(environment), \(plan.stable.id) -> \(plan.canary.id), "
        text += "begun by \(VisibleText.of(record.actor)) at \(record.startedAt): \(PhaseText.words(end.phase))"
        text += end.reason.map { " (\(VisibleText.of($0)))" } ?? ""
        text += "\n\nWhat happened\n" + happenings(record).joined()
        for judged in record.analyses { text += "\n" + explain(judged, plan) }
        return text
    }

    /// A line for each phase, each request of a person and each notice, in the order of time.
    private func happenings(_ record: RolloutRecord) -> [String] {
        var lines: [String] = []
        var notices = record.notices[...]
        func tellNotices(until moment: Moment?) {
            while let notice = notices.first, moment.map({ notice.at < $0 }) ?? true {
                lines.append("  \(notice.at.wallTime)  \(VisibleText.of(notice.words))\n")
                notices.removeFirst()
            }
        }
        var phase: Phase?
        for entry in record.entries where entry.phase != phase || entry.event.actor != nil {
            tellNotices(until: entry.at)
            phase = entry.phase
            let words = PhaseText.words(entry.phase)
            let actor = entry.event.actor.map { " by \(VisibleText.of($0))" } ?? ""
            // A pause has its author in its words.
            lines.append("  \(entry.at.wallTime)  \(entry.weight)  \(words)\(words.hasSuffix(actor) ? "" : actor)\n")
        }
        tellNotices(until: nil)
        return lines
    }

    private func explain(_ judged: RolloutRecord.Judged, _ plan: RolloutPlan) -> String {
        let run = judged.run
        var text = "\(run.analysis.name), \(PhaseText.words(run.analysis.length)) from \(run.began.wallTime): "
        text += "\(judged.verdict?.rawValue ?? "not judged")"
        if let judgement = run.judgement { text += "; \(VisibleText.of(judgement.reason))" }
        text += "\n"
        for definition in plan.metrics(of: run.analysis.name) {
            let outcome = run.judgement?.metrics.first { $0.metric.name == definition.name }
            text += "  \(definition.name): \(outcome?.outcome.rawValue ?? "not judged")"
            text += outcome.map { ", \(VisibleText.of($0.reason))" } ?? ""
            text += "\n    rule      \(definition.metric.rule.json.text)\n"
            for (side, revision) in [("new", plan.canary), ("old", plan.stable)] {
                let query = definition.query.resolved(revision: revision.id, backend: revision.backend)
                for line in query.texts { text += "    \(side) query \(VisibleText.of(line))\n" }
            }
            let readings = run.measurements[definition.name] ?? []
            text += "    readings  \(readings.count)\n"
            for reading in readings {
                text += "      \(reading.at.wallTime.precise)  \(Self.words(reading.canary))"
                text += reading.baseline.map { "  against \(Self.words($0))" } ?? ""
                text += "\n"
            }
        }
        return text
    }

    private static func words(_ reading: Reading) -> String {
        switch reading {
        case .value(let value): "\(value)"
        case .counts(let bad, let all): "\(bad) of \(all)"
        case .missing(let reason): "missing: \(VisibleText.of(reason))"
        }
    }

    private func json(_ record: RolloutRecord) -> String {
        let analyses = record.analyses.map { judged -> JSONValue in
            let metrics = record.plan.metrics(of: judged.run.analysis.name).map { definition -> JSONValue in
                let outcome = judged.run.judgement?.metrics.first { $0.metric.name == definition.name }
                let query = definition.query.resolved(
                    revision: record.plan.canary.id, backend: record.plan.canary.backend)
                return [
                    "metric": definition.json, "queries": .array(query.texts.map { .string($0) }),
                    "outcome": outcome.map { .string($0.outcome.rawValue) } ?? .null,
                    "samples": outcome.map { .integer($0.samples) } ?? .null,
                    "reason": outcome.map { .string($0.reason) } ?? .null,
                    "readings": .array((judged.run.measurements[definition.name] ?? []).map(\.json)),
                ]
            }
            return [
                "name": .string(judged.run.analysis.name), "began": .string(judged.run.began.wallTime.precise),
                "verdict": judged.verdict.map { .string($0.rawValue) } ?? .null, "metrics": .array(metrics),
            ]
        }
        let document: JSONValue = [
            "rollout": .string(record.id), "environment": .string(environment), "actor": .string(record.actor),
            "startedAt": .string(record.startedAt.precise), "phase": .string(record.rollout.phase.name),
            "reason": record.rollout.reason.map { .string($0) } ?? .null,
            "schedule": record.plan.schedule.json,
            "events": .array(
                record.entries.map { entry in
                    [
                        "at": .string(entry.at.wallTime.precise), "event": entry.event.json,
                        "phase": .string(entry.phase.name), "weight": .string(entry.weight.description),
                    ]
                }),
            "notices": .array(
                record.notices.map { notice in
                    ["at": .string(notice.at.wallTime.precise), "words": .string(notice.words)]
                }), "analyses": .array(analyses),
        ]
        return String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n"
    }
}
