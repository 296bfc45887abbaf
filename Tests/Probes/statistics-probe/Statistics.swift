import Rollouts

typealias Statistic = @Sendable (Order) throws(CannotSay) -> [Double?]

/// Every statistic by its name.
let statistics: [String: Statistic] = [
    "normal": normal, "beta": beta, "binomial": binomial, "mann-whitney": mannWhitney,
    "hodges-lehmann": hodgesLehmann, "one-proportion": oneProportion, "two-proportions": twoProportions,
    "quantile": quantile, "quantile-difference": quantileDifference, "proportion-power": proportionPower,
    "least-trials": leastTrials, "rank-sum-power": rankSumPower,
]

@Sendable private func normal(_ order: Order) throws(CannotSay) -> [Double?] {
    let z = order.number("z")
    let p = order.number("p")
    return [Normal.cdf(z), Normal.survival(z), Normal.quantile(p), Normal.upperQuantile(p)]
}

@Sendable private func beta(_ order: Order) throws(CannotSay) -> [Double?] {
    let (a, b) = (order.number("a"), order.number("b"))
    return [Beta.cdf(order.number("x"), a, b), Beta.quantile(order.number("p"), a, b)]
}

@Sendable private func binomial(_ order: Order) throws(CannotSay) -> [Double?] {
    let binomial = try Binomial(trials: order.integer("n"), rate: order.number("rate"))
    let k = order.integer("k")
    let p = order.number("p")
    return [
        binomial.mass(k), binomial.cdf(k), binomial.survival(k), binomial.quantile(p).map(Double.init),
        binomial.upperQuantile(p).map(Double.init),
    ]
}

@Sendable private func mannWhitney(_ order: Order) throws(CannotSay) -> [Double?] {
    let (x, y) = (try order.sample("x"), try order.sample("y"))
    let test = MannWhitney(x, y, method: order.isSet("normal") ? .normal : .automatic)
    return [test.u, test.otherU, test.isExact ? 1 : 0, test.p(.twoSided), test.p(.greater), test.p(.less)]
}

@Sendable private func hodgesLehmann(_ order: Order) throws(CannotSay) -> [Double?] {
    let (x, y) = (try order.sample("x"), try order.sample("y"))
    let shift = try HodgesLehmann(x, minus: y, confidence: order.number("confidence"))
    return [shift.estimate, shift.interval.lower, shift.interval.upper]
}

@Sendable private func oneProportion(_ order: Order) throws(CannotSay) -> [Double?] {
    let proportion = try order.proportion("k", "n")
    let confidence = order.number("confidence")
    let wilson = try proportion.wilson(confidence: confidence)
    let exact = try proportion.clopperPearson(confidence: confidence)
    return [wilson.lower, wilson.upper, exact.lower, exact.upper]
}

@Sendable private func twoProportions(_ order: Order) throws(CannotSay) -> [Double?] {
    let two = TwoProportions(try order.proportion("k", "n"), try order.proportion("l", "m"))
    let confidence = order.number("confidence")
    let wald = try two.wald(confidence: confidence)
    let newcombe = try two.newcombe(confidence: confidence)
    return [
        two.z, two.p(.twoSided), two.p(.greater), two.p(.less), wald.lower, wald.upper, newcombe.lower, newcombe.upper,
    ]
}

@Sendable private func quantile(_ order: Order) throws(CannotSay) -> [Double?] {
    let sample = try order.sample("x")
    let quantile = try Quantile(order.number("p"))
    let value = quantile.value(of: sample)
    guard let interval = try? quantile.interval(of: sample, confidence: order.number("confidence")) else {
        return [value, nil, nil]
    }
    return [value, interval.lower, interval.upper]
}

@Sendable private func quantileDifference(_ order: Order) throws(CannotSay) -> [Double?] {
    let (x, y) = (try order.sample("x"), try order.sample("y"))
    let quantile = try Quantile(order.number("p"))
    let difference = try QuantileDifference(quantile, of: x, minus: y, confidence: order.number("confidence"))
    return [difference.estimate, difference.interval.lower, difference.interval.upper]
}

@Sendable private func proportionPower(_ order: Order) throws(CannotSay) -> [Double?] {
    let test = try ProportionPower(baseline: order.number("baseline"), alpha: order.number("alpha"))
    let trials = try ProportionPower.Trials(stable: order.integer("stable"), canary: order.integer("canary"))
    return [
        try test.power(rise: order.number("rise"), trials), try test.leastRise(power: order.number("power"), trials),
    ]
}

@Sendable private func leastTrials(_ order: Order) throws(CannotSay) -> [Double?] {
    let test = try ProportionPower(baseline: order.number("baseline"), alpha: order.number("alpha"))
    let trials = try test.leastTrials(
        rise: order.number("rise"), power: order.number("power"), stablePerCanary: order.number("allocation"))
    return [Double(trials.stable), Double(trials.canary)]
}

@Sendable private func rankSumPower(_ order: Order) throws(CannotSay) -> [Double?] {
    let test = try RankSumPower(alpha: order.number("alpha"), share: order.number("share"))
    let superiority = order.number("superiority")
    let power = order.number("power")
    let observations = order.integer("observations")
    return [
        try test.power(superiority: superiority, observations: observations),
        try test.leastSuperiority(power: power, observations: observations),
        Double(try test.leastObservations(superiority: superiority, power: power)),
    ]
}
