extension Binomial {
    /// A count by chance: exactly as likely as `mass` says, in a time that does not grow with the trials.
    package func draw(using random: inout some RandomNumberGenerator) -> Int {
        if rate == 0 { return 0 }
        // Successes and failures change places, so that the rarer of both are counted.
        guard rate <= 0.5 else { return trials - Self.rare(trials, 1 - rate, using: &random) }
        return Self.rare(trials, rate, using: &random)
    }

    private static func rare(_ trials: Int, _ rate: Double, using random: inout some RandomNumberGenerator) -> Int {
        if rate == 0 { return 0 }
        return Double(trials) * rate < 10
            ? inverted(trials, rate, using: &random) : rejected(trials, rate, using: &random)
    }

    /// By inversion: the masses from 0 on, each made from the one before, until they have used the chance up.
    private static func inverted(
        _ trials: Int, _ rate: Double, using random: inout some RandomNumberGenerator
    ) -> Int {
        let odds = rate / (1 - rate)
        let none = Elementary.exp(Double(trials) * Elementary.log1p(-rate))
        while true {
            var chance = random.unit()
            var mass = none
            // What rounding leaves at the far end, beyond which no chance is, is drawn again.
            for count in 0...min(trials, 200) {
                if chance < mass { return count }
                chance -= mass
                mass *= odds * Double(trials - count) / Double(count + 1)
            }
        }
    }

    /// By transformed rejection, for a mean of 10 and more and a rate up to 0.5.
    ///
    /// Hörmann, The generation of binomial random variates, Journal of Statistical Computation and Simulation 46 (1993)
    /// 101-110: algorithm BTRS, with the quotient of the masses from `BinomialTerm` in place of its own expansion.
    private static func rejected(
        _ trials: Int, _ rate: Double, using random: inout some RandomNumberGenerator
    ) -> Int {
        let n = Double(trials)
        let deviation = (n * rate * (1 - rate)).squareRoot()
        let b = 1.15 + 2.53 * deviation
        let a = -0.0873 + 0.0248 * b + 0.01 * rate
        let alpha = (2.83 + 5.1 / b) * deviation
        let squeeze = 0.92 - 4.2 / b
        func mass(_ count: Double) -> Double { BinomialTerm.value(count, n - count, rate, 1 - rate) }
        var atMode: Double?
        while true {
            let u = random.unit() - 0.5
            let v = random.unit()
            let fromEdge = 0.5 - u.magnitude
            let count = ((2 * a / fromEdge + b) * u + n * rate + 0.5).rounded(.down)
            if fromEdge >= 0.07, v <= squeeze { return Int(count) }
            guard count >= 0, count <= n else { continue }
            let mode = atMode ?? mass(((n + 1) * rate).rounded(.down))
            atMode = mode
            if v * alpha / (a / (fromEdge * fromEdge) + b) <= mass(count) / mode { return Int(count) }
        }
    }
}
