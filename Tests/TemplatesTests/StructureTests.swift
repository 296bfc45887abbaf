import Diagnostics
import Templates
import Testing
import YAML

@Suite struct StructureTests {
    struct Case: CustomTestStringConvertible {
        let template: String
        let expected: String
        var testDescription: String { template }

        init(_ template: String, _ expected: String) {
            self.template = template
            self.expected = expected
        }
    }

    @Test func theValuesConformToTheShape() throws {
        #expect(Example.shape.firstMismatch(in: try Example.scope()) == nil)
    }

    @Test(arguments: valid)
    func renders(_ test: Case) throws {
        let documents = try Example.render(test.template)
        let expected = try YAMLReader.parseAll(Array(test.expected.utf8), file: "expected.yaml")
        #expect(documents == expected)
    }

    static let valid: [Case] = [
        // A whole scalar is the value itself, with its type.
        Case("a: ((service.port))", "a: 8080"),
        Case("a: (( service.ratio ))", "a: 0.5"),
        Case("a: ((service.public))", "a: true"),
        Case("a: ((service.command))", "a: [serve, --port=8080]"),
        Case("a: ((service.config))", "a: {LOG_LEVEL: info, MODE: 'on'}"),
        Case("a: ((extra))", "a: {a: [1, null, x]}"),
        Case("((service.port))", "8080"),
        Case("- ((service.port))\n- x", "- 8080\n- x"),
        Case("a: ((labels))", "a: {}"),
        // Inside a longer text it is text.
        Case("a: ((service.name))-((service.port))", "a: expense-api-8080"),
        Case("a: ' ((service.port))'", "a: ' 8080'"),
        Case("a: |\n  x ((service.port))\n  y", "a: \"x 8080\\ny\""),
        Case("a: ((service.port | string))", "a: '8080'"),
        // Literals, brackets and the escape.
        Case("a: ((\"((\"))x))", "a: '((x))'"),
        Case("a: ((service[\"name\"] | upper))", "a: EXPENSE-API"),
        Case("a: $((\"((\"))x+1))", "a: '$((x+1))'"),
        Case(
            "a: ${AWS::Region} ${{ github.ref }} {{ $x }} (a) f(x)",
            "a: ${AWS::Region} ${{ github.ref }} {{ $x }} (a) f(x)"),
        Case("a: ((true))\nb: ((5))\nc: ((-5))\nd: ((\"5\"))", "a: true\nb: 5\nc: -5\nd: '5'"),
        // Filters.
        Case("a: ((service.command | join(\" \")))", "a: serve --port=8080"),
        Case("a: ((service.config | keys))", "a: [LOG_LEVEL, MODE]"),
        Case(
            "a: ((service.command | length))\nb: ((service.config | length))\nc: ((service.name | length))",
            "a: 2\nb: 2\nc: 11"),
        Case("a: ((service.name | base64))", "a: ZXhwZW5zZS1hcGk="),
        Case("a: ((service.note | default(\"none\") | upper))", "a: NONE"),
        Case("a: ((service.config.LOG_LEVEL | default(\"x\")))", "a: info"),
        Case("a: ((service.note | default(labels.x) | default(service.name)))", "a: expense-api"),
        Case("a: ((extra | json))", #"a: '{"a":[1,null,"x"]}'"#),
        Case("a: ((\"it's\" | shell))", #"a: "'it'\\''s'""#),
        Case("a: ((\"x\\ny\\n\" | lines))", "a: [x, y]"),
        Case("a: ((service.config | digest))\nb: ((service.config | json | digest))", "a: 87a8cec119\nb: 0f32a7518f"),
        Case(
            "a: ((service.timeout))\nb: ((service.timeout | seconds))\nc: ((service.timeout | upper))",
            "a: 1m30s\nb: 90\nc: 1M30S"),
        Case("((if service.timeout == \"1m30s\")):\n  a: ((service.timeout | length))", "a: 5"),
        // Conditions.
        Case("((if service.public)):\n  a: 1\nb: 2", "a: 1\nb: 2"),
        Case("((if not service.public)):\n  a: 1\n((else)):\n  c: 3\nb: 2", "c: 3\nb: 2"),
        Case(
            "x:\n  ((if service.note)):\n    a: 1\n  ((else if service.port > 80)):\n    b: 1\n  ((else)):\n    c: 1",
            "x: {b: 1}"),
        Case("x:\n  ((if service.note)):\n    a: 1", "x: {}"),
        Case(
            "((if labels)):\n  a: 1\n((else)):\n  a: 2\n((if service.config)):\n  b: 1\n((else other)):\n  b: 2\nc: 3",
            "a: 2\nb: 1\nc: 3"),
        Case("x:\n  ((if service.probes)):\n    a: ((service.probes.liveness))", "x: {a: /livez}"),
        Case(
            "x:\n  ((if service.probes.startup)):\n    a: ((service.probes.startup))\n    b: ((service.probes.liveness))",
            "x: {}"),
        Case(
            "x:\n  ((if not service.probes)):\n    a: 1\n  ((else)):\n    a: ((service.probes.liveness))",
            "x: {a: /livez}"),
        Case("x: ((service.probes and service.probes.liveness == \"/livez\"))", "x: true"),
        Case("x: ((not service.note or service.note == \"\"))", "x: true"),
        Case("x: ((debug | default(false)))", "x: false"),
        Case("x:\n  ((if service.port == 80)): eighty\n  ((else)): other", "x: other"),
        Case("x:\n  ((if service.public)): [1, 2]\n  ((else)): {a: 1}", "x: [1, 2]"),
        Case(
            "x: ((service.port >= 8080 and 9 < 10 and -2 < -1 and -1 < 0 and not 2 < 2 and 3 <= 3 and 5 > -7))",
            "x: true"),
        Case("x: ((not (service.public and service.port == 1)))", "x: true"),
        // Loops.
        Case(
            "- ((for p in service.ports)):\n    n: ((p.name))\n    i: ((loop.index))",
            "- {n: http, i: 0}\n- {n: metrics, i: 1}"),
        Case("- ((for c in service.command)): x((c))\n- end", "- xserve\n- x--port=8080\n- end"),
        Case("- ((for e in service.config)): ((e.key))=((e.value))", "- LOG_LEVEL=info\n- MODE=on"),
        Case("- ((for e in service.config)): [a, ((e.value))]", "- a\n- info\n- a\n- 'on'"),
        Case(
            "x:\n  ((for e in service.config)):\n    ((e.key))_X: ((e.value))\n  y: 1",
            "x: {LOG_LEVEL_X: info, MODE_X: 'on', y: 1}"),
        Case("x:\n  - ((for z in zones)):\n      - ((for n in z)): ((n))", "x: [1, 2, 3]"),
        Case(
            "x:\n  - ((for z in zones)):\n      all: ((z))\n      last: ((loop.last))",
            "x:\n - {all: [1, 2], last: false}\n - {all: [3], last: true}"),
        Case("x:\n  - ((for e in labels)): ((e.key))", "x: []"),
        Case("- ((if service.public)): 1\n- ((if service.note)): 2\n  ((else)): 3\n- ((if debug)): 4", "- 1\n- 3"),
        Case("- ((if service.public)):\n    - 1\n    - 2\n- 3", "- 1\n- 2\n- 3"),
        // Documents.
        Case("((if service.note)):\n  a: 1", ""),
        Case("((for p in service.ports)):\n  n: ((p.name))", "n: http\n---\nn: metrics"),
        Case("a: 1\n---\n((if debug)):\n  b: 1\n---\nc: ((service.port))", "a: 1\n---\nc: 8080"),
        Case("", ""),
    ]

    @Test func aNullInTheSpecIsAbsent() throws {
        let values = Example.values.replacing("port: 8080", with: "port: 8080\n  note: null")
        #expect(try Example.render("a: ((service.note | default(\"x\")))", values) == Example.render("a: x"))
    }

    @Test func aKeyThatValuesMakeTwiceIsRefusedWithBothPlaces() throws {
        let failure = #expect(throws: Failure.self) {
            try Example.render("x:\n  LOG_LEVEL: debug\n  ((for e in service.config)):\n    ((e.key)): ((e.value))")
        }
        #expect(failure?.places == ["4:5 E0310"])
        #expect(
            failure?.diagnostics[0].related.map(\.location.description) == [
                "t.yaml:2:3", "spec.yaml:8:11", "spec.yaml:8:13",
            ])
    }

    @Test(arguments: [
        ("0s", 0), ("1ms", 1), ("500ms", 1), ("1s", 1), ("1s1ms", 2), ("1m", 60), ("1h1m1s", 3661),
        ("366d", 31_622_400),
        ("000000000030s", 30),
    ])
    func secondsAreRoundedUp(text: String, seconds: Int) throws {
        let values = Example.values.replacing("1m30s", with: text)
        #expect(try Example.render("((service.timeout | seconds))", values).first?.scalar?.text == String(seconds))
    }
}
