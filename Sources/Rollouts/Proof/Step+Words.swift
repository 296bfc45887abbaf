/// A step as a line of a table has it.
extension Step {
    /// As `weight 25%` or `analyse errors for 300 s`.
    package var words: String {
        switch self {
        case .setWeight(let weight): "weight \(weight)"
        case .soak(let length): "soak for \(length.words)"
        case .analyse(let analysis): "analyse \(analysis.name) for \(analysis.length.words)"
        case .gate(let within): "gate, open within \(within.words)"
        case .scale(let count): "scale to \(count)"
        case .route(let route?): "route \(route.carrier.rawValue) \(route.name)=\(route.value)"
        case .route(nil): "no route by header or cookie"
        }
    }
}

extension Duration {
    /// In seconds, with three digits after the point where there are any: `300 s`, `0.25 s`.
    var words: String {
        let milliseconds = Moment(milliseconds: 0).advanced(by: self).milliseconds
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let sign = milliseconds < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(seconds) s" }
        var digits = String(1_000 + rest).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "\(sign)\(seconds).\(digits) s"
    }
}
