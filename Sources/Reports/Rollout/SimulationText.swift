package import Rollouts

/// A rehearsal for people: its timeline, its verdicts, and who met the new revision.
package struct SimulationText: Sendable {
    private let terminal: Terminal

    package init(terminal: Terminal) { self.terminal = terminal }

    package func render(_ simulation: Simulation, steps: Int) -> String {
        var text = ""
        for entry in simulation.timeline {
            let at = PhaseText.words(entry.at)
            let place = entry.phase.isTerminal ? "" : "step \(min(entry.step + 1, steps))/\(steps)  "
            text += "  \(String(repeating: " ", count: max(0, 8 - at.count)))\(at)  \(entry.weight)"
            text += String(repeating: " ", count: max(0, 6 - entry.weight.description.count))
            text += terminal.paint("\(place)\(PhaseText.words(entry.phase))", PhaseText.colour(entry.phase))
            if let note = entry.note { text += "  (\(PhaseText.headline(note)))" }
            text += "\n"
        }
        text += "\nVerdict: \(simulation.outcome.rawValue)"
        if let reason = simulation.rollout.reason { text += " (\(PhaseText.headline(reason)))" }
        text += " after \(PhaseText.words(simulation.length)). "
        text += "\(simulation.exposed) requests met the new revision, \(simulation.failed) of them failed.\n"
        return text
    }

    package func render(_ simulation: FleetSimulation, clusters: Int) -> String {
        var rows: [[String]] = [
            ["wave", "clusters", "promoted", "put back", "paused", "stuck", "requests", "failed", "time"]
        ]
        for (index, wave) in simulation.waves.enumerated() {
            rows.append([
                "\(index + 1)", "\(wave.clusters.count) of \(wave.size)", "\(wave.count(.promoted))",
                "\(wave.count(.putBack))", "\(wave.count(.paused))", "\(wave.count(.stuck))",
                "\(wave.requests.exposed)", "\(wave.requests.failed)", PhaseText.words(wave.length),
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = rows.map { row in
            "  "
                + row.enumerated().map { column, cell in
                    String(repeating: " ", count: widths[column] - cell.count) + cell
                }.joined(separator: "  ") + "\n"
        }.joined()
        text += "\n"
        if let stop = simulation.stop {
            text += "Stopped in wave \(stop.wave + 1) after \(PhaseText.words(stop.at)): more than \(stop.tolerated) "
            text += "clusters had put it back. "
        } else {
            text += "All waves took place, in \(PhaseText.words(simulation.length)). "
        }
        text += "\(simulation.untouched) of \(clusters) clusters never met the new revision; "
        text += "\(simulation.total.exposed) requests did, and \(simulation.total.failed) of them failed.\n"
        return text
    }
}
