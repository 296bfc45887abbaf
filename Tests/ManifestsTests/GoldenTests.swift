import Commands
import DefaultTemplates
import Diagnostics
import Environments
import Manifests
import POSIX
import Planning
import Reports
import TestSupport
import Testing

/// Every document of every environment of this repository, as it stands in `Golden/<environment>/`.
@Suite struct GoldenTests {
    @Test(arguments: Rendered.environments)
    func everyDocumentIsAsItWas(_ environment: String) throws {
        let documents = try Rendered.documents(of: environment)
        #expect(documents.map(\.path) == documents.map(\.path).sorted())
        #expect(!documents.isEmpty)
        for document in documents {
            expectGolden(String(decoding: document.bytes, as: UTF8.self), named: "\(environment)/\(document.path)")
        }
        // A document that is no longer made leaves no golden behind.
        let golden = try Rendered.goldenPaths(of: environment)
        let extra = Set(golden).subtracting(documents.map(\.path)).subtracting(["explain.txt", "plan.txt"])
        #expect(extra.isEmpty, "nothing makes \(extra.sorted())")
    }

    @Test func everythingAClusterCanBeToldIsAsItWas() throws {
        let documents = try Rendered.documents(of: "prod", try Rendered.everything())
            .filter { $0.path.hasPrefix("kubernetes/") }
        for document in documents {
            expectGolden(String(decoding: document.bytes, as: UTF8.self), named: "everything/\(document.path)")
        }
        let extra = Set(try Rendered.goldenPaths(of: "everything")).subtracting(documents.map(\.path))
        #expect(extra == ["overrides.txt"], "nothing makes \(extra.sorted())")
    }

    /// A project without templates of its own gets every one of these.
    @Test func everyTemplateIsInTheProgram() throws {
        let sets = try FileSystem.list("\(Rendered.root)/templates").filter { !$0.hasSuffix(".swift") }
        let paths = try sets.flatMap { set in
            try FileSystem.list("\(Rendered.root)/templates/\(set)").map { "\(set)/\($0)" }
        }
        let embedded = EmbeddedTemplates.files
        #expect(embedded.map(\.path) == paths.sorted())
        for file in embedded {
            let bytes = try FileSystem.read("\(Rendered.root)/templates/\(file.path)", limit: 1 << 20)
            #expect(file.bytes == bytes, "\(file.path)")
        }
    }

    @Test func theExplanationOfProdIsAsItWas() throws {
        expectGolden(try Rendered.explanation(of: "prod"), named: "prod/explain.txt")
    }

    @Test func theFirstPlanOfProdIsAsItWas() async throws {
        let plan = try await Rendered.plan(of: "prod")
        let terminal = Terminal(isColoured: false, columns: 120)
        expectGolden(
            PlanText(terminal: terminal).render(plan.changes, unchanged: plan.unchanged.count), named: "prod/plan.txt")
        // The same files on the same machine lead to the same digest, whatever the time.
        #expect(try await Rendered.plan(of: "prod").digest == plan.digest)
    }
}
