import Diagnostics
import Testing
import YAML

@Suite struct YAMLWriterTests {
    private let mark = SourceLocation(file: "t", line: 1, column: 1)

    private func written(_ node: Node) -> String { String(decoding: YAMLWriter.write(node), as: UTF8.self) }
    private func written(_ text: String) -> String { written(.string(text, at: mark)) }

    @Test func blockStyle() throws {
        let text = """
            apiVersion: apps/v1
            metadata:
              name: expense-api
              annotations: {}
              labels:
                app.kubernetes.io/name: expense-api
                version: "1.10"
            spec:
              replicas: 2
              empty: []
              nothing:
              ratio: 0.50
              containers:
                - name: api
                  image: registry.example:5000/expense-api@sha256:abc
                  args:
                    - --port=8080
                    - -v
                    - "-"
                  script: |
                    #!/bin/sh
                    set -eu

                    exec "$@"
                - name: sidecar
              matrix:
                - - 1
                  - 2
                - []
                - - - deep
                  - a: b
                    c: d
                -
              pattern: ^\\d+\\.(\\d+)$
              range: '[0-9]\\d'
              quote: '"it''s"'
              "on": "yes"

            """
        let node = try YAMLReader.parse(Array(text.utf8), file: "t")
        #expect(written(node) == text)
    }

    @Test func documents() throws {
        let nodes: [Node] = [
            .integer(1, at: mark), Node(.mapping([]), at: mark), .null(at: mark), .string("", at: mark),
        ]
        let text = String(decoding: YAMLWriter.write(documents: nodes), as: UTF8.self)
        #expect(text == "---\n1\n---\n{}\n---\nnull\n---\n\"\"\n")
        #expect(try YAMLReader.parseAll(Array(text.utf8), file: "t") == nodes)
        #expect(YAMLWriter.write(documents: []).isEmpty)
    }

    /// Strings that need no quotes stay without.
    @Test(arguments: [
        "expense-api", "app.kubernetes.io/name", "10.0.0.1", "127.0.0.1:8080", "1.2.3", "v1", "5m", "60%", "1Gi",
        "/livez",
        "http://x:80/y?z=1#a", "a b", "a:b", "((service.name))", "${{ secrets.X }}", "$x", "--port=80", "-v", "noo",
        "yesterday",
        "a#b", "it's", "arn:aws:iam::123456789012:role/x", "sha256:0123", "café", "😀", "_", "a,b", "a\"b", "C:\\x",
        "0.0.0.0/0",
        "2001-x-01", "1password", "0755x", "e3", "x=1", "^a$",
    ])
    func plain(text: String) throws {
        #expect(written(text) == text + "\n")
        #expect(try YAMLReader.parse(Array((text + "\n").utf8), file: "t") == .string(text, at: mark))
    }

    @Test(arguments: [
        ("a\nb\n", "|\n  a\n  b\n"), ("a\nb", "|-\n  a\n  b\n"), ("a\n\n", "|+\n  a\n\n"),
        ("a\n\n  b\n\tc\n", "|\n  a\n\n    b\n  \tc\n"), ("a: 1\n# b\n---\n", "|\n  a: 1\n  # b\n  ---\n"),
        (" a\nb\n", "\" a\\nb\\n\"\n"), ("\na\n", "\"\\na\\n\"\n"), ("a \nb\n", "\"a \\nb\\n\"\n"),
        ("a\r\nb\r\n", "\"a\\r\\nb\\r\\n\"\n"), ("\n", "\"\\n\"\n"), ("a\u{1b}\nb", "\"a\\x1b\\nb\"\n"),
    ])
    func multipleLines(text: String, expected: String) throws {
        #expect(written(text) == expected)
        #expect(try YAMLReader.parse(Array(expected.utf8), file: "t") == .string(text, at: mark))
    }

    @Test(arguments: [
        ("\0\u{7}\t\r\u{7f}", #""\0\x07\t\r\x7f""#), ("\u{85}\u{2028}\u{feff}\u{ffff}", #""\x85\u2028\ufeff\uffff""#),
        ("\u{1ffff}", "\u{1ffff}"), ("\"\\\u{1}", #""\"\\\x01""#),
    ])
    func escapes(text: String, expected: String) throws {
        #expect(written(text) == expected + "\n")
        #expect(try YAMLReader.parse(YAMLWriter.write(.string(text, at: mark)), file: "t") == .string(text, at: mark))
    }

    /// A scalar whose kind its text does not bear out becomes a string, never structure.
    @Test func wrongKindsCannotBreakOut() throws {
        let hostile = Node(.scalar(Scalar(text: "1\nadmin: true", kind: .integer)), at: mark)
        let node = Node(.mapping([Node.Pair(key: hostile, value: hostile)]), at: mark)
        let again = try YAMLReader.parse(YAMLWriter.write(node), file: "t")
        #expect(again.mapping?.count == 1)
        #expect(again.mapping?.first?.value == .string("1\nadmin: true", at: mark))
    }

    @Test func longKeys() throws {
        let key = String(repeating: "long ", count: 500) + "key"
        let node = Node(.mapping([Node.Pair(key: .string(key, at: mark), value: .integer(1, at: mark))]), at: mark)
        let list = Node(.sequence([node, node]), at: mark)
        #expect(try YAMLReader.parse(YAMLWriter.write(list), file: "t") == list)
    }

    /// Whatever is written reads back as an equal node.
    @Test(arguments: 0..<2000)
    func readsBack(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        let node = generator.node(depth: 5)
        let bytes = YAMLWriter.write(node)
        #expect(try YAMLReader.parse(bytes, file: "t") == node, "seed \(seed)")
        #expect(bytes.last == 0x0A)
    }
}
