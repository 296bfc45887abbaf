/// The same rollout over many clusters: in which waves they take part, and how much may go wrong.
package struct Fleet: Sendable, Hashable {
    /// The most clusters.
    package static let limit = 10_000

    /// 1 to `limit`.
    package var clusters: Int
    /// In order; a wave starts once all rollouts of the one before have ended, and its soak is over.
    package var waves: [Wave]
    /// How many clusters of one wave may end without the new revision; with one more, no further one starts.
    ///
    /// In large waves chance alone puts some back: of a good revision, as many as the metrics' `alpha` says.
    package var tolerance = Tolerance.clusters(0)
    /// How many rollouts go on at the same time, 1 and more.
    package var concurrency = Fleet.limit
    /// How far clusters differ in traffic, 0 to 5: the standard deviation of the logarithm of requests per second.
    ///
    /// The median is that of the cluster's scenario; 0 gives all the same.
    package var trafficSpread = 0.0

    package init(_ clusters: Int, in waves: [Wave]) {
        self.clusters = clusters
        self.waves = waves
    }

    /// Some clusters that take part at the same time.
    package struct Wave: Sendable, Hashable {
        package enum Size: Sendable, Hashable {
            /// So many.
            case clusters(Int)
            /// This part of the whole fleet, over 0 up to 1: rounded up.
            case share(Double)
            /// All that are left.
            case rest
        }

        package var size: Size
        /// Between the end of its last rollout and the start of the next wave.
        package var soak: Duration

        package init(_ size: Size, soak: Duration = .zero) {
            self.size = size
            self.soak = soak
        }
    }

    package enum Tolerance: Sendable, Hashable {
        case clusters(Int)
        /// Of the clusters of the wave: 0 up to 1.
        case share(Double)

        /// How many clusters of a wave of this size may end without the new revision.
        package func clusters(of size: Int) -> Int {
            switch self {
            case .clusters(let count): max(0, count)
            case .share(let share): Int((min(max(0, share), 1) * Double(size)).rounded(.down))
            }
        }
    }

    /// Waves of 1, 10, 100 and 1,000 clusters, and one of the rest, as far as there are so many.
    package static func tenfold(_ clusters: Int, soak: Duration) -> Fleet {
        var waves: [Wave] = []
        var left = clusters
        for size in [1, 10, 100, 1_000] where left > size {
            waves.append(Wave(.clusters(size), soak: soak))
            left -= size
        }
        return Fleet(clusters, in: waves + [Wave(.rest, soak: soak)])
    }

    /// How many clusters each wave has; together they are never more than there are.
    package var sizes: [Int] {
        var left = max(0, min(clusters, Self.limit))
        let all = Double(left)
        return waves.map { wave in
            let size =
                switch wave.size {
                case .clusters(let count): min(left, max(0, count))
                case .share(let share): min(left, Int((min(max(0, share), 1) * all).rounded(.up)))
                case .rest: left
                }
            left -= size
            return size
        }
    }
}

// MARK: - What cannot be meant

extension Fleet {
    package enum Problem: Sendable, Hashable {
        /// Not 1 to `limit`.
        case clusters(Int)
        /// These are in no wave.
        case leavesOut(Int)
        /// There is no cluster left for it; or its size is none.
        case emptyWave(index: Int)
        case negativeSoak(index: Int)
        case tolerance
        case concurrency(Int)
        case trafficSpread(Double)
    }

    /// Everything that is wrong with it.
    package var problems: [Problem] {
        var problems: [Problem] = []
        guard (1...Self.limit).contains(clusters) else { return [.clusters(clusters)] }
        let sizes = sizes
        for (index, wave) in waves.enumerated() {
            if sizes[index] == 0 { problems.append(.emptyWave(index: index)) }
            if wave.soak < .zero { problems.append(.negativeSoak(index: index)) }
        }
        let left = clusters - sizes.reduce(0, +)
        if left > 0 { problems.append(.leavesOut(left)) }
        switch tolerance {
        case .clusters(let count): if count < 0 { problems.append(.tolerance) }
        case .share(let share): if !(0...1).contains(share) { problems.append(.tolerance) }
        }
        if concurrency < 1 { problems.append(.concurrency(concurrency)) }
        if !(0...5).contains(trafficSpread) { problems.append(.trafficSpread(trafficSpread)) }
        return problems
    }
}
