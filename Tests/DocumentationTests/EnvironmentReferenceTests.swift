import Environments
import JSON
import TestSupport
import Testing

/// What stands in `environments/` for editors and readers is what the types say.
@Suite struct EnvironmentReferenceTests {
    @Test(arguments: JSONSchema.File.allCases)
    func theCommittedSchemaIsTheOneOfTheTypes(_ file: JSONSchema.File) {
        let text = String(decoding: JSONSchema.document(for: file).bytes(pretty: true), as: UTF8.self) + "\n"
        expectFile(text, at: "\(Repository.root)/environments/schema/\(file.name)")
    }

    @Test func theReferenceIsTheOneOfTheTypes() throws {
        let text = try Repository.text("environments/README.md")
        let (start, end) = ("<!-- generated from the types: see CONTRIBUTING.md -->\n", "<!-- end of generated -->")
        let opening = try #require(text.firstRange(of: start))
        let closing = try #require(text.firstRange(of: end))
        let reference = EnvironmentReference(EnvironmentSpec.schema).text
        expectFile(
            text[..<opening.upperBound] + reference + text[closing.lowerBound...],
            at: "\(Repository.root)/environments/README.md")
    }

    /// Every key of the schema has its row.
    @Test func everyKeyHasARow() {
        let reference = EnvironmentReference(EnvironmentSpec.schema)
        #expect(reference.rows.count > 90)
        #expect(Set(reference.rows.map(\.path)).count == reference.rows.count)
        for row in reference.rows { #expect(row.description.count > 5, "\(row.path)") }
    }
}
