import Diagnostics
import Engine
import JSON
import Planning
import Providers
import RolloutPlans
import Rollouts
import StateStore
import Synchronization
import TestSupport

/// Two revisions of a service that exist only here, with a router that obeys and metrics that say what a test wants.
final class RolloutWorld: RolloutProvider {
    private struct Seen {
        var resources: [ResourceAddress: ObservedResource] = [:]
        var weights: [Weight] = []
        var created: [ResourceAddress: Int] = [:]
        var isMeasuring = true
        var questions = 0
    }

    let name = "imagined"
    /// What a query of the new or the old revision is answered with.
    let answer: @Sendable (MetricDefinition.Query) -> Reading
    /// Replicas that never get ready.
    let neverReady: Set<ResourceAddress>
    private let seen = Mutex(Seen())

    init(
        neverReady: Set<ResourceAddress> = [],
        answer: @escaping @Sendable (MetricDefinition.Query) -> Reading = { _ in .value(0.1) }
    ) {
        self.neverReady = neverReady
        self.answer = answer
    }

    func place(_ resources: [Resource]) {
        seen.withLock { seen in
            seen.resources = [:]
            for resource in resources {
                seen.resources[resource.address] = ObservedResource(resource.address, attributes: resource.attributes)
            }
        }
    }

    var resources: [ResourceAddress: ObservedResource] { seen.withLock { $0.resources } }
    /// Every weight that the router was given, in order.
    var weights: [Weight] { seen.withLock { $0.weights } }
    /// How often each resource was made.
    var created: [ResourceAddress: Int] { seen.withLock { $0.created } }

    // MARK: RolloutProvider

    func read(_ addresses: [ResourceAddress]) async throws(Failure) -> [ObservedResource] {
        seen.withLock { seen in addresses.compactMap { seen.resources[$0] } }
    }

    func discover() async throws(Failure) -> [ResourceAddress] { seen.withLock { $0.resources.keys.sorted() } }

    func apply(_ change: Change) async throws(Failure) -> ObservedResource? {
        guard !neverReady.contains(change.address) else {
            throw Failure(RecordingProvider.failure, "\(change.address) is not ready.")
        }
        return seen.withLock { seen in
            guard let after = change.after else {
                seen.resources[change.address] = nil
                return nil
            }
            if seen.resources[change.address] == nil { seen.created[change.address, default: 0] += 1 }
            let observed = ObservedResource(after.address, attributes: after.attributes)
            seen.resources[change.address] = observed
            return observed
        }
    }

    func uninstall() async throws(Failure) {}
    func logs(of address: ResourceAddress, lines: Int) async throws(Failure) -> [String] { [] }
    func follow(_ address: ResourceAddress) throws(Failure) -> any LogFeed { NoFeed() }

    func health(of address: ResourceAddress) async throws(Failure) -> Health {
        seen.withLock { $0.resources[address] == nil ? .unknown : .healthy }
    }

    func route(_ split: TrafficSplit, isSuperseded: @escaping @Sendable () -> Bool) async throws(Failure) -> Bool {
        seen.withLock { $0.weights.append(split.weight) }
        return true
    }

    func read(_ query: MetricDefinition.Query, within timeout: Duration) async -> Reading { answer(query) }

    func measures(_ replicas: [ResourceAddress]) async -> Bool {
        seen.withLock { seen in
            seen.questions += 1
            return seen.isMeasuring
        }
    }

    /// How often it was asked whether the replicas are measured.
    var questions: Int { seen.withLock { $0.questions } }

    /// The metrics' server finds the replicas, or loses them.
    func measure(_ isMeasuring: Bool) { seen.withLock { $0.isMeasuring = isMeasuring } }

    func problem(of query: MetricDefinition.Query) async throws(Failure) -> String? { nil }

    private struct NoFeed: LogFeed {
        mutating func next() throws(Failure) -> [String] { [] }
    }
}

/// A rollout over two replicas whose times are milliseconds.
enum QuickRollout {
    static func replicas(_ revision: String) -> [Resource] {
        [release(revision)]
            + (1...2).map { number in
                Resource(
                    ResourceAddress(kind: "replica", name: "\(revision)-\(number)"),
                    attributes: ["release": .plain(.string(revision))],
                    dependencies: [ResourceAddress(kind: "release", name: revision)])
            }
    }

    static func release(_ revision: String) -> Resource {
        Resource(ResourceAddress(kind: "release", name: revision), attributes: ["config": .plain(.string(revision))])
    }

    static func router(_ servers: String) -> Resource {
        Resource(ResourceAddress(kind: "router", name: "haproxy"), attributes: ["config": .plain(.string(servers))])
    }

    static let before = replicas("old") + [router("old")]
    static let after = replicas("new") + [router("new")]

    static func plan(
        onNoData: Schedule.NoData = .hold, background: [String] = [], steps: [Step]? = nil, serial: Int = 1,
        notifications: [RolloutPlan.Notification] = []
    ) -> RolloutPlan {
        var schedule = Schedule(
            steps ?? [
                .setWeight(Weight(percent: 10)),
                .analyse(Analysis("errors", for: .milliseconds(200), grace: .seconds(3_600))),
                .setWeight(Weight(percent: 50)), .soak(.milliseconds(60)), .setWeight(.all),
            ], replicas: 2)
        schedule.onNoData = onNoData
        // Beside tests that keep all threads busy everything may take minutes; nothing here is about being late.
        let long = Duration.seconds(3_600)
        (schedule.deadlines.ready, schedule.deadlines.router, schedule.deadlines.overall) = (long, long, long)
        var metric = Metric("errors", .atMost(1))
        metric.leastSamples = 3
        return RolloutPlan(
            environment: "dev", provider: "imagined", strategy: "canary", schedule: schedule,
            analyses: ["errors": ["errors"]], background: background,
            definitions: [MetricDefinition(metric, .value("errors{revision=\"$revision\"}"))],
            bounds: .init(), worlds: .init(before: before, during: [router("both")], after: after),
            stable: .init(id: "old", backend: "service"), canary: .init(id: "new", backend: "candidate"),
            isSticky: false, scrapeInterval: .milliseconds(20), notifications: notifications,
            facts: ["revision": "new"], serial: serial, lineage: "", inputs: [:], overrides: [])
    }

    static func observed(_ resources: [Resource]) -> [ResourceAddress: ObservedResource] {
        Dictionary(
            resources.map { ($0.address, ObservedResource($0.address, attributes: $0.attributes)) },
            uniquingKeysWith: { first, _ in first })
    }
}
