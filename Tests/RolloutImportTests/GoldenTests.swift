import Diagnostics
import RolloutImport
import TestSupport
import Testing

/// The fixtures of all three tools, each with the section and the list of losses it must give.
@Suite struct GoldenTests {
    static let names = [
        "argo-canary.yaml", "argo-steps.yaml", "argo-blue-green.yaml", "argo-conditions.yaml", "argo-rolling.yaml",
        "argo-templates.yaml", "flagger-canary.yaml", "flagger-step-weights.yaml", "flagger-ab.yaml",
        "flagger-blue-green.yaml", "flagger-skip.yaml", "kayenta-service.json", "kayenta-templates.json",
    ]

    @Test(arguments: names)
    func gives(_ name: String) throws {
        let imported = try Fixture.imported(name)
        expectGolden(Fixture.page(imported), named: "\(name).txt")
    }
}

/// Files below `Fixtures`.
enum Fixture {
    static func bytes(_ name: String, filePath: String = #filePath) throws -> [UInt8] {
        let directory = filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        return Array(try #require(GoldenFile.read("\(directory)/Fixtures/\(name)")).utf8)
    }

    static func imported(_ name: String) throws -> ImportedRollout {
        try RolloutImport.read(try bytes(name), file: name)
    }

    /// What an import gives, as a person would read it.
    static func page(_ imported: ImportedRollout) -> String {
        let losses = imported.losses.map {
            "\($0.location) \($0.effect.rawValue) \($0.object) \($0.path)\n    \($0.message)\n"
        }
        return "# \(imported.source.rawValue)\n\(imported.section)\n# \(losses.count) losses\n\(losses.joined())"
    }
}
