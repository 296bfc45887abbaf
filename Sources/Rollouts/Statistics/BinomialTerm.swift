/// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b, without the overflow and the cancellation of its factors.
///
/// Loader, Fast and Accurate Computation of Binomial Probabilities (2000): the saddle point form, in which the large
/// terms have been cancelled by hand.
enum BinomialTerm {
    /// - Parameters:
    ///   - a: At least 0, as `b`; not both 0.
    ///   - x: 0 to 1, and `y` is 1 - x.
    static func value(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        let n = a + b
        if a == 0 { return Elementary.exp(n * logarithm(of: y, complement: x)) }
        if b == 0 { return Elementary.exp(n * logarithm(of: x, complement: y)) }
        guard x > 0, y > 0 else { return 0 }
        let exponent =
            stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y)
        return Elementary.exp(exponent) * (n / (2 * .pi * a * b)).squareRoot()
    }

    private static func logarithm(of x: Double, complement y: Double) -> Double {
        y < 0.5 ? Elementary.log1p(-y) : Elementary.log(x)
    }

    /// log Γ(z + 1) less Stirling's formula for it: log(√(2πz) (z/e)^z). For `z` above 0.
    private static func stirlingError(_ z: Double) -> Double {
        if z >= 16 {
            // DLMF 5.11.1.
            let square = 1 / (z * z)
            let terms = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156]
            return terms.reversed().reduce(0) { $0 * square + $1 } / z
        }
        // Γ(z + 1) = Γ(z + k + 1) / ((z + 1) … (z + k)), with z + k where the series holds.
        var raised = z
        var product = 1.0
        while raised < 16 {
            raised += 1
            product *= raised
        }
        return stirlingError(raised) + stirling(raised) - stirling(z) - Elementary.log(product)
    }

    private static func stirling(_ z: Double) -> Double {
        0.5 * Elementary.log(2 * .pi * z) + z * Elementary.log(z) - z
    }

    /// x log(x / m) + m - x, which is small where x is near m. Both are above 0.
    private static func deviance(_ x: Double, _ m: Double) -> Double {
        let difference = x - m
        guard difference.magnitude < 0.1 * (x + m) else { return x * Elementary.log(x / m) + m - x }
        let ratio = difference / (x + m)
        var sum = difference * ratio
        var term = 2 * x * ratio
        let square = ratio * ratio
        var odd = 3.0
        while odd < 2_000 {
            term *= square
            let next = sum + term / odd
            if next == sum { break }
            sum = next
            odd += 2
        }
        return sum
    }
}
