/// How often the same value occurs, as rank statistics need it.
enum Ties {
    /// The sum of t³ - t over the groups of t equal values. At most 8 x 10^12 for two full samples, so exact.
    static func correction(_ sorted: [Double]) -> Int {
        var sum = 0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            let size = end - start
            sum += size * size * size - size
            start = end
        }
        return sum
    }

    /// The standard deviation of Mann and Whitney's U when there is no difference: Lehmann, Nonparametrics (1975),
    /// 1.35.
    ///
    /// - Parameter correction: The sum of t³ - t over all groups of ties.
    static func deviationOfU(_ first: Int, _ second: Int, correction: Int) -> Double {
        let all = first + second
        // Integers up to here: all tied gives exactly 0.
        let free = Double(all * all * all - all - correction)
        return (Double(first * second) / 12 * (free / Double(all * (all - 1)))).squareRoot()
    }
}
