package import RolloutPlans
package import Rollouts

/// What is proven of a rollout before it begins: capacity, time to safety, sight, and the way back of each step.
package struct RolloutProofText: Sendable {
    private let terminal: Terminal

    package init(terminal: Terminal) { self.terminal = terminal }

    package func render(
        _ plan: RolloutPlan, _ proof: CapacityProof, _ safety: TimeToSafety, _ powers: [StepPower]
    ) -> String {
        [capacity(plan, proof), time(safety), sight(plan, powers), inverses(plan)].joined(separator: "\n")
    }

    private func capacity(_ plan: RolloutPlan, _ proof: CapacityProof) -> String {
        var text = head("Ready capacity, with the loss of any one replica")
        switch proof.verdict {
        case .holds(let states):
            text += "  holds in all \(states) states that can be reached; "
            text +=
                proof.tolerated == .infinite
                ? "the loss of the only replica is what it is without a rollout\n"
                : "no replica carries more than \(proof.tolerated) times its part\n"
        case .fails(let example): text += "  fails: \(example.description)\n"
        case .tooLarge: text += "  not proven: there are more than 100,000 states\n"
        }
        text += table(
            ["step", "", "new", "carry", "old", "carry", "worst after a loss"],
            proof.rows.map { row in
                [
                    "\(row.step + 1)", row.text, "\(row.canary)", "\(row.weight)",
                    "\(row.stable == .max ? plan.schedule.replicas : row.stable)", "\(row.stableShare)",
                    row.worst.map { "\($0.load) (\($0.of == .canary ? "new" : "old"))" } ?? "none",
                ]
            })
        return text
    }

    private func time(_ safety: TimeToSafety) -> String {
        let text =
            head("Longest time from a fault to 0 % on the new revision")
            + table(
                ["step", "", "crash", "errors", "abort"],
                safety.rows.map { row in
                    ["\(row.step + 1)", row.text, words(row.crash), words(row.errors), words(row.abort)]
                })
        var reasons: [String] = []
        for row in safety.rows {
            for fault in TimeToSafety.Fault.allCases {
                if case .unbounded(let why) = row[fault], !reasons.contains(why) { reasons.append(why) }
            }
        }
        return text + reasons.map { "  no bound: \($0)\n" }.joined()
    }

    /// In whole seconds, rounded up: what is shorter than what is told would be no bound.
    private func words(_ bound: TimeToSafety.Bound) -> String {
        bound.total.map { total in
            PhaseText.words(.seconds(total.components.seconds + (total.components.attoseconds > 0 ? 1 : 0)))
        } ?? "no bound"
    }

    private func sight(_ plan: RolloutPlan, _ powers: [StepPower]) -> String {
        let head = head("Rise of errors that is seen four times in five")
        guard !powers.isEmpty else {
            return head + "  not said: rollout.detection does not tell what traffic is expected\n"
        }
        return head
            + table(
                ["analysis", "metric", "weight", "requests", "seen from"],
                powers.map { power in
                    [
                        power.analysis.name, power.metric.name, "\(power.weight)", "\(power.canaryRequests)",
                        power.factor.map { "\(rounded($0)) times the errors" } ?? "nothing",
                    ]
                })
    }

    private func inverses(_ plan: RolloutPlan) -> String {
        head("What an abort does at each step")
            + table(
                ["step", "", ""],
                Inverse.all(of: plan.schedule).map { ["\($0.step + 1)", $0.text, $0.description] }, hasHead: false)
    }

    private func rounded(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded(.up))
        return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst())"
    }

    private func head(_ text: String) -> String { terminal.paint(text, .bold) + "\n" }

    private func table(_ names: [String], _ rows: [[String]], hasHead: Bool = true) -> String {
        let all = (hasHead ? [names] : []) + rows
        let widths = names.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = "  "
            for (column, cell) in row.enumerated() {
                let isLast = column + 1 == row.count
                line += cell + (isLast ? "" : String(repeating: " ", count: widths[column] - cell.count + 2))
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
