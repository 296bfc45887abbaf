package import RolloutPlans
package import Rollouts

/// A rollout at one moment, as a page: who it is, where it is, and what was measured.
package struct RolloutView: Sendable {
    private let terminal: Terminal
    /// Whether the terminal shows nothing but ASCII.
    private let isASCII: Bool

    package init(terminal: Terminal, isASCII: Bool) {
        self.terminal = terminal
        self.isASCII = isASCII
    }

    /// What is shown.
    package struct Page: Sendable {
        package let id: String
        package let actor: String
        package let plan: RolloutPlan
        package let rollout: Rollout
        /// The last of each name, in order.
        package let analyses: [AnalysisRun]
        /// Whether a process carries it out.
        package let isRun: Bool

        package init(
            id: String, actor: String, plan: RolloutPlan, rollout: Rollout, analyses: [AnalysisRun], isRun: Bool
        ) {
            self.id = id
            self.actor = actor
            self.plan = plan
            self.rollout = rollout
            self.analyses = analyses
            self.isRun = isRun
        }
    }

    package func render(_ page: Page, at now: Moment) -> String {
        let (plan, rollout) = (page.plan, page.rollout)
        let phase = rollout.phase
        var rows: [(String, String)] = [
            ("Name", plan.environment),
            ("Status", status(page)),
            ("Strategy", plan.strategy),
            (
                "Step",
                "\(min(rollout.step + (phase.isTerminal ? 0 : 1), plan.schedule.steps.count))/\(plan.schedule.steps.count)"
            ),
            ("Weight", rollout.routing.map { "\(rollout.weight), becoming \($0)" } ?? "\(rollout.weight)"),
            ("Stable", side(.stable, page)), ("Canary", side(.canary, page)),
        ]
        if let deadline = rollout.deadline {
            rows.append(("Deadline", deadline > now ? "in \(PhaseText.words(deadline.since(now)))" : "now"))
        }
        if let reason = rollout.reason { rows.append(("Reason", PhaseText.headline(reason))) }
        rows.append(("Rollout", "\(page.id), begun by \(VisibleText.of(page.actor))"))
        let width = 11
        var text =
            rows.map { name, value in
                terminal.paint(name + ":", .bold) + String(repeating: " ", count: width - name.count) + value
            }.joined(separator: "\n") + "\n\n"
        text += steps(page)
        for run in page.analyses { text += "\n" + analysis(run) }
        return text
    }

    private func status(_ page: Page) -> String {
        let phase = page.rollout.phase
        let mark = terminal.paint(PhaseText.mark(phase, isASCII: isASCII), PhaseText.colour(phase))
        let orphan = page.isRun || phase.isTerminal ? "" : "; nobody runs it: `slipway resume \(page.plan.environment)`"
        return "\(mark) \(PhaseText.words(phase))\(orphan)"
    }

    private func side(_ side: RolloutEvent.Side, _ page: Page) -> String {
        let rollout = page.rollout
        let (revision, share) =
            side == .stable ? (page.plan.stable, rollout.weight.rest) : (page.plan.canary, rollout.weight)
        return "\(revision.id)  \(rollout.ready[side] ?? 0)/\(rollout.wanted[side] ?? 0) ready  \(share)"
    }

    private func steps(_ page: Page) -> String {
        let (plan, rollout) = (page.plan, page.rollout)
        var text = ""
        for (index, step) in plan.schedule.steps.enumerated() {
            let isDone = index < rollout.step || rollout.phase == .succeeded || rollout.phase == .keepingWarm
            let isNow = index == rollout.step && !rollout.phase.isTerminal
            let mark =
                isDone ? (isASCII ? "ok" : "✔ ") : isNow ? PhaseText.mark(rollout.phase, isASCII: isASCII) + " " : "  "
            let branch =
                isASCII
                ? (index + 1 == plan.schedule.steps.count ? "`-" : "|-")
                : (index + 1 == plan.schedule.steps.count ? "└─" : "├─")
            let line = "\(branch) \(mark) \(index + 1). \(StepText.words(step, of: plan))"
            text += (isNow ? terminal.paint(line, PhaseText.colour(rollout.phase)) : line) + "\n"
        }
        return text
    }

    private func analysis(_ run: AnalysisRun) -> String {
        let mark = isASCII ? "S" : "Σ"
        let all = run.looks * run.readingsPerLook
        var text = "\(mark) \(run.analysis.name)  \(run.readings)/\(all) readings"
        guard let judgement = run.judgement else { return text + "\n" }
        text += "  \(judgement.verdict.rawValue)\n"
        for metric in judgement.metrics {
            let word = terminal.paint(
                metric.outcome.rawValue, metric.outcome == .pass ? .green : metric.outcome == .fail ? .red : .yellow)
            text += "   \(metric.metric.name): \(word), \(VisibleText.of(metric.reason))\n"
        }
        return text
    }
}
