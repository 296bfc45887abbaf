/// How long the runner of a rollout, and what it speaks to, may take at most; all are 0 and more.
package struct RunnerTimes: Sendable, Hashable {
    /// From when on an analysis shows a fault that only metrics show.
    package enum Sight: Sendable, Hashable {
        /// At its next look, as rules about each reading do; so many looks, evenly over its length.
        case nextLook(of: Int)
        /// At its end, where it began after the fault: rules about whole samples are diluted by what was good before.
        case wholeAnalysis
    }

    /// From the fall of a replica to the news of it: the probes that have to fail, and the interval of polling.
    package var health: Duration = .seconds(5)
    /// From being told a weight to having it in effect and verified, what it was still busy with included.
    package var router: Duration = .seconds(10)
    /// From being told a count to having so many replicas ready, of either side.
    package var ready: Duration = .seconds(120)
    /// From a look at an analysis to its verdict, the age of the newest metrics included.
    package var verdict: Duration = .seconds(15)
    /// From anything that is due or known to the machine's having it.
    package var reaction: Duration = .seconds(1)
    package var sight = Sight.wholeAnalysis

    package init() {}

    /// Everything at once.
    static let none = {
        var times = RunnerTimes()
        (times.health, times.router, times.ready, times.verdict, times.reaction) = (.zero, .zero, .zero, .zero, .zero)
        return times
    }()
}
