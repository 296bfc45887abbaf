/// The beta distribution, by its regularised incomplete beta function.
package enum Beta {
    /// The largest parameter: above it the continued fraction would take long.
    package static let parameterLimit = 2_000_000_000.0

    /// The probability of a value up to `x`, 0 to 1; parameters above 0 and at most `parameterLimit`, else nil.
    package static func cdf(_ x: Double, _ a: Double, _ b: Double) -> Double? {
        guard x >= 0, x <= 1 else { return nil }
        return cdf(x, complement: 1 - x, a, b)
    }

    /// The value that is not exceeded with probability `p`, 0 to 1; else nil.
    ///
    /// As exact as `cdf` is: found by bisection, in at most 64 of its evaluations.
    package static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double? {
        guard p >= 0, p <= 1, cdf(0.5, a, b) != nil else { return nil }
        return Bisection.least(in: 0...1) { (cdf($0, a, b) ?? 1) >= p }
    }

    /// With 1 - x given, where that is known better than it can be subtracted.
    static func cdf(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double? {
        guard a > 0, b > 0, a <= parameterLimit, b <= parameterLimit else { return nil }
        if x <= 0 { return 0 }
        if y <= 0 { return 1 }
        // The fraction converges fast on this side of the mean; the other side is its mirror image.
        if x <= (a + 1) / (a + b + 2) { return min(1, tail(x, y, a, b)) }
        return max(0, 1 - tail(y, x, b, a))
    }

    /// I_x(a, b) as power term by continued fraction, the latter by Lentz's method.
    ///
    /// Didonato and Morris, ACM Transactions on Mathematical Software 18 (1992) 360-373, equation 9. Of the fractions
    /// there are it is the one that loses nothing where `x` is close to 1, since it takes `y` as it is given. It
    /// needs some multiple of the square root of the larger parameter in steps; the bound on them is never met within
    /// `parameterLimit`.
    private static func tail(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        let power = BinomialTerm.value(a, b, x, y) * a * b / (a + b)
        if power == 0 { return 0 }
        func away(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
        let most = 1_000 + 20 * max(a, b).squareRoot()
        var fraction = away(a * (a * y - b * x + 1) / (a + 1))
        var c = fraction
        var d = 0.0
        var m = 1.0
        while m < most {
            let before = a + 2 * m - 1
            let numerator = (m * (a + m - 1) / before) * ((a + b + m - 1) / before) * (b - m) * x * x
            let denominator =
                m + m * (b - m) * x / before + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (before + 2)
            d = 1 / away(denominator + numerator * d)
            c = away(denominator + numerator / c)
            fraction *= c * d
            if (c * d - 1).magnitude < 3e-16 { break }
            m += 1
        }
        return power / fraction
    }
}
