/// The refusal of an analysis that cannot see what it is there for.
extension StepPower {
    package struct TooWeak: Error, Sendable, Hashable, CustomStringConvertible {
        package let step: Int
        package let analysis: String
        package let metric: String
        /// How many times the base rate is to be seen.
        package let target: Double
        /// What is seen; nil for nothing.
        package let factor: Double?
        package let canaryRequests: Int
        /// A length of the analysis, in whole seconds, that would do; nil where none within ``longest`` does.
        package let enough: Duration?

        package var description: String {
            let seen =
                factor.map { "sees the error rate from \(Self.digits($0)) times on" } ?? "sees no error rate at all"
            let remedy =
                enough.map { "\($0.words) at this weight would do" } ?? "no length at this weight would do"
            return "analysis \(analysis), metric \(metric): with \(canaryRequests) requests of the new revision it "
                + "\(seen), and \(Self.digits(target)) times is wanted; \(remedy)"
        }

        /// With two digits, rounded up.
        private static func digits(_ number: Double) -> String {
            // Whoever asks for more than that many times asks for nothing.
            let hundredths = Int(min(number * 100 - 1e-9, 1e15).rounded(.up))
            let rest = hundredths % 100
            return rest == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(String(100 + rest).dropFirst())"
        }
    }

    /// The longest analysis that is proposed instead.
    package static let longest = Duration.seconds(7 * 86_400)

    /// Throws unless a rise to `target` times the base rate is seen.
    package func require(factor target: Double) throws(TooWeak) {
        if let factor, factor <= target { return }
        throw TooWeak(
            step: step, analysis: analysis.name, metric: metric.name, target: target, factor: factor,
            canaryRequests: canaryRequests, enough: enough(for: target))
    }

    /// Twice as long from what the normal approximation says until it is enough, then halved to a hundredth.
    private func enough(for target: Double) -> Duration? {
        let rise = traffic.errorRate * (target - 1)
        let share = Double(weight.thousandths) / 100_000
        guard case .proportion(let tolerated, _) = metric.rule, rise > tolerated, traffic.errorRate + rise <= 1,
            share > 0, share < 1, let test = try? ProportionPower(baseline: traffic.errorRate, alpha: alpha)
        else { return nil }
        let allocation = traffic.baseline == .all ? (1 - share) / share : min(1, (1 - share) / share)
        guard let trials = try? test.leastTrials(rise: rise, power: power, stablePerCanary: allocation) else {
            return nil
        }
        let first = (Double(trials.canary) / (traffic.requestsPerSecond * share)).rounded(.up)
        let longest = Self.longest / .seconds(1)
        guard
            var enough = sequence(first: first, next: { $0 * 2 }).prefix(while: { $0 < longest * 2 })
                .map({ min($0, longest) }).first(where: { isEnough($0, rise) })
        else { return nil }
        var short = enough / 2
        while enough - short > max(1, enough / 100) {
            let middle = ((enough + short) / 2).rounded(.up)
            if isEnough(middle, rise) { enough = middle } else { short = middle }
        }
        return .seconds(Int64(enough))
    }

    private func isEnough(_ seconds: Double, _ rise: Double) -> Bool {
        guard let requests = try? traffic.requests(in: .seconds(Int64(seconds)), at: weight),
            let alarms = try? traffic.alarms(of: metric, requests), let power = try? alarms.power(rise: rise)
        else { return false }
        return power >= self.power
    }
}
