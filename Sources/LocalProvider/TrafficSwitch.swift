import Diagnostics
import POSIX
import Planning
import Providers
import Rollouts

/// Moves traffic between the two backends of a running HAProxy, without a reload.
///
/// The weight is an entry of a map that HAProxy looks up for each request. It is written to the map's file first, so
/// that a HAProxy that is started anew shares traffic in the same way.
struct TrafficSwitch {
    static let mapName = "split.map"
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
        let entries = Self.entries(of: split)
        try Files.reach(.haproxySplitWrite)
        try Files.write(Self.text(entries), to: "\(directory)/\(Self.mapName)")
        // First who may answer, then who is asked; on the way to nothing the other way round.
        if split.weight > .none || split.route != nil { try admit(split) }
        guard !isSuperseded() else { return false }
        try Files.reach(.haproxySplit)
        for (key, value) in entries { try runtime.setMapEntry(Self.mapName, key, value) }
        if split.weight == .none, split.route == nil { try admit(split) }
        try verify(split, entries)
        return !isSuperseded()
    }

    /// Whether the router in that directory shares traffic; where it knows one revision only, all of it is there.
    static func hasCandidates(in directory: String) throws(Failure) -> Bool {
        let config = try Files.readIfPresent("\(directory)/\(RouterKeeper.configName)", limit: 8 << 20) ?? []
        return RouterText(String(decoding: config, as: UTF8.self))?.hasServers(in: candidates) ?? false
    }

    /// What a map says before any traffic was moved: entries can be changed later, and not be added.
    static func initialText(for config: String) -> String {
        var count = 0
        while config.contains("str(route-\(count + 1)),") { count += 1 }
        return text([(key: "weight", value: 0)] + (0..<count).map { (key: "route-\($0 + 1)", value: 0) })
    }

    /// Has a router share nothing, as between rollouts.
    static func clear(_ runtime: HAProxyRuntime) throws(Failure) {
        for (key, value) in try runtime.mapEntries(mapName).sorted(by: { $0.key < $1.key }) where value != "0" {
            try runtime.setMapEntry(mapName, key, 0)
        }
    }

    static func entries(of split: TrafficSplit) -> [(key: String, value: Int)] {
        let routes = split.routes.enumerated().map { (key: "route-\($0 + 1)", value: $1 == split.route ? 1 : 0) }
        return [(key: "weight", value: split.weight.thousandths)] + routes
    }

    static func text(_ entries: [(key: String, value: Int)]) -> String {
        entries.map { "\($0.key) \($0.value)\n" }.joined()
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

    /// Looks whether the router does what it was told: by its map, and by what it counts.
    private func verify(_ split: TrafficSplit, _ entries: [(key: String, value: Int)]) throws(Failure) {
        let told = try runtime.mapEntries(Self.mapName)
        for (key, value) in entries where told[key] != String(value) {
            throw Self.failure("\(key) is \(told[key] ?? "not there") in its map, and should be \(value)")
        }
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
        let isMore = interval.lower > share && split.routes.isEmpty && !split.isSticky
        return interval.upper < share || isMore ? words : nil
    }

    private static func failure(_ what: String) -> Failure {
        Failure(
            LocalCodes.routerNotSplit, "HAProxy does not share traffic as it was told: \(what).",
            help: "see runbooks/rollout-router.md")
    }
}
