import Diagnostics
import Environments
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
