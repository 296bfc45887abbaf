import Commands
import Diagnostics
import LocalProvider
import POSIX
import Testing

/// Every problem a user can meet has a name of its own, an explanation and, where it takes steps, a page.
@Suite struct DiagnosticsTests {
    static let codes = DiagnosticCatalogue.shared + LocalCodes.all

    @Test func everyIdentityIsOneOfAKind() {
        let ids = Self.codes.map(\.id)
        #expect(Set(ids).count == ids.count, "\(Set(ids.filter { id in ids.count { $0 == id } > 1 }).sorted())")
        #expect(ids.count > 100)
        let titles = Self.codes.map(\.title)
        let twice = Set(titles.filter { title in titles.count { $0 == title } > 1 })
        #expect(twice.isEmpty, "two codes cannot be told apart by their title: \(twice.sorted())")
    }

    @Test(arguments: codes)
    func aCodeIsWellFormed(_ code: DiagnosticCode) {
        #expect(code.id.wholeMatch(of: #/E0[1-9][0-9][0-9]/#) != nil, "\(code.id)")
        // Proper names keep their capitals.
        let names = ["HAProxy", "Prometheus", "JSON", "YAML", "Slipway", "NUL", "UTF-8", "Unicode", "AWS", "TLS"]
        let isName = names.contains { code.title.hasPrefix($0) }
        #expect(code.title.first?.isLowercase == true || isName, "\(code.id): \(code.title)")
        #expect(!code.title.hasSuffix(".") && code.title.count <= 60, "\(code.id): \(code.title)")
        #expect(code.explanation.hasSuffix("."), "\(code.id): \(code.explanation)")
        #expect(code.explanation.count >= 30 && !code.explanation.contains("\n"), "\(code.id)")
        #expect(code.exit != .success && code.exit != .changes, "\(code.id)")
    }

    @Test(arguments: Set(codes.compactMap(\.runbook)).sorted())
    func aRunbookIsThereAndComplete(_ name: String) throws {
        let text = try Repository.text("runbooks/\(name)")
        for part in ["What you see", "What it means", "What to do", "How you know it is over"] {
            #expect(text.contains(part), "runbooks/\(name) lacks \"\(part)\"")
        }
        #expect(text.hasPrefix("# ") && text.contains("`"), "runbooks/\(name) has a title and commands")
    }

    /// A page names the codes that lead to it, so that a search for the code finds it.
    @Test func everyRunbookIsLinked() throws {
        let linked = Set(Self.codes.compactMap(\.runbook) + ["README.md"])
        let pages = try FileSystem.list("\(Repository.root)/runbooks").filter { $0.hasSuffix(".md") }
        #expect(Set(pages).isSubset(of: linked), "nothing leads to \(Set(pages).subtracting(linked).sorted())")
    }
}
