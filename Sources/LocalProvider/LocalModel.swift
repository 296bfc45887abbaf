internal import Crypto
package import Diagnostics
package import Environments
package import JSON
package import Manifests
internal import POSIX
internal import Planning
package import Providers

/// The resources of an environment on this machine.
///
/// A revision is named after everything that makes its replicas what they are: program, arguments, configuration,
/// secret references and run script. So a change of any of them makes new replicas beside the old ones, and the old
/// ones go once traffic has moved.
package struct LocalModel: ResourceModel {
    private let program: Materials.Program
    private let render: @Sendable (MachineLayout) throws(Failure) -> [Document]
    private let held: Set<Int>
    private let isFree: @Sendable (Int) -> Bool

    /// - Parameters:
    ///   - render: makes the documents below `local/` for a layout.
    ///   - held: the ports on which processes of this environment listen now.
    ///   - isFree: whether a port of 127.0.0.1 is free now; only tests give another than the machine's.
    package init(
        program: Materials.Program, held: Set<Int>, isFree: @escaping @Sendable (Int) -> Bool = { Ports.isFree($0) },
        render: @escaping @Sendable (MachineLayout) throws(Failure) -> [Document]
    ) {
        self.program = program
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
            spec: spec, program: program, revision: revision, layout: layout, run: run,
            routerConfig: try text("local/haproxy.cfg", in: documents),
            metricsConfig: spec.local.metrics ? try text("local/prometheus.yml", in: documents) : nil)
        return Desired(
            resources: resources.all,
            facts: [
                "ports": ports.json, "revision": .string(revision),
                "url": .string("\(spec.local.tls ? "https" : "http")://127.0.0.1:\(layout.http)"),
            ])
    }

    private func text(_ path: String, in documents: [Document]) throws(Failure) -> String {
        guard let document = documents.first(where: { $0.path == path }) else {
            throw Failure(
                LocalCodes.templateMissing, "No template makes the document \(path).",
                help: "take the condition around it out of templates/\(path), or remove that file to have Slipway's own"
            )
        }
        return String(decoding: document.bytes, as: UTF8.self)
    }

    private func revision(of spec: EnvironmentSpec, run: String) -> String {
        let identity: JSONValue = [
            "program": .string(program.digest), "release": LocalResources.identity(of: spec), "run": .string(run),
        ]
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
        guard let program = materials.program else {
            throw Failure(
                LocalCodes.programMissing, "\(environment.spec.environment) has no service.program to run.",
                help: "give service.program, the file that runs")
        }
        let held = try await (provider as? LocalProvider)?.heldPorts() ?? []
        return LocalModel(program: try await program(), held: held, render: materials.render)
    }
}
