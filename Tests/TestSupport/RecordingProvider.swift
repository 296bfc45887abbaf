package import Diagnostics
package import Planning
package import Providers
internal import Synchronization

/// A provider whose world is a dictionary: it notes every call, and fails where a test says so.
package final class RecordingProvider: Provider {
    package enum Call: Sendable, Hashable {
        case read([ResourceAddress])
        case discover
        case apply(Change)
        case uninstall
        case health(ResourceAddress)
    }

    /// Where in a call it fails: with nothing done, or with everything done and only the answer lost.
    package enum Moment: Sendable, Hashable { case before, after }

    private struct World {
        var resources: [ResourceAddress: ObservedResource] = [:]
        var calls: [Call] = []
        var applies = 0
        var failures: [Int: Moment] = [:]
        var logs: [ResourceAddress: [String]] = [:]
    }

    package static let failure = DiagnosticCode(
        "E9999", "planned failure", "A test asked the recording provider to fail here.")

    package let name = "recording"
    private let world = Mutex(World())

    package init() {}

    // MARK: What a test says and asks

    /// Lets the `call`-th apply from now on fail, counted from 1.
    package func failApply(_ call: Int, _ moment: Moment = .before) {
        world.withLock { $0.failures[$0.applies + call] = moment }
    }

    package func damage(_ address: ResourceAddress, _ words: String) {
        world.withLock { world in
            guard let found = world.resources[address] else { return }
            world.resources[address] = ObservedResource(address, attributes: found.attributes, damage: words)
        }
    }

    /// Puts something there as if somebody else had.
    package func place(_ resource: Resource) {
        world.withLock {
            $0.resources[resource.address] = ObservedResource(resource.address, attributes: resource.attributes)
        }
    }

    /// Lets the thing write a line.
    package func write(_ line: String, to address: ResourceAddress) {
        world.withLock { $0.logs[address, default: []].append(line) }
    }

    package var calls: [Call] { world.withLock { $0.calls } }
    package var changes: [Change] { calls.compactMap { if case .apply(let change) = $0 { change } else { nil } } }
    /// What exists, in the order of the addresses.
    package var resources: [ObservedResource] {
        world.withLock { $0.resources.values.sorted { $0.address < $1.address } }
    }

    // MARK: Provider

    package func read(_ addresses: [ResourceAddress]) async throws(Failure) -> [ObservedResource] {
        world.withLock { world in
            world.calls.append(.read(addresses))
            return addresses.compactMap { world.resources[$0] }
        }
    }

    package func discover() async throws(Failure) -> [ResourceAddress] {
        world.withLock { world in
            world.calls.append(.discover)
            return world.resources.keys.sorted()
        }
    }

    package func apply(_ change: Change) async throws(Failure) -> ObservedResource? {
        let (moment, number) = world.withLock { world in
            world.calls.append(.apply(change))
            world.applies += 1
            return (world.failures[world.applies], world.applies)
        }
        let failure = Failure(Self.failure, "apply \(number) of \(change.address) fails as planned.")
        if moment == .before { throw failure }
        let result: ObservedResource? = world.withLock { world in
            guard let after = change.after, change.action != .delete else {
                world.resources[change.address] = nil
                return nil
            }
            let made = ObservedResource(after.address, attributes: after.attributes)
            world.resources[after.address] = made
            return made
        }
        if moment == .after { throw failure }
        return result
    }

    package func uninstall() async throws(Failure) {
        let left = world.withLock { world in
            world.calls.append(.uninstall)
            return world.resources.keys.sorted()
        }
        guard left.isEmpty else { throw Failure(Self.failure, "\(left.count) resources are left.") }
    }

    package func logs(of address: ResourceAddress, lines: Int) async throws(Failure) -> [String] {
        world.withLock { Array(($0.logs[address] ?? []).suffix(max(0, lines))) }
    }

    package func follow(_ address: ResourceAddress) throws(Failure) -> any LogFeed {
        Feed(provider: self, address: address, seen: world.withLock { $0.logs[address]?.count ?? 0 })
    }

    private struct Feed: LogFeed {
        let provider: RecordingProvider
        let address: ResourceAddress
        var seen: Int

        mutating func next() throws(Failure) -> [String] {
            let lines = provider.world.withLock { $0.logs[address] ?? [] }
            defer { seen = lines.count }
            return Array(lines.dropFirst(seen))
        }
    }

    package func health(of address: ResourceAddress) async throws(Failure) -> Health {
        world.withLock { world in
            world.calls.append(.health(address))
            guard let found = world.resources[address] else { return .unknown }
            return found.damage.map { .unhealthy($0) } ?? .healthy
        }
    }
}
