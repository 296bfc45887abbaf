import Diagnostics
import JSON
import OutsideJudge
import Testing
import YAML

/// What is written must be the same text for PyYAML (YAML 1.1) and ruamel.yaml (YAML 1.2), as a value and as a key.
@Suite struct OutsideReaderTests {
    static let pyYAML = PythonJudge.interpreter(with: "yaml")
    static let ruamel = PythonJudge.interpreter(with: "ruamel.yaml")
    static let yamllint = PythonJudge.interpreter(with: "yamllint")

    private static let mark = SourceLocation(file: "t", line: 1, column: 1)

    /// Strings that some reader takes for something else when they stand unquoted: 71 of them.
    static let norway: [String] = [
        "no", "No", "NO", "yes", "Yes", "YES", "y", "Y", "n", "N", "on", "On", "ON", "off", "Off", "OFF", "true",
        "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL", "~", "", "010", "0o17", "0x1f", "0b101",
        "1_000", "1,000", "8_080", "22:22", "1:30:00", "190:20:30.15", "1e3", "1E3", "12e03", "1.5e+3", "1.", ".5",
        "-.5", "+1", "+.5", "-0", "0.10", "685_230.15", ".inf", "-.inf", "+.INF", ".nan", ".NaN", "infinity", "NaN",
        "2001-01-01", "2001-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43", "=", "<<", "-", "---",
        "...", "?", ":", "# x", "a: b", " a", "99999999999999999999",
    ]

    @Test func norwayTable() throws {
        #expect(Self.norway.count == 71)
        #expect(Set(Self.norway).count == 71)
        for text in Self.norway {
            let node = Node(
                .mapping([Node.Pair(key: .string(text, at: Self.mark), value: .string(text, at: Self.mark))]),
                at: Self.mark)
            let bytes = YAMLWriter.write(node)
            #expect(try YAMLReader.parse(bytes, file: "t") == node)
            #expect([UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[0]), "\(text) is not quoted")
            // Unquoted it is an error, exactly this text, or a value of which this is the one spelling.
            guard let plain = try? YAMLReader.parse(Array("a: \(text)\n".utf8), file: "t")["a"]?.scalar else {
                continue
            }
            if plain.kind == .string { #expect(plain.text == text.trimmed) }
        }
        let kinds = Self.norway.compactMap { text -> String? in
            let scalar = (try? YAMLReader.parse(Array("a: \(text)\n".utf8), file: "t"))?["a"]?.scalar
            return scalar.flatMap { $0.kind == .string ? nil : text }
        }
        #expect(
            kinds == [
                "true", "false", "null", "~", "", "1e3", "1E3", "12e03", "1.5e+3", "-0", "0.10", "# x",
                "99999999999999999999",
            ])
    }

    private static let script = """
        import json, sys
        if sys.argv[1:] == ['ruamel']:
            from ruamel.yaml import YAML
            load = lambda text: YAML(typ='safe', pure=True).load(text)
        else:
            import yaml
            load = lambda text: yaml.safe_load(text)
        wrong = []
        for case in json.load(sys.stdin):
            try:
                read = load(case['yaml'])
            except Exception as error:
                read = repr(error)
            text = case['text']
            if read != {text: [text, {'a': text}]} or any(type(key) is not str for key in read):
                wrong.append([text, case['yaml'], repr(read)])
        print(json.dumps(wrong))
        """

    @Test(.enabled(if: pyYAML != nil, "needs PyYAML")) func pyYAMLReadsTheSameText() throws {
        try compare(try #require(Self.pyYAML), script: Self.script, count: 1500)
    }

    @Test(.enabled(if: ruamel != nil, "needs ruamel.yaml")) func ruamelReadsTheSameText() throws {
        let chosen = "import sys\nsys.argv = ['judge', 'ruamel']\n"
        try compare(try #require(Self.ruamel), script: chosen + Self.script, count: 400)
    }

    private func compare(_ python: String, script: String, count: Int) throws {
        var generator = Generator(seed: 7)
        var texts = Self.norway + Generator.pieces
        for _ in 0..<count { texts.append(generator.text()) }
        for first in Generator.pieces { texts.append(first + "x") }
        let cases = texts.map { text -> JSONValue in
            let value = Node.string(text, at: Self.mark)
            let inner = Node(.mapping([Node.Pair(key: .string("a", at: Self.mark), value: value)]), at: Self.mark)
            let node = Node(
                .mapping([Node.Pair(key: value, value: Node(.sequence([value, inner]), at: Self.mark))]),
                at: Self.mark)
            return ["text": .string(text), "yaml": .string(String(decoding: YAMLWriter.write(node), as: UTF8.self))]
        }
        let output = try PythonJudge.run(python, script: script, input: JSONValue.array(cases).bytes())
        let wrong = try #require(try JSONReader.parse(output).array)
        #expect(wrong.isEmpty, "\(wrong.prefix(5).map(\.text))")
        print("outside reader: \(texts.count) texts, \(wrong.count) read as something else")
    }

    /// yamllint's default rules, but for the length of lines and the `---` a single document does without.
    @Test(.enabled(if: yamllint != nil, "needs yamllint")) func yamllintIsContent() throws {
        let script = """
            import sys
            from yamllint import linter
            from yamllint.config import YamlLintConfig
            rules = '{extends: default, rules: {line-length: disable, document-start: disable}}'
            for problem in linter.run(sys.stdin.read(), YamlLintConfig(rules)):
                print(problem)
            """
        let text = """
            apiVersion: v1
            "on": {push: {branches: [main]}, pull_request: }
            items: [{kind: A, list: [[1, 2], [], [[3]]]}, {}, text, {script: "a\\n\\n  b\\n", x: "no"}]
            """
        let node = try YAMLReader.parse(Array(text.utf8), file: "t")
        let python = try #require(Self.yamllint)
        let output = try PythonJudge.run(python, script: script, input: YAMLWriter.write(node))
        #expect(String(decoding: output, as: UTF8.self) == "")
    }

    /// JSON is read as YAML with the same result, numbers by their literal.
    @Test(arguments: [
        "null", "[]", "{}", #""""#, #"{"a":[1,-0.5e+3,true,false,null,"x"],"b":{"c":"\u00e9\n\/\"\\\t\b\f\r"}}"#,
        "[\n\t1,\r\n\t{\"a\" : \"b\"}\n]", #"[0, -0, 1e5, 1E-7, 99999999999999999999, 0.10]"#,
        ##"{"no": "no", "~": "null", "1": 1, "": "", "<<": 1, "#": "# x", "a: b": "- c"}"##, #"{"a":1,"b":[{"c":2}]}"#,
        #"["é€😀", "\u2028\u0000", "{}[],:&*!|>%@`"]"#,
    ])
    func readsJSON(text: String) throws {
        let json = try JSONReader.parse(Array(text.utf8))
        #expect(Self.json(try YAMLReader.parse(Array(text.utf8), file: "t")) == json)
    }

    private static func json(_ node: Node) -> JSONValue {
        switch node.content {
        case .sequence(let items): .array(items.map(json))
        case .mapping(let pairs): .object(pairs.map { JSONValue.Member($0.name, json($0.value)) })
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: .null
            case .bool: .bool(scalar.text == "true")
            case .integer, .decimal: .number(JSONNumber(verbatim: scalar.text))
            case .string: .string(scalar.text)
            }
        }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
