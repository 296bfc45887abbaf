import Diagnostics
import Environments
import JSON
import TestSupport
import Testing
import YAML

@Suite struct ResolveTests {
    private func problems(_ text: String, name: String = "prod") -> [Diagnostic] {
        do {
            let node = try YAMLReader.parse(Array(text.utf8), file: "prod.yaml")
            _ = try ResolvedEnvironment.resolve([node], name: name)
            return []
        } catch {
            return error.diagnostics
        }
    }

    @Test(arguments: BrokenSpec.all)
    func aBrokenSpecIsToldAtItsPlaceWithARemedy(_ spec: BrokenSpec) throws {
        let problems = problems(spec.file)
        let problem = try #require(problems.first, "accepted:\n\(spec.file)")
        #expect(problem.code.id.hasPrefix(spec.code), "\(problem)")
        let position = try #require(spec.position)
        #expect(problem.location?.line == position.line && problem.location?.column == position.column, "\(problem)")
        if let help = spec.help { #expect(problem.help?.contains(help) == true, "\(problem.help ?? "no help")") }
        #expect(problems.count == 1, "told more than once: \(problems)")
    }

    @Test func thereAreEnoughBrokenSpecs() {
        #expect(BrokenSpec.all.count >= 60)
        let withHelp = BrokenSpec.all.filter { $0.help != nil }
        #expect(withHelp.count * 10 >= BrokenSpec.all.count * 9)
    }

    /// The same specs for judges that read no Swift, a JSON object a line.
    @Test func theBrokenSpecsForOtherJudges() {
        let lines = BrokenSpec.all.map { spec -> String in
            let json: JSONValue = ["code": .string(spec.code), "text": .string(spec.file)]
            return String(decoding: json.bytes(), as: UTF8.self) + "\n"
        }
        expectGolden(lines.joined(), named: "broken-specs.jsonl")
    }

    /// A file of something else entirely is told as that, not key by key.
    @Test(arguments: [99, 100, 101, 5_000])
    func aHundredProblemsAreEnough(count: Int) {
        let keys = (0..<count).map { "unheard\($0): 1\n" }.joined()
        let told = problems(
            "environment: prod\ntier: prod\ncompliance: {owner: me}\nservice: {name: api, program: a}\n" + keys)
        #expect(told.count == min(count, 101))
        #expect(told.prefix(100).allSatisfy { $0.code.id == "E0201" })
        #expect(told.prefix(100).compactMap { $0.location?.line } == Array(5..<5 + min(count, 100)))
        guard count > 100 else { return }
        #expect(told.last?.detail == "These are the first 100; there are more.")
        #expect(told.last?.help == "correct these, or check that prod.yaml is the right file")
    }

    /// Of a list or a mapping that is too long, that is what is told, not its items.
    @Test func whatIsTooLongIsOneProblem() {
        let service = "environment: prod\ntier: prod\ncompliance: {owner: me}\nservice:\n  name: api\n  program: a\n"
        let items = String(repeating: "    - 1\n", count: 5_000)
        #expect(problems(service + "  arguments:\n" + items).map(\.code.id) == ["E0205"])
        let variables = (0..<5_000).map { "    v\($0): {}\n" }.joined()
        #expect(problems(service + "  config:\n" + variables).map(\.code.id) == ["E0205"])
    }

    @Test func allProblemsAreToldInOneRun() {
        let problems = problems(
            """
            environment: prod
            tier: prd
            service:
              name: API
              prot: 80
              program: a
              port: 010
              replicas: {min: x, maximum: 3}
              config: {log-level: a}
            local: {tls: yes}
            """)
        #expect(problems.compactMap { $0.location?.line } == [1, 2, 4, 5, 7, 8, 8, 9, 10])
        #expect(problems.count == 9, "\(problems.map { "\($0.location?.description ?? "") \($0.detail)" })")
    }
}
