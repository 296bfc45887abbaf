import Diagnostics
import Templates
import Testing
import YAML

/// What loading refuses, with the place of the exact expression.
@Suite struct ProblemTests {
    @Test(arguments: structures)
    func structureIsRefused(template: String, problems: [String]) throws {
        #expect(try Example.problems(template) == problems)
    }

    static let structures: [(String, [String])] = [
        // Syntax.
        ("a: ((", ["1:6 E0301"]),
        ("a: ((service.name", ["1:4 E0301"]),
        ("a: ((service.name)", ["1:18 E0301"]),
        ("a: (())", ["1:6 E0301"]),
        ("a: ((service.))", ["1:14 E0301"]),
        ("a: ((service name))", ["1:14 E0301"]),
        ("a: ((service.name |))", ["1:20 E0301"]),
        ("a: ((service[name]))", ["1:14 E0301"]),
        ("a: ((x+1))", ["1:7 E0301"]),
        ("a: ((007))", ["1:6 E0301"]),
        ("a: ((1a))", ["1:6 E0301"]),
        ("a: ((\"x))", ["1:6 E0301"]),
        (#"a: (("\q"))"#, ["1:7 E0301"]),
        ("a: ((not))", ["1:9 E0301"]),
        ("a: ((and))", ["1:6 E0301"]),
        ("a: ((service.name == ))", ["1:22 E0301"]),
        ("a: ((labels | default(\"x\"))", ["1:27 E0301"]),
        // Unknown names; the column is that of the part that is wrong, in every style of scalar.
        ("a: ((servce.name))", ["1:6 E0302"]),
        ("a: ((service.nam))", ["1:14 E0302"]),
        ("a: x-((service.name))-((service.nam))", ["1:33 E0302"]),
        ("a: 'é ((service.nam))'", ["1:17 E0302"]),
        ("a: \"é ((service.nam))\"", ["1:17 E0302"]),
        ("a: |\n  one\n   ((service.nam))", ["3:14 E0302"]),
        ("a: >\n  one\n  ((service.name)) ((service.nam))", ["3:30 E0302"]),
        ("((service.nam)): x", ["1:11 E0302"]),
        ("((if service.nam)):\n  a: 1", ["1:14 E0302"]),
        ("- ((for x in service.nam)): 1", ["1:22 E0302"]),
        ("- ((for p in service.ports)): ((p.nme))", ["1:35 E0302"]),
        ("- ((for p in service.ports)): ((p.name))\n- ((p.name))", ["2:5 E0302"]),
        ("- ((for e in service.config)): ((e.name))", ["1:36 E0302"]),
        ("- ((for e in service.config)): ((e))", ["1:34 E0302"]),
        ("- ((for p in service.ports)): ((loop.length))", ["1:38 E0302"]),
        ("a: ((loop.index))", ["1:6 E0302"]),
        ("a: ((service.nam))\nb: ((service.prt))\nc: ((zone))", ["1:14 E0302", "2:14 E0302", "3:6 E0302"]),
        ("a: ((service.nam == service.prt))", ["1:14 E0302", "1:29 E0302"]),
        // Filters.
        ("a: ((service.name | uper))", ["1:21 E0303"]),
        ("a: ((service.port | upper))", ["1:6 E0305"]),
        ("a: ((service.name | join(\",\")))", ["1:6 E0305"]),
        ("a: ((service.command | join))", ["1:24 E0305"]),
        ("a: ((service.command | join(1)))", ["1:24 E0305"]),
        ("a: ((service.name | upper(1)))", ["1:21 E0305"]),
        ("a: ((service | keys))", ["1:6 E0305"]),
        ("a: ((service.ports | join(\",\")))", ["1:6 E0305"]),
        ("a: ((service.name | indent(2)))", ["1:21 E0305"]),
        ("a: ((service.note | upper))", ["1:6 E0304"]),
        // Defaults.
        ("a: ((service.name | default(\"x\")))", ["1:21 E0305"]),
        ("a: ((service.note | default(1)))", ["1:29 E0305"]),
        ("a: ((service.note | default))", ["1:21 E0305"]),
        ("a: ((service.note | default(labels.x)))", ["1:6 E0304"]),
        // Absent values.
        ("a: ((service.note))", ["1:6 E0304"]),
        ("a: x((service.note))", ["1:7 E0304"]),
        ("a: ((labels.app))", ["1:6 E0304"]),
        ("a: ((service.probes.liveness))", ["1:6 E0304"]),
        ("((if service.probes)):\n  a: ((service.probes.startup))", ["2:8 E0304"]),
        ("((if service.note)):\n  a: 1\n((else)):\n  a: ((service.note))", ["4:8 E0304"]),
        ("((if service.note or debug)):\n  a: ((service.note))", ["2:8 E0304"]),
        ("((if not service.note)):\n  a: ((service.note))", ["2:8 E0304"]),
        ("((if service.note)):\n  a: 1\nb: ((service.note))", ["3:6 E0304"]),
        ("a: ((service.note == \"x\"))", ["1:6 E0304"]),
        ("a: ((service.note == \"x\" and service.note))", ["1:6 E0304"]),
        ("x:\n  ((if service.public)): 1", ["2:3 E0304"]),
        // Kinds.
        ("a: x((service))", ["1:7 E0305"]),
        ("a: x((service.command))", ["1:7 E0305"]),
        ("a: x((extra))", ["1:7 E0305"]),
        ("a: ((extra.a))", ["1:12 E0305"]),
        ("a: ((service.name.x))", ["1:19 E0305"]),
        ("a: ((service.ports.name))", ["1:20 E0305"]),
        ("a: ((service.port == \"80\"))", ["1:6 E0305"]),
        ("a: ((service.name < \"x\"))", ["1:6 E0305"]),
        ("a: ((service.ratio == 1))", ["1:6 E0305"]),
        ("a: ((service.command == service.command))", ["1:6 E0305"]),
        ("- ((for x in service.name)): 1", ["1:14 E0305"]),
        ("- ((for x in service)): 1", ["1:14 E0305"]),
        ("- ((for x in extra)): 1", ["1:14 E0305"]),
        ("((service.command)): 1", ["1:1 E0305"]),
        ("((if service.name)):\n  a: 1", ["1:6 E0309"]),
        ("a: ((not service.port))", ["1:10 E0309"]),
        // Controls.
        ("((else)):\n  a: 1", ["1:1 E0306"]),
        ("((if debug)):\n  a: 1\nb: 1\n((else)):\n  c: 1", ["4:1 E0306"]),
        ("((else if debug)):\n  a: 1", ["1:1 E0306"]),
        ("a: ((if debug))", ["1:4 E0306"]),
        ("a: ((end))", ["1:4 E0306"]),
        ("((end)): 1", ["1:1 E0306"]),
        ("((if debug)) x:\n  a: 1", ["1:13 E0306"]),
        ("a: 1\n((if debug)): 5", ["2:15 E0306"]),
        ("- ((for x of labels)): 1", ["1:11 E0301"]),
        ("- ((for service in zones)): 1", ["1:9 E0307"]),
        ("- ((for z in zones)):\n    - ((for z in z)): 1", ["2:13 E0307"]),
        ("- ((for loop in zones)): 1", ["1:9 E0307"]),
        ("x:\n  ((for z in zones)):\n    a: 1\n  y: 1", ["3:5 E0310"]),
        ("a:\n  ((include _x.yaml)):", ["2:13 E0308"]),
    ]

    @Test(arguments: texts)
    func textIsRefused(template: String, problems: [String]) {
        let failure = #expect(throws: Failure.self) {
            try TextTemplate.load(Array(template.utf8), file: "t.cfg", against: Example.shape)
        }
        #expect(failure?.places == problems)
    }

    static let texts: [(String, [String])] = [
        ("((if debug))", ["1:1 E0306"]),
        ("a\n((for z in zones))\nb", ["2:1 E0306"]),
        ("((end))", ["1:1 E0306"]),
        ("a\n((else))\nb", ["2:1 E0306"]),
        ("((if debug))\n((else))\n((else))\n((end))", ["3:1 E0306", "4:1 E0306"]),
        ("((for z in zones))\n((else))\n((end))", ["2:1 E0306", "3:1 E0306"]),
        ("x ((if debug)) y", ["1:5 E0301"]),
        ("((if debug)) y\n", ["1:13 E0306"]),
        ("((include _x))", ["1:1 E0306"]),
        ("é ((service.nam))", ["1:13 E0302"]),
        ("  ((service.note))", ["1:5 E0304"]),
        ("((service.command))", ["1:3 E0305"]),
        ("((service))", ["1:3 E0305"]),
        ("((service.name | indent(-1)))", ["1:18 E0305"]),
        ("((service.name | indent(service.port)))", ["1:18 E0305"]),
        ("((if service.note))\n((else))\n((service.note))\n((end))", ["3:3 E0304"]),
        ("a\u{0}b", ["1:1 E0315"]),
    ]

    @Test func bytesThatAreNoTextAreRefused() {
        let failure = #expect(throws: Failure.self) {
            try TextTemplate.load([0x61, 0xFF], file: "t.cfg", against: Example.shape)
        }
        #expect(failure?.places == ["1:1 E0315"])
    }

    @Test(arguments: [
        ("a: ((servce.name))", "There is no \"servce\" here.", "did you mean \"service\"?"),
        ("a: ((service.nam))", "\"nam\" is not a key of \"service\".", "did you mean \"name\"?"),
        (
            "a: ((service.name | seconds))", "`seconds` takes a duration, and this is a text.",
            "use it on a duration, or leave it out"
        ),
        (
            "a: ((\"30s\" | seconds))", "`seconds` takes a duration, and this is a text.",
            "use it on a duration, or leave it out"
        ),
        ("a: ((service.timeout < 3))", "`<` cannot compare a text with an integer.", "only integers have an order"),
        ("a: ((service.name | uper))", "There is no filter \"uper\".", "did you mean \"upper\"?"),
        (
            "a: ((service.note))", "\"service.note\" may be left out of the spec.",
            "put it inside `((if service.note)):`, or add `| default(…)`"
        ),
        (
            "a: x((service))", "This is a mapping; inside a text only scalars can stand.",
            "use `| json` or `| join(\",\")`, or place it alone as a value"
        ),
        (
            "- ((for x in service)): 1",
            "A loop goes over a list or a mapping with open keys, not a mapping with fixed keys.",
            "loop over one of its keys, or write the keys one by one"
        ),
        (
            "((if service.name)):\n  a: 1", "This is a text that is always there, so it always holds.",
            "compare it, as in `((if path == \"value\"))`"
        ),
        (
            "a: ((service.name", "The `((` is never closed.",
            "close it with `))`; a literal `((` is written `((\"((\"))`"
        ),
    ])
    func says(template: String, detail: String, help: String?) {
        let failure = #expect(throws: Failure.self) {
            try StructureTemplate.load(Array(template.utf8), file: "t.yaml", against: Example.shape)
        }
        #expect(failure?.diagnostics.first?.detail == detail)
        #expect(failure?.diagnostics.first?.help == help)
    }

    @Test func hostileNestingEndsWithAMessage() throws {
        let parentheses = "a: ((" + String(repeating: "(", count: 10_000) + "1"
        #expect(try Example.problems(parentheses).allSatisfy { $0.hasSuffix("E0311") || $0.hasSuffix("E0301") })
        let chain = "a: ((debug" + String(repeating: " and debug", count: 10_000) + "))"
        #expect(try Example.problems(chain).map { $0.suffix(5) } == ["E0311"])
        var loops = ""
        for depth in 0..<6 { loops += String(repeating: " ", count: depth * 2) + "- ((for v\(depth) in zones)):\n" }
        #expect(try Example.problems(loops + "            - 1").contains { $0.hasSuffix("E0311") })
        let ifs = String(repeating: "((if debug))\n", count: 5_000) + String(repeating: "((end))\n", count: 5_000)
        #expect(throws: Failure.self) {
            try TextTemplate.load(Array(ifs.utf8), file: "t", against: Example.shape)
        }
    }

    @Test func outputIsBounded() throws {
        var limits = TemplateLimits()
        limits.outputNodes = 10
        let template = try StructureTemplate.load(
            Array("- ((for z in zones)): ((z))\n- ((service.config))".utf8), file: "t.yaml", against: Example.shape,
            limits: limits)
        let scope = try Example.scope()
        #expect(throws: Failure.self) { try template.render(scope: scope) }
        limits.outputNodes = 1_000
        limits.outputBytes = 10
        let text = try TextTemplate.load(
            Array("((service.image))".utf8), file: "t", against: Example.shape, limits: limits)
        let failure = #expect(throws: Failure.self) { try text.render(scope: scope) }
        #expect(failure?.places == ["1:1 E0311"])
    }

    @Test func aScopeOfAnotherShapeIsADefectAndNoTrap() throws {
        let template = try StructureTemplate.load(
            Array("a: ((service.name))".utf8), file: "t.yaml", against: Example.shape)
        let failure = #expect(throws: Failure.self) { try template.render(scope: Example.scope("service: 1")) }
        #expect(failure?.places == ["1:4 E0313"])
    }

    @Test(arguments: TemplateCodes.all)
    func codesExplainThemselves(code: DiagnosticCode) {
        #expect(code.id >= "E0301" && code.id <= "E0349")
        #expect(code.title.first?.isLowercase == true || code.title.hasPrefix("template"))
        #expect(!code.title.hasSuffix("."))
        #expect(code.explanation.count > 120 && code.explanation.hasSuffix("."))
    }

    @Test func codesAreDistinct() {
        #expect(Set(TemplateCodes.all.map(\.id)).count == TemplateCodes.all.count)
    }
}
