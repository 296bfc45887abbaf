import Diagnostics
import Manifests
import Testing
import YAML

@Suite struct ComparisonTests {
    private func document(_ text: String, path: String = "a.yaml") throws -> Document {
        let nodes = try YAMLReader.parseAll(Array(text.utf8), file: path)
        return Document(path: path, bytes: Array(text.utf8), content: .structure(nodes))
    }

    private func text(_ lines: String, path: String = "a.cfg") -> Document {
        let origins = lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, _ in
            Document.Origin(template: .init(file: "template", line: index + 1, column: 1), causes: [])
        }
        return Document(path: path, bytes: Array(lines.utf8), content: .text(origins))
    }

    /// Each difference as `path: before -> after`.
    private func told(_ before: Document, _ after: Document) -> [String] {
        Comparison(from: [before], to: [after]).entries.flatMap { entry -> [String] in
            guard case .changed(_, let differences) = entry else { return [entry.path] }
            return differences.map { "\($0.path): \($0.before?.text ?? "none") -> \($0.after?.text ?? "none")" }
        }
    }

    private func told(_ before: String, _ after: String) throws -> [String] {
        told(try document(before), try document(after))
    }

    @Test func valuesAreComparedPlaceByPlace() throws {
        #expect(try told("a: 1\nb: 2\n", "a: 1\nb: 3\n") == ["b: 2 -> 3"])
        #expect(try told("a: 1\nb: {c: 2}\n", "a: 1\nd: {e: 5}\n") == ["b.c: 2 -> none", "d.e: none -> 5"])
        #expect(try told("a: 1\n", "a: {b: 1}\n") == ["a: 1 -> none", "a.b: none -> 1"])
        #expect(try told("a: []\n", "a: [x, y]\n") == ["a.0: none -> x", "a.1: none -> y"])
        #expect(try told("l: {a.b/c: 1}\n", "l: {a.b/c: 2}\n") == ["l[\"a.b/c\"]: 1 -> 2"])
        #expect(try told("a: [1, 2, 3]\n", "a: [1, 3]\n") == ["a.1: 2 -> 3", "a.2: 3 -> none"])
        // The same text of another kind is another value, and the same value written otherwise is none.
        #expect(try told("a: \"1\"\n", "a: 1\n") == ["a: 1 -> 1"])
        #expect(try told("a: 'x'\n", "a: x\n") == [])
    }

    @Test func itemsWithNamesAreComparedByName() throws {
        let before = "env:\n  - {name: A, value: 1}\n  - {name: B, value: 2}\n"
        let after = "env:\n  - {name: NEW, value: 0}\n  - {name: B, value: 3}\n  - {name: A, value: 1}\n"
        #expect(
            try told(before, after) == ["env.B.value: 2 -> 3", "env.NEW.name: none -> NEW", "env.NEW.value: none -> 0"])
        // A name that is a position, or that two items have, tells nothing.
        #expect(try told("a: [{name: \"1\"}, {name: x}]\n", "a: [{name: \"1\"}, {name: y}]\n") == ["a.1.name: x -> y"])
        #expect(try told("a: [{name: x}, {name: x, b: 1}]\n", "a: [{name: x}, {name: x, b: 2}]\n") == ["a.1.b: 1 -> 2"])
    }

    @Test func severalDocumentsOfAFileAreComparedByKindAndName() throws {
        let service = "kind: Service\nmetadata: {name: api}\nport: 1\n"
        let role = "kind: Role\nmetadata: {name: api}\n"
        let found = try told("\(service)---\n\(role)", "\(role)---\n\(service.replacing("1", with: "2"))")
        #expect(found == ["Service/api.port: 1 -> 2"])
    }

    @Test func textsAreComparedLineByLine() {
        #expect(told(text("a\nb\nc\n"), text("a\nx\nc\nd\n")) == ["2: b -> none", "2: none -> x", "4: none -> d"])
    }

    @Test func documentsOfOneSideAreNamed() throws {
        let shared = try document("a: 1\n"), lone = text("x\n")
        let comparison = Comparison(from: [shared], to: [shared, lone])
        #expect(comparison.entries == [.added("a.cfg")] && comparison.same == 1)
        #expect(Comparison(from: [lone], to: []).entries == [.removed("a.cfg")])
    }

    /// Every difference leads to the values on both sides, and none is left out or told of equals.
    @Test(arguments: [("dev", "prod"), ("staging", "prod"), ("prod", "dev"), ("dev", "dev")])
    func ofTheseEnvironments(before: String, after: String) throws {
        let old = try Rendered.documents(of: before), new = try Rendered.documents(of: after)
        let comparison = Comparison(from: old, to: new)
        #expect(comparison.entries.isEmpty == (before == after))
        #expect(comparison.same + comparison.entries.count == Set((old + new).map(\.path)).count)
        for case .changed(let path, let differences) in comparison.entries {
            #expect(!differences.isEmpty)
            for difference in differences {
                #expect(difference.before != nil || difference.after != nil)
                for (side, documents) in [(difference.before, old), (difference.after, new)] {
                    guard let side else { continue }
                    let document = try #require(documents.first { $0.path == path })
                    switch document.content {
                    case .structure:
                        let node = document.root?.at(NodePath(difference.path)?.parts ?? [])
                        #expect(node?.mark == side.origin.template, "\(path) \(difference.path)")
                    case .text:
                        let lines = String(decoding: document.bytes, as: UTF8.self).split(
                            separator: "\n", omittingEmptySubsequences: false)
                        #expect(Int(difference.path).map { String(lines[$0 - 1]) } == side.text)
                    }
                }
            }
        }
    }
}
