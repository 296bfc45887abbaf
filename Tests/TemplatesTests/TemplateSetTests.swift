import Diagnostics
import Templates
import Testing
import YAML

@Suite struct TemplateSetTests {
    private func source(_ path: String, _ text: String, _ directory: String = "default") -> TemplateSource {
        TemplateSource(path: path, file: "\(directory)/\(path)", bytes: Array(text.utf8))
    }

    private func load(_ defaults: [TemplateSource], _ users: [TemplateSource] = []) throws(Failure) -> TemplateSet {
        try TemplateSet.load(defaults: defaults, users: users, against: Example.shape)
    }

    private func structure(_ set: TemplateSet, _ path: String) throws -> [Node] {
        guard case .structure(let template)? = set[path]?.body else { return [] }
        return try template.render(scope: Example.scope())
    }

    private func yaml(_ text: String) throws -> [Node] { try YAMLReader.parseAll(Array(text.utf8), file: "e.yaml") }

    @Test func usersFilesWinAndAddAndTheKindFollowsTheName() throws {
        let set = try load(
            [source("k/b.yaml", "a: 1"), source("a.sh", "echo ((service.name))"), source("k/_f.yaml", "x: 1")],
            [source("k/b.yaml", "a: 2", "templates"), source("w.yml.text", "((service.name)):", "templates")])
        #expect(set.templates.map(\.path) == ["a.sh", "k/b.yaml", "w.yml"])
        #expect(set.templates.map(\.isUsers) == [false, true, true])
        #expect(set.templates.map(\.file) == ["default/a.sh", "templates/k/b.yaml", "templates/w.yml.text"])
        #expect(try structure(set, "k/b.yaml") == yaml("a: 2"))
        guard case .text(let text)? = set["w.yml"]?.body else { throw Failure([]) }
        #expect(try text.render(scope: Example.scope()).bytes == Array("expense-api:\n".utf8))
    }

    @Test(arguments: [
        // Entries, items, documents and single values.
        (
            "app: ((name))\nport: ((port))",
            "l:\n  ((include _f.yaml)):\n    name: ((service.name))\n    port: ((service.port))\n  z: 1",
            "l: {app: expense-api, port: 8080, z: 1}"
        ),
        (
            "- ((name))\n- ((port))", "l:\n  - ((include _f.yaml)): {name: a-((service.name)), port: 5}\n  - 1",
            "l: [a-expense-api, 5, 1]"
        ),
        ("a: ((service.name))", "((include _f.yaml)):", "a: expense-api"),
        ("a: ((s.port))", "((include _f.yaml)): {s: ((service))}", "a: 8080"),
        ("a: ((p.name))", "((for q in service.ports)):\n  ((include _f.yaml)): {p: ((q))}", "a: http\n---\na: metrics"),
    ])
    func includes(fragment: String, template: String, expected: String) throws {
        let set = try load([source("_f.yaml", fragment), source("t.yaml", template)])
        #expect(try structure(set, "t.yaml") == yaml(expected))
    }

    @Test(arguments: [
        (["_f.yaml": "a: ((nam))", "t.yaml": "((include _f.yaml)): {name: x}"], ["_f.yaml:1:6 E0302"]),
        (
            ["_f.yaml": "a: ((nam))", "s.yaml": "((include _f.yaml)):", "t.yaml": "((include _f.yaml)):"],
            ["_f.yaml:1:6 E0302"]
        ),
        (["_f.yaml": "a: ((n.x))", "t.yaml": "((include _f.yaml)): {n: ((service.port))}"], ["_f.yaml:1:8 E0305"]),
        (
            ["_f.yaml": "((include _g.yaml)):", "_g.yaml": "((include _f.yaml)):", "t.yaml": "((include _f.yaml)):"],
            ["_g.yaml:1:11 E0308"]
        ),
        (["_f.yaml": "a: 1", "t.yaml": "((include _g.yaml)):"], ["t.yaml:1:11 E0308"]),
        (["_f.yaml": "a: 1", "t.yaml": "((include _f.yaml)): {service: 1}"], ["t.yaml:1:23 E0307"]),
        (["_f.yaml": "a: 1", "t.yaml": "((include _f.yaml)): {x: [1]}"], ["t.yaml:1:26 E0308"]),
        (["_f.yaml": "a: 1", "t.yaml": "((include _f.yaml)): {x y: 1}"], ["t.yaml:1:23 E0308"]),
        (["_f.yaml": "a: 1", "t.yaml": "((include _f.yaml)): 1"], ["t.yaml:1:22 E0308"]),
        (["_f.yaml": "a: 1\n---\nb: 1"], ["_f.yaml:1:1 E0308"]),
        // A fragment does not see the variables around its include.
        (
            ["_f.yaml": "- ((p.name))", "t.yaml": "- ((for p in service.ports)):\n    - ((include _f.yaml)):"],
            ["_f.yaml:1:5 E0302"]
        ),
        // All problems of all files.
        (
            ["a.yaml": "a: ((x))", "b.sh": "((y))", "c.json": "{\"a\": \"((z))\"}"],
            ["a.yaml:1:6 E0302", "b.sh:1:3 E0302", "c.json:1:10 E0302"]
        ),
        (["../a.yaml": ""], ["../a.yaml:1:1 E0314"]),
        (["/a.yaml": ""], ["/a.yaml:1:1 E0314"]),
        (["a//b": ""], ["a//b:1:1 E0314"]),
        (["a/./b": ""], ["a/./b:1:1 E0314"]),
        (["a b": ""], ["a b:1:1 E0314"]),
        (["": ""], [":1:1 E0314"]),
        (["a.sh": "", "a.sh.text": ""], ["a.sh.text:1:1 E0314"]),
    ])
    func refuses(files: [String: String], problems: [String]) {
        let failure = #expect(throws: Failure.self) {
            try load(
                files.sorted { $0.key < $1.key }.map {
                    TemplateSource(path: $0.key, file: $0.key, bytes: Array($0.value.utf8))
                })
        }
        #expect(failure?.diagnostics.map { "\($0.location.map(\.description) ?? "") \($0.code.id)" } == problems)
    }
}
