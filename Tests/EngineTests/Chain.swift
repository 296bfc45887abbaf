import Crypto
import Diagnostics
import Engine
import Environments
import JSON
import LocalProvider
import Manifests
import POSIX
import Planning
import Providers
import StateStore
import Synchronization
import TestSupport
import YAML

/// The way from the text of a spec to the state, on a machine that is only imagined: real planner, interpreter and
/// state, a provider whose world is a dictionary.
final class Chain: Sendable {
    static let now = 1_700_000_000

    let provider = RecordingProvider()
    let store: StateDirectory
    private let scratch: Scratch
    private let manifests: Manifests
    /// Ports on which somebody else listens.
    private let strangers = Mutex<Set<Int>>([])
    private let dead = Mutex<Set<Int>>([])
    private let plans = Mutex(0)

    init() throws {
        scratch = try Scratch()
        store = StateDirectory(scratch.at("state"))
        manifests = try Manifests(users: [])
    }

    /// Lets the process of ours on this port die: nobody listens there, but it is still given to it.
    func silence(_ port: Int) { dead.withLock { _ = $0.insert(port) } }

    func occupy(_ port: Int) { strangers.withLock { _ = $0.insert(port) } }

    // MARK: Stages

    static func resolve(_ text: String) throws -> ResolvedEnvironment {
        let node = try YAMLReader.parse(Array(text.utf8), file: "environments/random.yaml")
        return try ResolvedEnvironment.resolve([node], name: "random")
    }

    func desired(_ text: String) throws -> Desired {
        let environment = try Self.resolve(text)
        let manifests = manifests
        // Every stranger's port is taken, and so is every port that a resource of ours listens on.
        let (held, foreign) = (heldPorts, strangers.withLock { $0 })
        let model = LocalModel(
            workload: .program(.init(path: "/work/bin/server", digest: String(repeating: "0", count: 64))),
            held: held.subtracting(foreign), isFree: { !held.contains($0) && !foreign.contains($0) },
            render: { (layout) throws(Failure) in try manifests.documents(of: environment, on: layout, below: "local") }
        )
        return try model.desired(for: environment, remembering: try store.read()?.facts ?? [:])
    }

    func plan(_ text: String, to goal: Plan.Goal = .apply) async throws -> Plan {
        let number = plans.withLock { count in
            count += 1
            return count
        }
        let desired = goal == .apply ? try desired(text) : .nothing
        let inputs = goal == .apply ? ["environments/random.yaml": SHA256.hex(of: Array(text.utf8))] : [:]
        return try await Planner(environment: "random", provider: provider, toolVersion: "1.0.0").plan(
            goal, desired: desired, state: try store.read(), inputs: inputs, overrides: [],
            on: .init(createdAt: Self.now, expiresAt: Self.now + 3_600, nonce: "nonce-\(number)"))
    }

    /// Carries `plan` out under the lock, as a command does.
    func apply(_ plan: Plan) async throws -> Receipt {
        let lock = try store.lock(LockRequest(operation: "apply random"), timeout: .zero)
        defer { try? lock.release() }
        let applier = Applier(store: store, provider: provider, toolVersion: "1.0.0") { _ in }
        try applier.requireSettled()
        return try await applier.apply(plan, under: lock)
    }

    // MARK: The imagined machine

    private var heldPorts: Set<Int> {
        var ports: Set<Int> = []
        for resource in provider.resources {
            for name in ["port", "statsPort"] {
                if case .plain(let value)? = resource.attributes[name], let port = value.integer { ports.insert(port) }
            }
        }
        return ports.subtracting(dead.withLock { $0 })
    }
}

extension Desired {
    func fact(_ path: String...) -> JSONValue? {
        path.dropFirst().reduce(path.first.flatMap { facts[$0] }) { $0?[$1] }
    }
}
