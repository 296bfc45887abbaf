/// A wave while its clusters start: who may start when, and whether anybody may still.
struct RunningWave {
    /// How many clusters may end without the new revision.
    let tolerated: Int
    /// Those that started, in order.
    private(set) var clusters: [FleetCluster] = []
    /// Rollouts that go on, the first to end last.
    private var going: [(ends: Duration, isGood: Bool)] = []
    /// Of those that have ended.
    private var bad = 0
    private var now: Duration

    init(tolerated: Int, at start: Duration) {
        self.tolerated = tolerated
        now = start
    }

    /// When the next cluster starts, with so many at a time at most; nil where none may any more.
    mutating func nextStart(_ concurrency: Int) -> Duration? {
        if going.count >= max(1, concurrency), let first = going.last { now = max(now, first.ends) }
        while let first = going.last, first.ends <= now {
            going.removeLast()
            if !first.isGood { bad += 1 }
        }
        return bad > tolerated ? nil : now
    }

    mutating func start(_ cluster: FleetCluster) {
        clusters.append(cluster)
        var low = 0
        var high = going.count
        while low < high {
            let middle = (low + high) / 2
            if going[middle].ends > cluster.ended { low = middle + 1 } else { high = middle }
        }
        going.insert((cluster.ended, cluster.outcome == .promoted), at: low)
    }

    /// When one more than is tolerated had ended without the new revision; nil where none was too many.
    var stopped: Duration? {
        let ends = clusters.filter { $0.outcome != .promoted }.map(\.ended).sorted()
        return ends.count > tolerated ? ends[tolerated] : nil
    }
}
