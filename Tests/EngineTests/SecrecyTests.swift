import Crypto
import Diagnostics
import Engine
import JSON
import LocalProvider
import POSIX
import Planning
import Providers
import StateStore
import Synchronization
import TestSupport
import Testing

/// A secret that the local provider makes is nowhere but in its own file.
@Suite struct SecrecyTests {
    /// No plan, state or log can hold one, because nothing can turn it into text or compare it.
    @Test func aSecretIsNeitherEncodableNorHashable() {
        let secret: Any = Secret("canary")
        #expect(!(secret is any Encodable))
        #expect(!(secret is any Hashable))
        #expect(!"\(secret)".contains("canary") && !String(reflecting: secret).contains("canary"))
        // What a plan holds of one is a fingerprint, and it prints as such.
        #expect(AttributeValue.sensitive(fingerprint: "ab").json.text == #"{"sensitive":"ab"}"#)
    }

    @Test func theCanaryIsInNothingThatIsWrittenOrTold() async throws {
        let scratch = try Scratch()
        let provider = try LocalProvider(directory: scratch.at("place"))
        let store = StateDirectory(scratch.at("state"))
        let told = Mutex("")
        let address = ResourceAddress(kind: "secret", name: "API_KEY")
        func desired(_ bytes: Int) -> Desired {
            Desired(
                resources: [Resource(address, attributes: ["bytes": .plain(.integer(bytes))], immutable: ["bytes"])],
                facts: [:])
        }
        var saved: [[UInt8]] = []
        var canaries: [String] = []
        // Made, replaced by a longer one, and taken away.
        for (number, wish) in [desired(32), desired(48), Desired.nothing].enumerated() {
            let planner = Planner(environment: "dev", provider: provider, toolVersion: "1.0.0")
            let plan = try await planner.plan(
                wish.resources.isEmpty ? .destroy : .apply, desired: wish, state: try store.read(), inputs: [:],
                overrides: [], on: .init(createdAt: 0, expiresAt: 1, nonce: "n\(number)"))
            let lock = try store.lock(LockRequest(operation: "apply dev"), timeout: .zero)
            let applier = Applier(store: store, provider: provider, toolVersion: "1.0.0") { event in
                told.withLock { $0 += "\(event)\n" }
            }
            let receipt = try await applier.apply(plan, under: lock)
            try lock.release()
            #expect(receipt.isComplete, "\(receipt)")
            told.withLock { $0 += "\(receipt)\n\(plan)\n" }
            saved.append(plan.fileBytes)
            let observed = try await provider.read([address])
            told.withLock { $0 += "\(observed)\n" }
            if let file = try? FileSystem.read(scratch.at("place/secrets/API_KEY"), limit: 4_096) {
                canaries.append(String(decoding: file, as: UTF8.self))
            }
        }
        #expect(canaries.count == 2 && canaries.allSatisfy { $0.count >= 64 } && Set(canaries).count == 2)
        let written = try Self.files(below: store.path)
        #expect(written.count >= 4)
        let texts = (saved + written).map { String(decoding: $0, as: UTF8.self) } + [told.withLock { $0 }]
        for canary in canaries {
            // Not whole, and no half of it either.
            for part in [canary, String(canary.prefix(16)), String(canary.suffix(16))] {
                #expect(texts.allSatisfy { !$0.contains(part) })
            }
        }
        #expect(try FileSystem.kind(of: scratch.at("place/secrets/API_KEY")) == nil)
    }

    private static func files(below path: String) throws -> [[UInt8]] {
        try FileSystem.list(path).flatMap { name -> [[UInt8]] in
            let inner = "\(path)/\(name)"
            return try FileSystem.kind(of: inner) == .directory
                ? files(below: inner) : [try FileSystem.read(inner, limit: 4 << 20)]
        }
    }
}
