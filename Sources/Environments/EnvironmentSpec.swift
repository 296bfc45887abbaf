package import Diagnostics
package import YAML

/// How much an environment matters; written in the spec, never guessed from a name.
package enum Tier: String, SpecChoice { case dev, staging, prod }

/// One environment as its files say it, typed and checked.
package struct EnvironmentSpec: SpecSection {
    package let environment: Name
    package let tier: Tier
    package let service: ServiceSection
    package let local: LocalSection
    package let kubernetes: KubernetesSection?
    package let aws: AWSSection?
    package let rollout: RolloutSection
    package let monitoring: MonitoringSection
    package let compliance: ComplianceSection

    package init(_ fields: inout Fields) {
        environment = fields.value("environment", "The environment's name; its file is called so too.")
        tier = fields.value("tier", "How much it matters; defaults and rules depend on it.")
        service = fields.section("service", "The workload.")
        local = fields.section("local", "How it runs on this machine.")
        kubernetes = fields.optionalSection("kubernetes", "How it runs on Kubernetes.")
        aws = fields.optionalSection("aws", "Where and how it lives on AWS.")
        rollout = fields.section("rollout", "How a new revision takes the traffic over.")
        monitoring = fields.section("monitoring", "What is measured and what is promised.")
        compliance = fields.section("compliance", "Whose it is and what data it holds.")
        fields.require(
            local.runtime != .process || service.program != nil, at: "service", EnvironmentCodes.rule,
            "local.runtime is process, and there is no program to run",
            help: "give service.program, the file that runs")
        fields.require(
            kubernetes == nil || service.image != nil, at: "service", EnvironmentCodes.rule,
            "kubernetes runs images, and there is none", help: "give service.image, or take kubernetes away")
        if let kubernetes {
            let stored = service.secrets.first { if case .generate = $0.value { false } else { true } }
            fields.require(
                stored == nil || kubernetes.secretStore != nil, at: "kubernetes", EnvironmentCodes.rule,
                "\(stored?.key.text ?? "") of service.secrets has no store to come from",
                help: "give kubernetes.secretStore")
        }
        let (count, first) = (local.replicas ?? service.replicas.min, local.ports.replicas.number)
        fields.require(
            first + count + 3 <= 65_535, at: "local.ports.replicas", EnvironmentCodes.rule,
            "from \(first) on there are not enough ports for \(count) replicas",
            help: "write \(65_000 - count) or less")
    }

    /// The schema of an environment file.
    package static let schema = Schema.object(.describing(EnvironmentSpec.self))
}

/// An environment with every default filled in, where each value knows the place it came from.
package struct ResolvedEnvironment: Sendable {
    package let spec: EnvironmentSpec
    /// The whole environment as templates see it; marks are the user's lines, or ``SourceLocation/builtIn``.
    package let tree: Node

    /// Reads an environment from its layers, the weakest first: shared defaults, the environment's file, overrides.
    ///
    /// Throws a `Failure` with every problem of all layers.
    package static func resolve(_ layers: [Node], name: String) throws(Failure) -> ResolvedEnvironment {
        let merged = layers.dropFirst().reduce(layers.first ?? .null(at: .builtIn)) { $0.overlaid(by: $1) }
        let anchor = layers.last?.mark ?? .builtIn
        guard merged.mapping != nil else {
            throw Failure(
                EnvironmentCodes.wrongShape, "An environment is a mapping of keys.", at: anchor,
                help: "start with `environment: \(name)` and `tier: dev`")
        }
        let tier = merged["tier"]?.scalar.flatMap { Tier(rawValue: $0.text) } ?? .dev
        var fields = Fields(node: merged, anchor: anchor, path: [], tier: tier)
        let spec = EnvironmentSpec(&fields)
        fields.require(
            spec.environment.text == name, at: "environment", EnvironmentCodes.rule,
            "the file is named after \"\(name)\", and this says \"\(spec.environment)\"", help: "write \(name)")
        let problems = fields.finished().sortedByPlace()
        guard problems.count <= Fields.problemLimit else {
            let more = Diagnostic(
                EnvironmentCodes.moreProblems, "These are the first \(Fields.problemLimit); there are more.",
                help: "correct these, or check that \(anchor.file) is the right file")
            throw Failure(problems.prefix(Fields.problemLimit) + [more])
        }
        guard problems.isEmpty else { throw Failure(problems) }
        return ResolvedEnvironment(spec: spec, tree: fields.tree)
    }
}

extension [Diagnostic] {
    /// In the order of the text, those without a place last.
    package func sortedByPlace() -> [Diagnostic] {
        sorted { left, right in
            switch (left.location, right.location) {
            case (let left?, let right?): left < right
            case (_?, nil): true
            default: false
            }
        }
    }
}
