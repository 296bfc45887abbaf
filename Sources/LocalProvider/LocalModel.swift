package import Containers
internal import Crypto
package import Diagnostics
package import Environments
package import JSON
package import Manifests
internal import POSIX
internal import Planning
package import Providers
internal import YAML

/// What the replicas of an environment run on this machine.
package enum Workload: Sendable, Hashable {
    case program(Materials.Program)
    /// An image by repository and digest, and the engine that runs it.
    case image(String, ContainerEngine.Kind)
}

/// The resources of an environment on this machine.
///
/// A revision is named after everything that makes its replicas what they are: program or image, arguments,
/// configuration, secret references and run script. So a change of any of them makes new replicas beside the old ones,
/// and the old ones go once traffic has moved.
package struct LocalModel: ResourceModel {
    private let workload: Workload
    private let render: @Sendable (MachineLayout) throws(Failure) -> [Document]
    private let held: Set<Int>
    let isFree: @Sendable (Int) -> Bool

    /// - Parameters:
    ///   - render: makes the documents below `local/` for a layout.
    ///   - held: the ports on which processes of this environment listen now.
    ///   - isFree: whether a port of 127.0.0.1 is free now; only tests give another than the machine's.
    package init(
        workload: Workload, held: Set<Int>, isFree: @escaping @Sendable (Int) -> Bool = { Ports.isFree($0) },
        render: @escaping @Sendable (MachineLayout) throws(Failure) -> [Document]
    ) {
        self.workload = workload
        self.held = held
        self.isFree = isFree
        self.render = render
    }

    package func desired(
        for environment: ResolvedEnvironment, remembering facts: [String: JSONValue]
    ) throws(Failure) -> Desired {
        let spec = environment.spec
        let run = try text("local/run", in: try render(.preview(of: spec)))
        let revision = self.revision(of: spec, run: run)
        let ports = PortChoice(
            spec: spec, revision: revision, remembered: facts["ports"], held: held, isFree: isFree)
        let layout = ports.layout
        let documents = try render(layout)
        let resources = LocalResources(
            spec: spec, workload: workload, revision: revision, layout: layout, run: run,
            routerConfig: try text("local/haproxy.cfg", in: documents),
            metricsConfig: spec.local.metrics ? try text("local/prometheus.yml", in: documents) : nil)
        let desired = Desired(
            resources: resources.all,
            facts: [
                "ports": ports.json, "revision": .string(revision),
                "url": .string("\(spec.local.tls ? "https" : "http")://127.0.0.1:\(layout.http)"),
            ])
        // What a rollback may want is not taken away by an apply.
        return Self.with(try Self.kept(facts).filter { $0.address.name != revision }, running: [revision], desired)
    }

    func documents(for layout: MachineLayout) throws(Failure) -> [Document] { try render(layout) }

    func text(_ path: String, in documents: [Document]) throws(Failure) -> String {
        guard let document = documents.first(where: { $0.path == path }) else {
            throw Failure(
                LocalCodes.templateMissing, "No template makes the document \(path).",
                help: "take the condition around it out of templates/\(path), or remove that file to have Slipway's own"
            )
        }
        return String(decoding: document.bytes, as: UTF8.self)
    }

    private func revision(of spec: EnvironmentSpec, run: String) -> String {
        let release = LocalResources.identity(of: spec)
        let identity: JSONValue =
            switch workload {
            case .program(let program):
                ["program": .string(program.digest), "release": release, "run": .string(run)]
            case .image(let image, let engine):
                [
                    "image": .string(image), "engine": .string(engine.rawValue), "release": release,
                    "run": .string(run), "limits": LocalResources.limits(of: spec),
                ]
            }
        return String(SHA256.hex(of: identity.bytes()).prefix(10))
    }
}

/// This machine as a place for environments.
package struct LocalSite: Site {
    package let name = "local"
    package let codes = LocalCodes.all

    package init() {}

    package func provider(in directory: String) throws(Failure) -> any Provider {
        try LocalProvider(directory: directory)
    }

    package func model(
        of environment: ResolvedEnvironment, from materials: Materials, for provider: any Provider
    ) async throws(Failure) -> any ResourceModel {
        let workload = try await workload(of: environment, from: materials)
        let held = try await (provider as? LocalProvider)?.heldPorts() ?? []
        return LocalModel(workload: workload, held: held, render: materials.render)
    }

    private func workload(
        of environment: ResolvedEnvironment, from materials: Materials
    ) async throws(Failure) -> Workload {
        let spec = environment.spec
        switch spec.local.runtime {
        case .process:
            guard let program = materials.program else {
                throw Failure(
                    LocalCodes.programMissing, "\(spec.environment) has no service.program to run.",
                    help: "give service.program, the file that runs")
            }
            return .program(try await program())
        case .container:
            guard let image = spec.service.image, let digest = image.digest else {
                throw Failure(
                    LocalCodes.programMissing, "\(spec.environment) has no service.image with a digest to run.",
                    help: "give service.image by digest")
            }
            let wanted = spec.local.engine.flatMap { ContainerEngine.Kind(rawValue: $0.rawValue) }
            let engine = try ContainerEngine.require(wanted.map { [$0] } ?? ContainerEngine.Kind.allCases)
            try checkSecrets(of: environment, for: engine)
            // The engines do not take a tag beside the digest, which alone says what it is.
            return .image("\(image.repository)@\(digest)", engine.kind)
        }
    }

    /// A value that is handed on by its name must mean nothing to the engine that does so.
    private func checkSecrets(
        of environment: ResolvedEnvironment, for engine: ContainerEngine
    ) throws(Failure) {
        let secrets = environment.spec.service.secrets.map(\.key.text)
        guard let name = secrets.first(where: { !$0.hasSuffix("_FILE") && ContainerEngine.reads($0) }) else { return }
        throw Failure(
            LocalCodes.secretUnsafe,
            """
            \(engine.kind.rawValue) would read \(name) for itself, and a value that stands on its command line can be \
            read by every user of this machine.
            """, at: environment.tree["service"]?["secrets"]?[name]?.mark,
            help: "let the service read the secret from a file: \(name)_FILE")
    }
}
