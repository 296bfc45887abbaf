import Diagnostics
import Templates
import Testing
import YAML

@Suite struct TextTests {
    @Test(arguments: [
        ("", ""),
        ("plain", "plain\n"),
        ("bind *:((service.port))\n\n", "bind *:8080\n\n"),
        ("  ((if service.public))\na\n  ((end))\nb\n", "a\nb\n"),
        ("((if service.note))\na\n((else if service.port > 1))\nb\n((else))\nc\n((end))\n", "b\n"),
        ("((if debug))\na\n((else))\nc\n((end))\n", "c\n"),
        (
            "((for p in service.ports))\n  server ((p.name)) :((p.port)) # ((loop.index)) of ((loop.count))\n((end))\n",
            "  server http :80 # 0 of 2\n  server metrics :9090 # 1 of 2\n"
        ),
        ("((for e in service.config))\n((if e.key == \"MODE\"))\n((e.value | shell))\n((end))\n((end))\n", "'on'\n"),
        ("echo $((\"((\"))1 + 2))\n", "echo $((1 + 2))\n"),
        ("x: ((\"a\\nb\" | indent(3)))\n", "x: a\n   b\n"),
        ("((\"a\\nb\\u\" | json))".replacing("\\u", with: "\\\""), "\"a\\nb\\\"\"\n"),
        ("((for l in \"a\\nb\" | lines))\n> ((l))\n((end))", "> a\n> b\n"),
        ("((if service.probes))\n((service.probes.liveness))\n((end))", "/livez\n"),
        ("((service.command | join(\" \")))", "serve --port=8080\n"),
        ("tab\there é", "tab\there é\n"),
    ])
    func renders(template: String, expected: String) throws {
        #expect(try Example.text(template) == expected)
    }

    /// A value cannot add a line or a control character, wherever it stands.
    @Test(
        arguments: ["a\\nb", "a\\rb", "\\u0000", "\\u001b[2J", "\\u0085", "\\u2028", "\\u2029", "\\t"],
        ["", " | shell"])
    func valuesCannotAddLines(value: String, filter: String) throws {
        let values = Example.values.replacing("name: expense-api", with: "name: \"\(value)\"")
        let failure = #expect(throws: Failure.self) { try Example.text("a\nx ((service.name\(filter)))", values) }
        #expect(failure?.places == ["2:9 E0312"])
        #expect(failure?.diagnostics.first?.related.map(\.location.description) == ["t.cfg:2:1"])
        #expect(try Example.text("((service.name | json))", values).split(separator: "\n").count == 1)
    }

    @Test func eachLineTellsItsOrigin() throws {
        let template = try TextTemplate.load(
            Array("a\n((if service.public))\nb ((service.port))\n((\"x\\ny\" | indent(2)))\n((end))\n".utf8),
            file: "t.cfg", against: Example.shape)
        let lines = try template.render(scope: Example.scope()).lines
        #expect(lines.map(\.mark.line) == [1, 3, 4, 4])
        #expect(lines.map { $0.causes.map(\.line) } == [[], [6, 4], [6], [6]])
    }
}
