import Crypto
import Diagnostics
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import TestSupport
import Testing

/// One provider under the contract: how a test gets an empty place of it, and resources that it can make there.
struct ProviderCase: Sendable, CustomTestStringConvertible {
    /// A place that a test has to itself.
    struct Place: Sendable {
        let provider: any Provider
        /// Independent resources, each a before and after of one update.
        let updates: [(first: Resource, second: Resource)]
        /// A resource that this provider cannot make.
        let impossible: Resource
        /// Harms the thing so that it does not do its work.
        let harm: @Sendable (ResourceAddress) throws -> Void
        /// Everything that can be seen of the world, however the provider keeps it.
        let world: @Sendable () throws -> [String]
        /// Lets the thing write one line, whole.
        let write: @Sendable (String, ResourceAddress) throws -> Void
        let clear: @Sendable () throws -> Void
    }

    let testDescription: String
    let make: @Sendable () throws -> Place

    static let all = [recording, local]

    static let recording = ProviderCase(testDescription: "recording") {
        let provider = RecordingProvider()
        func thing(_ name: String, _ size: Int) -> Resource {
            Resource(ResourceAddress(kind: "thing", name: name), attributes: ["size": .plain(.integer(size))])
        }
        let refusing = RefusingProvider(inner: provider, refused: "impossible")
        return Place(
            provider: refusing, updates: [(thing("one", 1), thing("one", 2)), (thing("two", 1), thing("two", 2))],
            impossible: thing("impossible", 1), harm: { provider.damage($0, "harmed by a test") },
            world: { provider.resources.map { "\($0)" } }, write: { provider.write($0, to: $1) }, clear: {})
    }

    static let local = ProviderCase(testDescription: "local") {
        let base = "/tmp/slipway-contract-\(RandomBytes.hexadecimal(6))"
        let directory = "\(base)/environment"
        try FileSystem.createDirectory(base)
        func secret(_ bytes: Int) -> Resource {
            Resource(ResourceAddress(kind: "secret", name: "token"), attributes: ["bytes": .plain(.integer(bytes))])
        }
        let program = "\(base)/program"
        try FileSystem.writeAtomically(Array("#!/bin/sh\n".utf8), to: program, mode: 0o700)
        func release(_ name: String, digest: String, _ text: String) -> Resource {
            Resource(
                ResourceAddress(kind: "release", name: name),
                attributes: [
                    "program": .plain(.string(program)), "programDigest": .plain(.string(digest)),
                    "files": .plain(["etc/text": .string(text)]),
                ])
        }
        let digest = SHA256.hex(of: Array("#!/bin/sh\n".utf8))
        return Place(
            provider: try LocalProvider(directory: directory),
            updates: [
                (secret(32), secret(48)), (release("r1", digest: digest, "1"), release("r1", digest: digest, "2")),
            ],
            impossible: release("r2", digest: SHA256.hex(of: []), "1"),
            harm: { address in
                let path = address.kind == "secret" ? "secrets/token" : "releases/r1/etc/text"
                try FileSystem.writeAtomically(Array("harm".utf8), to: "\(directory)/\(path)")
            },
            world: { try Self.files(below: directory) },
            write: { line, address in
                let logs = "\(directory)/logs/\(address.kind)-\(address.name)"
                try FileSystem.createDirectory(logs, withParents: true)
                try FileSystem.append(Array("\(line)\n".utf8), to: "\(logs)/current")
            }, clear: { try FileSystem.removeTree(base) })
    }

    /// Path, mode, time of change and content of every file.
    private static func files(below path: String) throws -> [String] {
        switch try FileSystem.kind(of: path) {
        case nil: return []
        case .directory:
            let inner = try FileSystem.list(path).flatMap { try files(below: "\(path)/\($0)") }
            return ["\(path) \(try FileSystem.mode(of: path)) \(try FileSystem.modified(path).precise)"] + inner
        default:
            let content = SHA256.hex(of: try FileSystem.read(path, limit: 1 << 20))
            return ["\(path) \(try FileSystem.mode(of: path)) \(try FileSystem.modified(path).precise) \(content)"]
        }
    }
}

/// Refuses one name for good, as a provider does with what it cannot make.
private struct RefusingProvider: Provider {
    let inner: RecordingProvider
    let refused: String
    var name: String { inner.name }

    func read(_ addresses: [ResourceAddress]) async throws(Failure) -> [ObservedResource] {
        try await inner.read(addresses)
    }
    func discover() async throws(Failure) -> [ResourceAddress] { try await inner.discover() }
    func apply(_ change: Change) async throws(Failure) -> ObservedResource? {
        if change.address.name == refused, change.action != .delete { inner.failApply(1) }
        return try await inner.apply(change)
    }
    func uninstall() async throws(Failure) { try await inner.uninstall() }
    func logs(of address: ResourceAddress, lines: Int) async throws(Failure) -> [String] {
        try await inner.logs(of: address, lines: lines)
    }
    func follow(_ address: ResourceAddress) throws(Failure) -> any LogFeed { try inner.follow(address) }
    func health(of address: ResourceAddress) async throws(Failure) -> Health { try await inner.health(of: address) }
}
