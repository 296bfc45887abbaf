import Diagnostics
import Environments
import JSON
import Manifests
import Planning
import Providers
import TestSupport
import Testing

@testable import LocalProvider

/// What the model asks for is what the provider takes: a spec that is valid never fails over its own attributes.
@Suite struct AttributeTests {
    private func check(_ resource: Resource) throws {
        #expect(Attributes.isSafeName(resource.address.name), "\(resource.address)")
        switch resource.address.kind {
        case "replica": _ = try ReplicaSpec(resource)
        case "router": _ = try RouterSpec(resource)
        case "metrics": _ = try MetricsSpec(resource)
        case "release": _ = try ReleaseSpec(resource)
        case "secret": _ = try Attributes(resource, known: ["bytes"]).integer("bytes", SecretKeeper.byteCounts)
        case "certificate": _ = try Attributes(resource, known: ["hosts"]).texts("hosts")
        case "supervisor", "volume": #expect(resource.attributes.isEmpty)
        default: Issue.record("\(resource.address) is of a kind nobody keeps")
        }
    }

    @Test func everyResourceOfAValidSpecIsTaken() throws {
        var random = SplitMix.seeded()
        print("attribute property: 300 specs, SLIPWAY_SEED=\(random.seed)")
        let chain = try Chain()
        var kinds: Set<String> = []
        for _ in 0..<300 {
            for resource in try chain.desired(RandomSpec(&random).text).resources {
                try check(resource)
                kinds.insert(resource.address.kind)
            }
        }
        #expect(kinds.count == 8)
    }

    /// The ends of what a spec may say, each of which once passed the spec and failed in the middle of an apply.
    @Test(arguments: [
        "service: {name: api, program: a, shutdown: {drain: 1s, grace: 1h}}",
        "service: {name: api, program: a, shutdown: {readyWithin: 1h}}",
        "service: {name: api, program: a, probes: {readiness: {period: 2m, timeout: 60s}}}",
        "service: {name: api, program: a, secrets: {KEY: generate:1024}}",
        "service: {name: api, program: a, secrets: {KEY: generate:16}}",
        "service: {name: api, program: a, secrets: {\(String(repeating: "K", count: 128)): generate:16}}",
        "service: {name: api, program: a}\nmonitoring: {retention: 366d}",
        "service: {name: api, program: a}\nmonitoring: {retention: 1h}",
        "service: {name: api, program: a}\nlocal: {replicas: 64, ports: {replicas: 65000}}",
    ])
    func theEndsOfTheSpecAreTaken(_ text: String) throws {
        let resources = try Chain().desired(
            "environment: random\ntier: dev\n\(text)\ncompliance: {owner: team}\n"
        ).resources
        for resource in resources { try check(resource) }
    }

    /// The documents of `slipway render` name the ports that an empty machine gives.
    @Test func thePreviewIsWhatAnEmptyMachineGives() throws {
        var random = SplitMix.seeded()
        print("preview property: 300 specs, SLIPWAY_SEED=\(random.seed)")
        for _ in 0..<300 {
            let text = RandomSpec(&random).text
            let preview = MachineLayout.preview(of: try Chain.resolve(text).spec)
            let ports = try #require(try Chain().desired(text).facts["ports"])
            let given = ["http", "stats", "prometheus"].map { ports[$0]?["given"]?.integer }
            #expect(given == [preview.http, preview.stats, preview.prometheus])
            #expect(ports["replicas"]?.object?.map(\.value.integer) == preview.replicas.map(\.port), "\(text)")
        }
    }
}
