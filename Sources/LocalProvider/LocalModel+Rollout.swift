package import Diagnostics
package import Environments
package import JSON
internal import Manifests
internal import POSIX
package import Planning
package import Providers
package import RolloutPlans
package import Rollouts

extension LocalModel: RolloutModel {
    /// What both ends must have in common: all but the revision itself, and what follows from it.
    package func obstacles(from before: [Resource], to after: [Resource]) -> [String] {
        var obstacles: [String] = []
        let (old, new) = (count(before), count(after))
        if old != new {
            obstacles.append("there are \(old) replicas, and the spec asks for \(new)")
        }
        let earlier = Dictionary(before.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        let later = Set(after.map(\.address))
        for resource in after {
            guard let old = earlier[resource.address] else {
                if !Self.ofRevision.contains(resource.address.kind), resource.address.kind != "secret" {
                    obstacles.append("\(resource.address) is new")
                }
                continue
            }
            let own = Self.derived[resource.address.kind] ?? []
            for name in Set(old.attributes.keys).union(resource.attributes.keys).subtracting(own).sorted()
            where old.attributes[name] != resource.attributes[name] {
                obstacles.append("\(name) of \(resource.address) changes")
            }
        }
        for resource in before where !later.contains(resource.address) {
            if !Self.ofRevision.contains(resource.address.kind), resource.address.kind != "secret" {
                obstacles.append("\(resource.address) goes")
            }
        }
        return obstacles
    }

    /// Each revision has its own of these.
    private static let ofRevision: Set = ["release", "replica"]
    /// What of the shared resources follows from the revision.
    private static let derived: [String: Set<String>] = [
        "router": ["config", "servers"], "metrics": ["config"], "release": ["program"],
    ]

    private func count(_ resources: [Resource]) -> Int { resources.filter { $0.address.kind == "replica" }.count }

    package func during(
        _ environment: ResolvedEnvironment, from before: [Resource], to desired: Desired, routes: [Route],
        isSticky: Bool
    ) throws(Failure) -> [Resource] {
        let after = desired.resources
        guard let router = after.first(where: { $0.address.kind == "router" }),
            let old = before.first(where: { $0.address == router.address })
        else { return [] }
        let layout = MachineLayout(
            http: number("port", of: router), stats: number("statsPort", of: router),
            prometheus: after.first { $0.address.kind == "metrics" }.map { number("port", of: $0) } ?? 0,
            replicas: replicas(before),
            split: .init(
                candidates: replicas(after),
                routes: routes.map { .init(carrier: $0.carrier.rawValue, name: $0.name, value: $0.value) },
                isSticky: isSticky))
        let documents = try documents(for: layout)
        var during = [
            old.with(["config": .plain(.string(try text("local/haproxy.cfg", in: documents)))])
        ]
        if let metrics = after.first(where: { $0.address.kind == "metrics" }) {
            let config = try text("local/prometheus.yml", in: documents)
            let stable = before.first { $0.address == metrics.address } ?? metrics
            during.append(stable.with(["config": .plain(.string(config))]))
        }
        return during
    }

    /// How many revisions are kept beside the one that runs.
    static let keptRevisions = 3

    package func keeping(
        _ before: [Resource], in desired: Desired, remembering facts: [String: JSONValue]
    ) throws(Failure) -> Desired {
        let running = Set(replicas(before).map(\.revision))
        let old = before.filter { $0.address.kind == "release" && running.contains($0.address.name) }
        let kept = (old + (try Self.kept(facts)).filter { !old.contains($0) })
            .filter { !isRunning($0, in: desired) }
        return try Self.with(Array(kept.prefix(Self.keptRevisions)), desired)
    }

    private func isRunning(_ release: Resource, in desired: Desired) -> Bool {
        replicas(desired.resources).contains { $0.revision == release.address.name }
    }

    /// The releases that the state remembers, so that a rollback has something to go back to.
    static func kept(_ facts: [String: JSONValue]) throws(Failure) -> [Resource] {
        var kept: [Resource] = []
        for value in facts["kept"]?.array ?? [] { kept.append(try Resource(json: value)) }
        return kept
    }

    /// The same with releases that nothing runs.
    static func with(_ kept: [Resource], _ desired: Desired) throws(Failure) -> Desired {
        let known = Set(kept.map(\.address))
        var facts = desired.facts
        facts["kept"] = kept.isEmpty ? nil : .array(kept.map(\.json))
        return Desired(resources: desired.resources.filter { !known.contains($0.address) } + kept, facts: facts)
    }

    package func revisions(
        from before: [Resource], to desired: Desired
    ) -> (stable: RolloutPlan.Revision, canary: RolloutPlan.Revision)? {
        guard let old = replicas(before).first?.revision, let new = replicas(desired.resources).first?.revision
        else { return nil }
        return (.init(id: old, backend: "service"), .init(id: new, backend: "candidate"))
    }

    private func replicas(_ resources: [Resource]) -> [MachineLayout.Replica] {
        resources.filter { $0.address.kind == "replica" }.map { replica in
            let release = if case .plain(.string(let text))? = replica.attributes["release"] { text } else { "" }
            return .init(name: replica.address.name, revision: release, port: number("port", of: replica))
        }
    }

    private func number(_ name: String, of resource: Resource) -> Int {
        if case .plain(let value)? = resource.attributes[name] { value.integer ?? 0 } else { 0 }
    }

    /// Of what HAProxy and the service itself tell; the service's names are those of OpenTelemetry.
    package func standardMetrics(of environment: ResolvedEnvironment) -> [MetricDefinition] {
        let spec = environment.spec
        let bound = spec.monitoring.latency?.inSeconds ?? 0.5
        // Long enough for four readings of the metrics, short enough to notice soon.
        let window = max(10, Int((spec.monitoring.scrapeInterval.inSeconds * 4).rounded(.up)))
        var errors = Metric("error-rate", .proportion(rise: 0.001, alpha: 0.01))
        errors.leastSamples = 50
        errors.isCritical = true
        let answers = "haproxy_backend_http_responses_total{proxy=\"$backend\""
        let latencies = [("p50", "0.5"), ("p90", "0.9"), ("p95", "0.95"), ("p99", "0.99")].map { name, quantile in
            var metric = Metric("latency-\(name)", .atMost(bound))
            // One slow moment of a machine is not the revision.
            metric.failureLimit = 2
            metric.isCritical = true
            let buckets = "http_server_request_duration_seconds_bucket{revision=\"$revision\"}"
            return MetricDefinition(
                metric, .value("histogram_quantile(\(quantile), sum by (le) (rate(\(buckets)[\(window)s])))"))
        }
        let bad = "sum(\(answers),code=\"5xx\"})"
        return [MetricDefinition(errors, .counts(bad: bad, all: "sum(\(answers)})"))] + latencies
    }
}

extension Resource {
    /// The same with these attributes in place of its own.
    func with(_ changed: [String: AttributeValue]) -> Resource {
        Resource(
            address, attributes: attributes.merging(changed) { _, new in new }, dependencies: dependencies,
            immutable: immutable)
    }
}
