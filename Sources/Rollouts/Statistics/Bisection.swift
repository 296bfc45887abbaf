/// The search for the place where a condition begins to hold, to the last bit of a `Double`.
enum Bisection {
    /// The least number of `range` for which `holds` is true, provided that it stays true above; the upper end where
    /// it never is.
    ///
    /// Halves the numbers between, not the distance, so that 64 calls are enough at every scale and the relative
    /// precision is full near 0 too.
    static func least(in range: ClosedRange<Double>, where holds: (Double) -> Bool) -> Double {
        var low = place(range.lowerBound)
        var high = place(range.upperBound)
        while low < high {
            let middle = (low & high) + ((low ^ high) >> 1)
            if holds(number(middle)) { high = middle } else { low = middle + 1 }
        }
        return number(high)
    }

    /// The least integer of `range` for which `holds` is true, provided that it stays true above; the upper end where
    /// it never is.
    static func leastInteger(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low & high) + ((low ^ high) >> 1)
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return high
    }

    /// Where a number stands in the order of all; both zeros stand at 0.
    private static func place(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: number.bitPattern)
        return bits >= 0 ? bits : Int64.min &- bits
    }

    private static func number(_ place: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: place >= 0 ? place : Int64.min &- place))
    }
}
