/// All differences between an observation of one sample and one of another, without writing them down.
struct PairwiseDifferences: Sendable, Hashable {
    private let left: [Double]
    private let right: [Double]

    init(_ first: Sample, minus second: Sample) {
        left = first.sorted
        right = second.sorted
    }

    /// n x m.
    var count: Int { left.count * right.count }

    /// The difference at `rank` in ascending order, from 1; ranks outside give the first or the last.
    ///
    /// At most 64 passes of O(n + m): the differences form a matrix that ascends along rows and columns, whatever the
    /// rounding of each, so that those up to a bound are counted along its border.
    func ranked(_ rank: Int) -> Double {
        let least = left[0] - right[right.count - 1]
        let greatest = left[left.count - 1] - right[0]
        return Bisection.least(in: least...greatest) { has(rank, upTo: $0) }
    }

    /// The middle difference, or the mean of the two in the middle.
    var median: Double {
        let low = ranked((count + 1) / 2)
        return count.isMultiple(of: 2) ? (low + ranked(count / 2 + 1)) / 2 : low
    }

    private func has(_ wanted: Int, upTo bound: Double) -> Bool {
        var found = 0
        var first = 0
        for value in left {
            while first < right.count, value - right[first] > bound { first += 1 }
            if first == right.count { break }
            found += right.count - first
        }
        return found >= wanted
    }
}
