package import Diagnostics
package import Environments
package import JSON
internal import Manifests
internal import POSIX
package import Planning
package import Providers
package import RolloutPlans
internal import Rollouts

extension LocalModel: RolloutModel {
    /// What both ends must have in common: all but the revision itself, and what follows from it.
    package func obstacles(from before: [Resource], to after: [Resource]) -> [String] {
        var obstacles: [String] = []
        let (old, new) = (count(before), count(after))
        if old != new {
            obstacles.append("there \(old == 1 ? "is 1 replica" : "are \(old) replicas"), and the spec asks for \(new)")
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
        _ environment: ResolvedEnvironment, from before: [Resource], to desired: Desired
    ) throws(Failure) -> [Resource] {
        let after = desired.resources
        guard let old = before.first(where: { $0.address.kind == "router" }) else { return [] }
        let layout = layout(
            of: after, replicas: replicas(before), candidates: replicas(after))
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
        let next = Set(replicas(desired.resources).map(\.revision))
        let kept = (old + (try Self.kept(facts)).filter { !old.contains($0) })
            .filter { !next.contains($0.address.name) }
        return Self.with(Array(kept.prefix(Self.keptRevisions)), running: next, desired)
    }

    /// The releases that the state remembers, so that a rollback has something to go back to.
    static func kept(_ facts: [String: JSONValue]) throws(Failure) -> [Resource] {
        var kept: [Resource] = []
        for value in facts["kept"]?.array ?? [] { kept.append(try Resource(json: value)) }
        return kept
    }

    /// The same with these releases, and no others, beside those that run.
    static func with(_ kept: [Resource], running: Set<String>, _ desired: Desired) -> Desired {
        var facts = desired.facts
        facts["kept"] = kept.isEmpty ? nil : .array(kept.map(\.json))
        let others = desired.resources.filter { $0.address.kind != "release" || running.contains($0.address.name) }
        return Desired(resources: others + kept, facts: facts)
    }

    /// What runs now with another revision in it: its release and its replicas as they were, on ports that are free.
    package func returning(
        to former: [Resource], from before: [Resource], _ environment: ResolvedEnvironment,
        remembering facts: [String: JSONValue]
    ) throws(Failure) -> Desired {
        let spec = environment.spec
        var taken = Set(replicas(before).map(\.port))
        var returned: [Resource] = []
        for replica in former where replica.address.kind == "replica" {
            let wished = number("port", of: replica)
            let choices = [wished] + Array(spec.local.ports.replicas.number...65_535)
            let port = choices.first { !taken.contains($0) && isFree($0) } ?? wished
            taken.insert(port)
            returned.append(replica.with(["port": .plain(.integer(port))]))
        }
        let names = Set(replicas(returned).map(\.revision))
        let releases = former.filter { $0.address.kind == "release" && names.contains($0.address.name) }
        let shared = before.filter { !Self.ofRevision.contains($0.address.kind) }
        let missing = former.filter { resource in
            resource.address.kind == "secret" && !shared.contains { $0.address == resource.address }
        }
        let documents = try documents(for: layout(of: before, replicas: replicas(returned)))
        var resources: [Resource] = []
        for resource in shared {
            resources.append(try redirected(resource, from: before, to: returned, documents))
        }
        var remembered = facts
        remembered["revision"] = names.first.map { .string($0) }
        remembered["ports"] = facts["ports"]?.object.map { members in
            .object(
                members.map { member in
                    guard member.name == "replicas" else { return member }
                    let ports = replicas(returned).map { JSONValue.Member($0.name, .integer($0.port)) }
                    return .init("replicas", .object(ports))
                })
        }
        return Desired(resources: resources + missing + releases + returned, facts: remembered)
    }

    /// A shared resource for other replicas than those it was for.
    private func redirected(
        _ resource: Resource, from before: [Resource], to returned: [Resource], _ documents: [Document]
    ) throws(Failure) -> Resource {
        let old = Set(before.map(\.address).filter { $0.kind == "replica" })
        var own = resource.dependencies.filter { !old.contains($0) }
        if own.count < resource.dependencies.count { own = returned.map(\.address) + own }
        var changed: [String: AttributeValue] = [:]
        switch resource.address.kind {
        case "router":
            changed["config"] = .plain(.string(try text("local/haproxy.cfg", in: documents)))
            let servers = replicas(returned).map { JSONValue.Member($0.name, .integer($0.port)) }
            changed["servers"] = .plain(.object(servers))
        case "metrics": changed["config"] = .plain(.string(try text("local/prometheus.yml", in: documents)))
        default: break
        }
        return Resource(
            resource.address, attributes: resource.attributes.merging(changed) { _, new in new }, dependencies: own,
            immutable: resource.immutable)
    }

    private func layout(
        of resources: [Resource], replicas: [MachineLayout.Replica], candidates: [MachineLayout.Replica] = []
    ) -> MachineLayout {
        let router = resources.first { $0.address.kind == "router" }
        let metrics = resources.first { $0.address.kind == "metrics" }
        return MachineLayout(
            http: router.map { number("port", of: $0) } ?? 0, stats: router.map { number("statsPort", of: $0) } ?? 0,
            prometheus: metrics.map { number("port", of: $0) } ?? 0, replicas: replicas, candidates: candidates)
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
