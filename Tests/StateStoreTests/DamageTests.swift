import Diagnostics
import JSON
import POSIX
import Planning
import Testing

@testable import StateStore

/// What is damaged is refused, never used (gate R4).
@Suite struct DamageTests {
    /// A state of about 4 KiB.
    static let bytes: [UInt8] = {
        var resources = 1
        while Samples.state(7, resources: resources + 1).fileBytes.count <= 4096 { resources += 1 }
        return Samples.state(7, resources: resources).fileBytes
    }()

    @Test func theWholeFileIsRead() throws {
        #expect(try StateSnapshot(fileBytes: Self.bytes, path: "s").serial == 7)
        #expect(Self.bytes.count > 3000)
    }

    @Test func everyFlippedBitOfAStateIsRefused() async {
        let bytes = Self.bytes
        let refused = await count(bytes.count) { index in
            (0..<8).count { bit in
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                return Self.isRefused(damaged)
            }
        }
        #expect(refused == bytes.count * 8)
        print("R4: \(refused) of \(bytes.count * 8) flipped bits of a state of \(bytes.count) bytes refused")
    }

    @Test func everyTruncationAndExtensionOfAStateIsRefused() async {
        let bytes = Self.bytes
        let refused = await count(bytes.count) { Self.isRefused(Array(bytes[..<$0])) ? 1 : 0 }
        #expect(refused == bytes.count)
        for tail in [[0], [10], [32], Array("{}".utf8), bytes] as [[UInt8]] { #expect(Self.isRefused(bytes + tail)) }
        print("R4: \(refused) of \(bytes.count) truncations of a state refused")
    }

    /// The same values in another spelling: somebody edited the file and the digest with it, or did nothing bad; either
    /// way Slipway did not write it.
    @Test func anotherSpellingIsRefused() throws {
        let compact = try JSONReader.parse(Self.bytes).bytes()
        #expect(Self.isRefused(compact))
    }

    private static func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(Failure) {
            _ = try StateSnapshot(fileBytes: bytes, path: "state.json")
            return false
        } catch {
            return error.exit == .stateUnusable && error.detail.hasPrefix("The state file state.json ")
        }
    }

    @Test func aNewerFormatIsRefusedByName() throws {
        // As a later version would write it: the digest fits.
        let content = try #require(try JSONReader.parse(Self.bytes)["content"])
        let newer = SealedFile(kind: "slipway-state", format: 2).encode(content)
        let failure = #expect(throws: Failure.self) { try StateSnapshot(fileBytes: newer, path: "s") }
        #expect(failure?.code == StateCodes.newer)
        #expect(failure?.detail == "The state file s has format 2; this Slipway knows those up to 1.")
    }

    @Test func aDamagedStateNamesItsBackup() throws {
        let scratch = try Scratch()
        let directory = StateDirectory(scratch.at("state"))
        let lock = try directory.lock(Samples.request, timeout: .zero)
        try directory.commit(Samples.state(1), under: lock)
        try directory.commit(Samples.state(2), under: lock)
        try lock.release()
        var bytes = try FileSystem.read(directory.statePath, limit: 1 << 20)
        bytes[bytes.count / 2] ^= 1
        try FileSystem.writeAtomically(bytes, to: directory.statePath)
        let damaged = #expect(throws: Failure.self) { try directory.read() }
        #expect(damaged?.code == StateCodes.corrupt)
        #expect(damaged?.detail.hasSuffix("The backup beside it is whole and has serial 1.") == true)
        #expect(damaged?.help.hasPrefix("put the last good state back with `cp ") == true)
        try FileSystem.remove(directory.statePath)
        let gone = #expect(throws: Failure.self) { try directory.read() }
        #expect(gone?.code == StateCodes.missing)
        try FileSystem.copyFile(directory.backupPath, to: directory.statePath)
        #expect(try directory.read() == Samples.state(1))
    }

    @Test func aStateHoldsNoSecret() {
        let text = String(decoding: Samples.state(1).fileBytes, as: UTF8.self)
        #expect(text.contains(#""sensitive": "9f86d081884c7d65""#))
    }
}

/// The sum of `body` over `0..<total`, on all cores.
func count(_ total: Int, _ body: @escaping @Sendable (Int) -> Int) async -> Int {
    let parts = 4
    return await withTaskGroup(of: Int.self) { group in
        for part in 0..<parts {
            group.addTask { stride(from: part, to: total, by: parts).reduce(0) { $0 + body($1) } }
        }
        return await group.reduce(0, +)
    }
}
