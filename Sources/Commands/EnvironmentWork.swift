import Diagnostics
import Engine
import Environments
import Manifests
import POSIX
import Planning
import Providers
import StateStore
import YAML

/// Everything a command needs to plan and change one environment: its project, its place and its state.
struct EnvironmentWork {
    let name: String
    let session: Session
    let project: Project
    let provider: any Provider
    let store: StateDirectory
    /// The digest of the program, so that it is computed once; see `FileDigests`.
    private let digests: String

    /// How long a saved plan holds.
    static let planLifetime = 24 * 3_600

    init(_ name: String, session: Session, project: Project) throws(Failure) {
        guard (try? Name(Scalar(text: name, kind: .string))) != nil else {
            throw Failure(
                EnvironmentCodes.unknownEnvironment, "\"\(name)\" is no name of an environment.",
                help: "`slipway validate` lists the environments")
        }
        self.name = name
        self.session = session
        self.project = project
        let root = project.path(of: ".slipway/\(name)")
        provider = try session.site.provider(in: "\(root)/\(session.site.name)")
        store = StateDirectory("\(root)/state")
        digests = "\(root)/digests"
    }

    func plan(_ goal: Plan.Goal, overrides: [Override]) async throws(Failure) -> Plan {
        let state = try store.read()
        let desired: Desired
        switch goal {
        case .apply: desired = try await self.desired(overrides, state)
        case .destroy: desired = .nothing
        }
        session.detail("state: \(state.map { "serial \($0.serial) of lineage \($0.lineage)" } ?? "none yet")")
        for (path, digest) in project.inputs.sorted(by: { $0.key < $1.key }) {
            session.detail("input: \(path) sha256:\(digest.prefix(12))")
        }
        let now = Int(WallTime.now.seconds)
        return try await Planner(environment: name, provider: provider, toolVersion: session.version).plan(
            goal, desired: desired, state: state, inputs: goal == .apply ? project.inputs : [:],
            overrides: overrides.map(\.argument),
            on: .init(createdAt: now, expiresAt: now + Self.planLifetime, nonce: RandomBytes.hexadecimal(16)))
    }

    private func desired(_ overrides: [Override], _ state: StateSnapshot?) async throws(Failure) -> Desired {
        let (environment, model) = try await model(overrides)
        return try model.desired(for: environment, remembering: state?.facts ?? [:])
    }

    /// The environment as its files say it, and what it means where it lives.
    func model(
        _ overrides: [Override]
    ) async throws(Failure) -> (environment: ResolvedEnvironment, model: any ResourceModel) {
        let environment = try project.environment(name, overrides: overrides)
        var program: HashedProgram?
        let path = environment.spec.local.runtime == .process ? environment.spec.service.program?.text : nil
        if let path { program = HashedProgram(project.path(of: path), keptIn: digests) }
        let manifests = try project.manifests(below: "local")
        let materials = Materials(program: program?.value) { (layout) throws(Failure) in
            try manifests.documents(of: environment, on: layout, below: "local")
        }
        let model = try await session.site.model(of: environment, from: materials, for: provider)
        if let path, let digest = try await program?.value().digest {
            project.remember(digest: digest, of: path)
        }
        return (environment, model)
    }

    /// Takes the lock for `verb`, waiting at most `timeout`.
    func lock(_ verb: String, timeout: Duration) throws(Failure) -> HeldLock {
        try store.lock(LockRequest(operation: "\(verb) \(name)"), timeout: timeout)
    }

    /// Removes what is left of the environment: its state, and the directories that are empty then.
    func retire(_ lock: HeldLock) throws(Failure) {
        try lock.retire()
        for path in [digests, project.path(of: ".slipway/\(name)"), project.path(of: ".slipway")] {
            // Another environment may live there, or begin to at this very moment.
            try? FileSystem.remove(path)
        }
    }

    func applier(_ progress: Progress) -> Applier {
        Applier(store: store, provider: provider, toolVersion: session.version) { progress.show($0) }
    }
}
