import Diagnostics
import TestSupport
import Testing
import YAML

@testable import RolloutImport

/// Sources by chance: whatever they hold, nothing is lost silently and the section holds together.
@Suite struct PropertyTests {
    enum Tool: String, CaseIterable {
        case argo, flagger, kayenta
    }

    @Test(arguments: Tool.allCases)
    func everyKeyIsMappedOrListedOrKnownToBeIrrelevant(_ tool: Tool) throws {
        var random = SplitMix.seeded()
        let seed = random.seed
        for _ in 0..<60 {
            var source = RandomSource(SplitMix(seed: random.next()))
            let tree =
                switch tool {
                case .argo: source.argo()
                case .flagger: source.flagger()
                case .kayenta: source.kayenta()
                }
            let text = String(decoding: tree.bytes, as: UTF8.self)
            guard let accounting = Self.accounting(tree, seed: seed, text: text) else { return }
            #expect(try SectionRules.faults(accounting.imported.section) == [], "SLIPWAY_SEED=\(seed)\n\(text)")
            let scalars = tree.places { $0.scalar.map { $0.kind != .null } ?? false }.shuffled(using: &random).prefix(
                15)
            let silent = accounting.lostSilently(among: Array(scalars))
            #expect(silent == [], "SLIPWAY_SEED=\(seed)\n\(text)")
            let mappings = tree.places { $0.mapping != nil }.shuffled(using: &random).prefix(5)
            let hidden = accounting.hidesUnknownKeys(among: Array(mappings))
            #expect(hidden == [], "SLIPWAY_SEED=\(seed)\n\(text)")
            if !silent.isEmpty || !hidden.isEmpty { return }
        }
    }

    private static func accounting(_ tree: SourceTree, seed: UInt64, text: String) -> Accounting? {
        do {
            return try Accounting(tree)
        } catch {
            Issue.record("SLIPWAY_SEED=\(seed): \(error)\n\(text)")
            return nil
        }
    }

    /// Bytes by chance, and sources with bytes changed by chance: refused or imported, and never anything else.
    @Test func anyBytesAreRefusedOrImported() throws {
        var random = SplitMix.seeded()
        let seed = random.seed
        for name in GoldenTests.names {
            let bytes = try Fixture.bytes(name)
            for _ in 0..<60 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: 0..<changed.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: changed[index] = UInt8.random(in: 0x20...0x7E, using: &random)
                    case 1: changed.remove(at: index)
                    default:
                        changed.insert(
                            contentsOf: changed[index...].prefix(40),
                            at: Int.random(in: 0..<changed.count, using: &random))
                    }
                }
                let outcome: Result<ImportedRollout, Failure>
                do throws(Failure) {
                    outcome = .success(try RolloutImport.read(changed, file: name))
                } catch {
                    outcome = .failure(error)
                }
                switch outcome {
                case .success(let imported):
                    #expect(try SectionRules.faults(imported.section) == [], "SLIPWAY_SEED=\(seed) \(name)")
                case .failure(let failure):
                    #expect(failure.diagnostics.allSatisfy { $0.location != nil || $0.code == ImportCodes.tooLarge })
                }
            }
        }
    }
}
