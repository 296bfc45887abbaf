import Diagnostics
import POSIX
import Planning
import Providers
import Rollouts

/// Moves traffic between the two backends of a running HAProxy, without a reload.
///
/// What HAProxy looks up for each request is written to its files first, so that one that is started anew shares
/// traffic in the same way.
struct TrafficSwitch {
    static let candidates = "candidate"
    static let others = "service"
    /// How long the router's own counters are watched for a sign that the weight is in effect.
    static let watch = Duration.milliseconds(200)
    static let watches = 3

    let directory: String
    /// Whether another split is wanted by now: then nothing more is waited for.
    let isSuperseded: @Sendable () -> Bool
    private var runtime: HAProxyRuntime { HAProxyRuntime(directory: directory) }

    /// Whether the split is seen to be in effect; false where it was superseded.
    func put(_ split: TrafficSplit) throws(Failure) -> Bool {
        if split.weight == .none, split.route == nil, try !Self.hasCandidates(in: directory) { return true }
        let tables = RoutingTables(weight: split.weight, sticky: split.sticky, route: split.route)
        try Files.reach(.haproxySplitWrite)
        try tables.write(to: directory)
        // First who may answer, then who is asked; on the way to nothing the other way round.
        if split.weight > .none || split.route != nil { try admit(split) }
        guard !isSuperseded() else { return false }
        try Files.reach(.haproxySplit)
        try tables.put(into: runtime)
        if split.weight == .none, split.route == nil { try admit(split) }
        try verify(split, tables)
        return !isSuperseded()
    }

    /// Whether the router in that directory shares traffic; where it knows one revision only, all of it is there.
    static func hasCandidates(in directory: String) throws(Failure) -> Bool {
        let config = try Files.readIfPresent("\(directory)/\(RouterKeeper.configName)", limit: 8 << 20) ?? []
        return RouterText.hasServers(in: candidates, String(decoding: config, as: UTF8.self))
    }

    /// Lets those candidates take requests that may, and no others; returns once HAProxy counts them as up.
    private func admit(_ split: TrafficSplit) throws(Failure) {
        let wanted = Set(split.candidates.map(\.name))
        for server in try runtime.servers() where server.backend == Self.candidates {
            if !wanted.contains(server.name) {
                if server.status != "MAINT" {
                    try runtime.setState(.maint, backend: Self.candidates, server: server.name)
                }
            } else if !server.status.hasPrefix("UP") {
                // It may come from MAINT, or from DRAIN where it was there before.
                try runtime.setState(.ready, backend: Self.candidates, server: server.name)
                // It has just answered its probe; HAProxy's own would come a period later.
                try runtime.setUp(backend: Self.candidates, server: server.name)
            }
        }
        var missing: [String] = []
        let isServing = Wait.until(.after(.seconds(5)), every: .milliseconds(20)) {
            // HAProxy's first check of its own comes up to a period later, which may be longer than this waits.
            let serving = ((try? runtime.servers()) ?? []).filter {
                $0.backend == Self.candidates && $0.status.hasPrefix("UP")
            }
            missing = wanted.subtracting(serving.map(\.name)).sorted()
            return missing.isEmpty || isSuperseded()
        }
        guard isServing else {
            throw Self.failure("it does not send requests to \(missing.joined(separator: ", "))")
        }
    }

    /// Looks whether the router does what it was told: by its tables, and by what it counts.
    private func verify(_ split: TrafficSplit, _ tables: RoutingTables) throws(Failure) {
        if let difference = try tables.difference(in: runtime) { throw Self.failure(difference) }
        // A request that was under way when the weight moved is counted a moment later, so one look is none.
        var odd: String?
        for _ in 0..<Self.watches {
            odd = try contradiction(to: split)
            if odd == nil || isSuperseded() { return }
        }
        if let odd { throw Self.failure(odd) }
    }

    /// What the counters say against the split; nil where they do not, or where there is no traffic to go by.
    private func contradiction(to split: TrafficSplit) throws(Failure) -> String? {
        let before = try runtime.requests()
        _ = Wait.until(.after(Self.watch), every: .milliseconds(20), isSuperseded)
        let after = try runtime.requests()
        let candidates = (after[Self.candidates] ?? 0) - (before[Self.candidates] ?? 0)
        let all = candidates + (after[Self.others] ?? 0) - (before[Self.others] ?? 0)
        // A reload in between begins the counters anew.
        guard candidates >= 0, all >= candidates, all > 0 else { return nil }
        let words = "\(candidates) of \(all) requests went to the candidates, and \(split.weight) should"
        if split.weight == .none { return split.route == nil && candidates > 0 ? words : nil }
        let share = Double(split.weight.thousandths) / 100_000
        guard let interval = try? Proportion(candidates, of: all).clopperPearson(confidence: 1 - 1e-9) else {
            return nil
        }
        // Cookies and routes bring more than the weight, and nothing brings less.
        let isMore = interval.lower > share && split.route == nil && split.sticky == nil
        return interval.upper < share || isMore ? words : nil
    }

    private static func failure(_ what: String) -> Failure {
        Failure(
            LocalCodes.routerNotSplit, "HAProxy does not share traffic as it was told: \(what).",
            help: "see runbooks/rollout-router.md")
    }
}
