package import Rollouts

/// The phases of a rollout in words for people.
package enum PhaseText {
    /// What it does or waits for, in a few words.
    package static func words(_ phase: Phase) -> String {
        switch phase {
        case .pending: "has not begun"
        case .scaling(let count): "waits for \(count) ready replica\(count == 1 ? "" : "s") of the new revision"
        case .warming: "leaves the new replicas alone for a moment"
        case .shifting(let weight): "moves traffic to \(weight)"
        case .soaking: "soaks"
        case .analysing(let name): "measures (\(name))"
        case .gated: "waits for an approval"
        case .paused(.person(let actor)): "paused by \(VisibleText.of(actor))"
        case .paused(.marginal(let name)): "paused: \(name) was neither good nor bad"
        case .paused(.noData(let name)): "paused: \(name) had no data to judge by"
        case .promoting: "makes the new revision the stable one"
        case .keepingWarm: "is done, and keeps the old revision ready"
        case .restoring: "goes back: waits for replicas of the old revision"
        case .returning(let weight): "goes back: takes traffic back to \(weight)"
        case .cooling(let weight): "goes back: stays at \(weight) for a moment"
        case .demoting: "goes back: makes the old revision the stable one again"
        case .succeeded: "succeeded"
        case .aborted: "was put back"
        case .stuck: "is stuck"
        }
    }

    /// What a person can do about it; nil where nothing is asked of one.
    package static func advice(_ phase: Phase, environment: String) -> String? {
        switch phase {
        case .gated: "`slipway rollout promote \(environment)` approves, `slipway rollout abort \(environment)` refuses"
        case .paused(.person):
            "`slipway rollout resume \(environment)` goes on, `slipway rollout abort \(environment)` puts it back"
        case .paused(.marginal), .paused(.noData):
            "`slipway rollout explain \(environment)` shows what was measured; `slipway rollout resume \(environment)` "
                + "measures again, `slipway rollout promote \(environment)` goes on, `slipway rollout abort \(environment)` "
                + "puts it back"
        default: nil
        }
    }

    /// A mark that can be told from the others without colour.
    package static func mark(_ phase: Phase, isASCII: Bool) -> String {
        switch phase {
        case .succeeded, .keepingWarm: isASCII ? "ok" : "✔"
        case .aborted, .stuck: isASCII ? "x" : "✖"
        case .paused, .gated: isASCII ? "=" : "॥"
        case .restoring, .returning, .cooling, .demoting: isASCII ? "!" : "⚠"
        default: isASCII ? "*" : "◌"
        }
    }

    static func colour(_ phase: Phase) -> Terminal.Colour {
        switch phase {
        case .succeeded, .keepingWarm: .green
        case .aborted, .stuck: .red
        case .paused, .gated, .restoring, .returning, .cooling, .demoting: .yellow
        default: .cyan
        }
    }

    /// The first line of a reason; what a process said last is in the record.
    package static func headline(_ reason: String) -> String {
        let line = reason.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? reason
        return VisibleText.of(line.hasSuffix(".") ? String(line.dropLast()) : line)
    }

    /// `1m30s`, `250ms`, `2h`.
    package static func words(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 1 else { return "\(max(0, attoseconds / 1_000_000_000_000_000))ms" }
        let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 > 0 }
        return parts.map { "\($0.0)\($0.1)" }.joined()
    }
}
