import Crypto
import Diagnostics
import JSON
import POSIX
import Planning
import Testing

@testable import LocalProvider

/// Releases of the same program share one copy of it, and none is taken for whole that is not.
@Suite(.enabled(if: LocalFixture.isAvailable, LocalFixture.skip))
struct ReleaseTests {
    private static func path(_ local: LocalFixture, _ release: String) -> String {
        "\(local.directory)/releases/\(release)/bin/workload"
    }

    private static func isShared(_ local: LocalFixture, _ one: String, _ other: String) throws -> Bool {
        try FileSystem.version(of: path(local, one), by: .anything)
            == FileSystem.version(of: path(local, other), by: .anything)
    }

    private static func edit(_ path: String) throws {
        try FileSystem.setMode(0o700, of: path)
        try FileSystem.append(Array("# edited\n".utf8), to: path)
        try FileSystem.setMode(0o500, of: path)
    }

    @Test func theSameProgramIsThereOnce() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            let first = try local.release("v1"), second = try local.release("v2")
            try await local.put(first)
            try await local.put(second)
            #expect(try Self.isShared(local, "v1", "v2"))
            try await local.delete(first.address)
            #expect(
                try FileSystem.read(Self.path(local, "v2"), limit: 1 << 20)
                    == FileSystem.read(local.program, limit: 1 << 20))
            #expect(try await local.damage(second) == nil)
            // What was planned is at hand, so what became of the file it came from is of no concern.
            try FileSystem.remove(local.program)
            let third = Resource(ResourceAddress(kind: "release", name: "v3"), attributes: second.attributes)
            try await local.put(third)
            #expect(try await local.damage(third) == nil)
        }
    }

    @Test func anotherProgramIsNotShared() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            try await local.put(try local.release("v1"))
            try FileSystem.append(Array("# newer build\n".utf8), to: local.program)
            try await local.put(try local.release("v2"))
            #expect(try !Self.isShared(local, "v1", "v2"))
            #expect(try await local.damage(try local.release("v2")) == nil)
        }
    }

    @Test func anEditedProgramIsNotSharedAndIsMended() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            let releases = try ["v1", "v2", "v3"].map { try local.release($0) }
            try await local.put(releases[0])
            try await local.put(releases[1])
            try Self.edit(Self.path(local, "v1"))
            for release in releases.prefix(2) {
                #expect(try await local.damage(release) == "file bin/workload was edited")
            }
            for release in releases {
                try await local.put(release)
                #expect(try await local.damage(release) == nil)
            }
            #expect(try Self.isShared(local, "v1", "v2") && Self.isShared(local, "v2", "v3"))
        }
    }

    @Test func digestsAreKeptAsLongAsTheEnvironment() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            let release = try local.release("v1"), keeping = "\(local.directory)/digests"
            try await local.put(release)
            let kept = String(decoding: try FileSystem.read(keeping, limit: 1 << 20), as: UTF8.self)
            #expect(kept.hasSuffix(" \(SHA256.hex(of: try FileSystem.read(local.program, limit: 1 << 20)))\n"))
            try Self.edit(Self.path(local, "v1"))
            #expect(try await local.damage(release) == "file bin/workload was edited")
            for resource in [release, LocalFixture.secret] { try await local.delete(resource.address) }
            try await local.provider.uninstall()
            #expect(try FileSystem.kind(of: keeping) == nil)
        }
    }

    @Test func aProgramThatMayNotRunIsNotShared() async throws {
        try await LocalFixture.with { local in
            try await local.put(LocalFixture.secret)
            try await local.put(try local.release("v1"))
            try FileSystem.setMode(0o400, of: Self.path(local, "v1"))
            try await local.put(try local.release("v2"))
            #expect(try !Self.isShared(local, "v1", "v2"))
            #expect(try FileSystem.mode(of: Self.path(local, "v2")) == 0o500)
        }
    }
}
