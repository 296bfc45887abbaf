package import Diagnostics
package import YAML

/// How much an environment matters; written in the spec, never guessed from a name.
package enum Tier: String, SpecChoice { case dev, staging, prod }

/// One environment as its files say it, typed and checked.
package struct EnvironmentSpec: SpecSection {
    package let environment: Name
    package let tier: Tier
    package let service: ServiceSection
    package let jobs: [JobSection]
    package let build: BuildSection?
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
        jobs = fields.sections("jobs", "Calls to the service that are made on a schedule.", count: 0...20)
        build = fields.optionalSection("build", "How its image is built.")
        local = fields.section("local", "How it runs on this machine.")
        kubernetes = fields.optionalSection("kubernetes", "How it runs on Kubernetes.")
        aws = fields.optionalSection("aws", "Where and how it lives on AWS.")
        rollout = fields.section("rollout", "How a new revision takes the traffic over.")
        monitoring = fields.section("monitoring", "What is measured and what is promised.")
        compliance = fields.section("compliance", "Whose it is and what data it holds.")
        let repeated = jobs.indices.first { index in jobs[..<index].contains { $0.name == jobs[index].name } }
        fields.require(
            repeated == nil, at: "jobs.\(repeated ?? 0).name", EnvironmentCodes.rule,
            "there is a job of this name already", help: "give each job a name of its own")
        fields.require(
            local.runtime != .process || service.program != nil, at: "service", EnvironmentCodes.rule,
            "local.runtime is process, and there is no program to run",
            help: "give service.program, the file that runs")
        checkContainers(&fields)
        fields.require(
            kubernetes == nil || service.image != nil, at: "service", EnvironmentCodes.rule,
            "kubernetes runs images, and there is none", help: "give service.image, or take kubernetes away")
        fields.require(
            build == nil || service.program != nil, at: "service", EnvironmentCodes.rule,
            "build puts a program into an image, and there is none",
            help: "give service.program, the file that runs, or take build away")
        fields.require(
            build == nil || service.image != nil, at: "service", EnvironmentCodes.rule,
            "build makes an image, and nothing says what it is called", help: "give service.image, or take build away")
        if let kubernetes { checkCluster(kubernetes, &fields) }
        let (count, first) = (local.replicas ?? service.replicas.min, local.ports.replicas.number)
        fields.require(
            first + count + 3 <= 65_535, at: "local.ports.replicas", EnvironmentCodes.rule,
            "from \(first) on there are not enough ports for \(count) replicas",
            help: "write \(65_000 - count) or less")
    }

    private func checkCluster(_ kubernetes: KubernetesSection, _ fields: inout Fields) {
        fields.require(
            service.image?.digest != nil, at: "service.image", EnvironmentCodes.rule,
            "a tag moves, and a cluster would run what nobody reviewed",
            help: "write it with @sha256: and the digest")
        let stored = service.secrets.first { if case .generate = $0.value { false } else { true } }
        fields.require(
            stored == nil || kubernetes.secretStore != nil || kubernetes.secretSource == .csi, at: "kubernetes",
            EnvironmentCodes.rule, "\(stored?.key.text ?? "") of service.secrets has no store to come from",
            help: "give kubernetes.secretStore, or write kubernetes.secretSource: csi")
        fields.require(
            jobs.isEmpty || kubernetes.jobImage != nil, at: "jobs", EnvironmentCodes.rule,
            "there is no image that could call them", help: "give kubernetes.jobImage, an image of curl by digest")
        let splits = kubernetes.gateway != nil || ["alb", "nginx"].contains(kubernetes.ingressClass.text)
        fields.require(
            rollout.strategy != .canary || kubernetes.host == nil || splits, at: "kubernetes.ingressClass",
            EnvironmentCodes.rule, "an Ingress of the class \(kubernetes.ingressClass) has no weights for a canary",
            help: "give kubernetes.gateway, or write alb, nginx, or another rollout.strategy")
        for (index, job) in jobs.enumerated() {
            // A CronJob adds 11 characters to its name, and 63 are the most.
            let name = "\(service.name)-\(job.name)"
            fields.require(
                name.count <= 52, at: "jobs.\(index).name", EnvironmentCodes.rule,
                "the CronJob \(name) has \(name.count) characters, and 52 are the most",
                help: "write a name of at most \(51 - service.name.text.count) characters")
        }
        guard let quota = kubernetes.quota else { return }
        for (name, given, needed) in ClusterDemand(of: service, jobs: jobs).shortcomings(of: quota) {
            fields.require(
                false, at: "kubernetes.quota.\(name)", EnvironmentCodes.rule,
                "\(given) is less than the \(needed) that two full revisions and their jobs take",
                help: "write \(needed) or more, or lower service.replicas.max or service.resources")
        }
    }

    /// A container is of an image that cannot change under its name.
    private func checkContainers(_ fields: inout Fields) {
        guard local.runtime == .container else { return }
        guard let image = service.image else {
            return fields.require(
                false, at: "service", EnvironmentCodes.rule, "local.runtime is container, and there is no image to run",
                help: "give service.image by digest, or write local.runtime: process")
        }
        fields.require(
            image.digest != nil, at: "service.image", EnvironmentCodes.rule,
            "local.runtime is container, and \(image.written) may be another image tomorrow",
            help: """
                give its digest, \(image.repository)@sha256:…, as this prints it: \
                podman image inspect --format '{{.Digest}}' \(image.written)
                """)
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
