import Diagnostics
import Templates
import Testing
import YAML

/// What was checked at load cannot fail for values that conform, whichever of them are absent or empty.
@Suite struct SoundnessTests {
    static let variations: [(String, String)] = [
        ("port: 8080", "port: 8080\n  note: written"), ("port: 8080", "port: 8080\n  note: null"),
        ("  probes: { liveness: /livez }\n", ""),
        ("{ liveness: /livez }", "{ liveness: /livez, startup: /s }"), ("{ liveness: /livez }", "null"),
        ("labels: {}", "labels: { x: y }\ndebug: true"), ("labels: {}", "labels: {}\ndebug: false"),
        ("command: [serve, \"--port=8080\"]", "command: []"), ("{ LOG_LEVEL: info, MODE: \"on\" }", "{}"),
        ("extra: { a: [1, null, \"x\"] }", "extra: []"), ("zones: [[1, 2], [3]]", "zones: [[], []]"),
        ("public: true", "public: false"), ("ratio: 0.5", "ratio: 1"), ("8080", "-99999999999999999999999"),
    ]

    @Test func everyCheckedTemplateRendersEveryConformingScope() throws {
        var random = Seeded(state: 7)
        let templates = try (StructureTests.valid.map(\.template) + [PropertyTests.template]).map {
            try StructureTemplate.load(Array($0.utf8), file: "t.yaml", against: Example.shape)
        }
        var rendered = 0
        for _ in 0..<150 {
            var values = Example.values
            for (old, new) in Self.variations where Bool.random(using: &random) {
                guard let range = values.firstRange(of: old) else { continue }
                values.replaceSubrange(range, with: new)
            }
            let scope: Node
            do { scope = try Example.scope(values) } catch { continue }  // Two variations of one line.
            try #require(Example.shape.firstMismatch(in: scope) == nil, "seed 7, \(values)")
            rendered += 1
            for template in templates {
                do throws(Failure) {
                    for document in try template.render(scope: scope) { _ = YAMLWriter.write(document) }
                } catch {
                    Issue.record("seed 7: \(error.places) for\n\(values)")
                }
            }
        }
        #expect(rendered > 50)
    }
}
