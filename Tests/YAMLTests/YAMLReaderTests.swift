import Diagnostics
import Testing
import YAML

@Suite struct YAMLReaderTests {
    private func read(_ text: String) throws(Failure) -> Node { try YAMLReader.parse(Array(text.utf8), file: "a.yaml") }

    /// What plain scalars mean: one spelling for each value, everything else is text.
    @Test(arguments: [
        ("", Scalar.Kind.null), ("~", .null), ("null", .null), ("true", .bool), ("false", .bool),
        ("0", .integer), ("-0", .integer), ("7", .integer), ("-12", .integer), ("99999999999999999999", .integer),
        ("0.5", .decimal), ("-1.50", .decimal), ("1e3", .decimal), ("1.5E-07", .decimal), ("60%", .string),
        ("Null", .string), ("NULL", .string), ("nul", .string), ("True", .string), ("yes", .string), ("no", .string),
        ("NO", .string), ("y", .string), ("on", .string), ("off", .string), ("+1", .string), ("010", .string),
        ("0o17", .string), ("0x1f", .string), ("0b1", .string), ("1_000", .string), ("8_080", .string),
        ("22:22", .string), ("1.", .string), (".5", .string), ("1e", .string), ("1.5.2", .string), (".inf", .string),
        ("-.inf", .string), (".nan", .string), ("2001-01-01", .string), ("1 2", .string), ("-x", .string),
        ("--1", .string), ("~x", .string),
    ])
    func plainScalars(text: String, kind: Scalar.Kind) throws {
        let expected = Scalar(text: text, kind: kind)
        let node = try read("a: \(text)\n")
        #expect(node["a"]?.scalar == expected)
        #expect(node["a"]?.scalar?.text == text)
        #expect(try read("a: '\(text)'\n")["a"]?.scalar == Scalar(text: text, kind: .string))
        #expect(try read("a: \"\(text)\"\n")["a"]?.scalar == Scalar(text: text, kind: .string))
    }

    @Test func documentOfAllStyles() throws {
        let node = try read(
            """
            # a comment
            name: expense-api
            ports: [8080, {admin: 9090}]
            "quoted\\tkey": 'it''s'
            steps:
            - weight: 5
              note: >-
                folded
                text

            -
              script: |
                #!/bin/sh
                exit 0
            base: &base {a: 1}
            copy: *base
            empty:

            """)
        let mark = node.mark
        let expected = Node(
            .mapping([
                pair("name", .string("expense-api", at: mark)),
                pair(
                    "ports",
                    Node(
                        .sequence([
                            .integer(8080, at: mark),
                            Node(.mapping([pair("admin", .integer(9090, at: mark))]), at: mark),
                        ]), at: mark)),
                pair("quoted\tkey", .string("it's", at: mark)),
                pair(
                    "steps",
                    Node(
                        .sequence([
                            Node(
                                .mapping([
                                    pair("weight", .integer(5, at: mark)),
                                    pair("note", .string("folded text", at: mark)),
                                ]), at: mark),
                            Node(.mapping([pair("script", .string("#!/bin/sh\nexit 0\n", at: mark))]), at: mark),
                        ]), at: mark)),
                pair("base", Node(.mapping([pair("a", .integer(1, at: mark))]), at: mark)),
                pair("copy", Node(.mapping([pair("a", .integer(1, at: mark))]), at: mark)),
                pair("empty", .null(at: mark)),
            ]), at: mark)
        #expect(node == expected)
    }

    private func pair(_ name: String, _ value: Node) -> Node.Pair {
        Node.Pair(key: .string(name, at: value.mark), value: value)
    }

    /// Columns count Unicode scalars; CR LF counts as one line end; a byte order mark takes no column.
    @Test func marks() throws {
        let node = try read("\u{feff}\"é😀\": [1,\r\n  two]\r\nx: &a 3\ny: *a\n")
        let pairs = try #require(node.mapping)
        #expect(pairs.map(\.key.mark.description) == ["a.yaml:1:1", "a.yaml:3:1", "a.yaml:4:1"])
        #expect(pairs[0].value.mark.description == "a.yaml:1:7")
        #expect(pairs[0].value.sequence?.map(\.mark.description) == ["a.yaml:1:8", "a.yaml:2:3"])
        // A node begins at its anchor; an alias stands where it is written, not where its anchor is.
        #expect(pairs[1].value.mark.description == "a.yaml:3:4")
        #expect(pairs[2].value.mark.description == "a.yaml:4:4")
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "--- ~\n", "\u{feff}"])
    func nothing(text: String) throws {
        let node = try read(text)
        #expect(node.scalar?.kind == .null)
        #expect(node.mark.line <= 2)
    }

    @Test func streams() throws {
        let text = "a: &x 1\n---\n- 2\n...\n---\n3\n"
        let documents = try YAMLReader.parseAll(Array(text.utf8), file: "a.yaml")
        #expect(documents.map(\.mark.line) == [1, 3, 6])
        #expect(try YAMLReader.parseAll([], file: "a.yaml").isEmpty)
        let failure = #expect(throws: Failure.self) { try read(text) }
        #expect(failure?.diagnostics.map(\.code) == [YAMLCodes.documents])
        #expect(failure?.diagnostics.first?.location?.description == "a.yaml:2:1")
        #expect(failure?.diagnostics.first?.related.first?.location.description == "a.yaml:1:1")
        // Anchors end with their document.
        #expect(throws: Failure.self) { try YAMLReader.parseAll(Array("&x 1\n--- *x\n".utf8), file: "a.yaml") }
    }

    /// What is refused: the text, the code and the place.
    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", YAMLCodes.duplicateKey, "3:1"),
        ("{\"a\": 1, 'a': 2}", YAMLCodes.duplicateKey, "1:10"),
        ("1: a\n\"1\": b\n", YAMLCodes.duplicateKey, "2:1"),
        ("? [x, y]: b\n", YAMLCodes.complexKey, "1:3"),
        ("{{ name }}: x\n", YAMLCodes.complexKey, "1:2"),
        ("[a, b]: c\n", YAMLCodes.complexKey, "1:1"),
        (": x\n", YAMLCodes.syntax, "1:1"),
        ("? \n: x\n", YAMLCodes.complexKey, "1:2"),
        ("{? : x}\n", YAMLCodes.complexKey, "1:4"),
        ("a: &x [1]\n*x : 2\n", YAMLCodes.complexKey, "2:1"),
        ("<<: 5\n", YAMLCodes.mergeKey, "1:1"),
        ("a: &a {b: 1}\nc:\n  <<: *a\n", YAMLCodes.mergeKey, "3:3"),
        ("a: !!str 1\n", YAMLCodes.tag, "1:4"),
        ("a: !Ref x\n", YAMLCodes.tag, "1:4"),
        ("a: ! x\n", YAMLCodes.tag, "1:4"),
        ("!!map {a: 1}\n", YAMLCodes.tag, "1:1"),
        ("!!str a: b\n", YAMLCodes.tag, "1:1"),
        ("a: !x!y z\n", YAMLCodes.tag, "1:4"),
        ("a: *b\n", YAMLCodes.alias, "1:4"),
        ("a: &a [*a]\n", YAMLCodes.alias, "1:8"),
        ("&a a: *a\n*b : 1", YAMLCodes.alias, "2:1"),
        ("a: *.example.com\n", YAMLCodes.syntax, "1:5"),
        ("%YAML 1.2\n---\na: 1\n", YAMLCodes.directive, "1:1"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", YAMLCodes.directive, "1:1"),
        ("%YAML 2.0\n---\na: 1\n", YAMLCodes.directive, "1:1"),
        ("a:\n\tb: 1\n", YAMLCodes.tab, "2:1"),
        ("a:\n  b: 1\n\tc: 1\n", YAMLCodes.tab, "3:1"),
        ("a: b: c\n", YAMLCodes.syntax, "1:5"),
        ("a: 1\n b: 2\n", YAMLCodes.syntax, "2:3"),
        ("a:\n  b: 1\n c: 2\n", YAMLCodes.syntax, "3:2"),
        ("a: 1\nb\nc: 2\n", YAMLCodes.syntax, "3:1"),
        ("a: [1, 2\nb: 3\n", YAMLCodes.syntax, "2:2"),
        ("a: {b: 1\n", YAMLCodes.syntax, "2:1"),
        ("a: \"b\n", YAMLCodes.syntax, "2:1"),
        ("a: 'b\n", YAMLCodes.syntax, "2:1"),
        ("a: \"\\d\"\n", YAMLCodes.syntax, "1:5"),
        ("a: @b\n", YAMLCodes.syntax, "1:4"),
        ("a: `b`\n", YAMLCodes.syntax, "1:4"),
        ("a: %b\n", YAMLCodes.syntax, "1:4"),
        ("a: - b\n", YAMLCodes.syntax, "1:4"),
        ("[a]\nb\n", YAMLCodes.syntax, "2:1"),
        ("a: \0\n", YAMLCodes.character, "1:4"),
        ("é: \u{1b}[1m\n", YAMLCodes.character, "1:4"),
        ("a: b\rc: d\n", YAMLCodes.character, "1:5"),
        ("a: b\u{85}c\n", YAMLCodes.character, "1:5"),
        ("a: b\u{2028}c\n", YAMLCodes.character, "1:5"),
        ("a: b\u{feff}c\n", YAMLCodes.character, "1:5"),
        ("a: b\u{ffff}c\n", YAMLCodes.character, "1:5"),
        ("a: \u{7f}\n", YAMLCodes.character, "1:4"),
    ])
    func refuses(text: String, code: DiagnosticCode, place: String) throws {
        let failure = try #require(throws: Failure.self) { try read(text) }
        let first = try #require(failure.diagnostics.first)
        #expect(first.code == code, "\(first.detail)")
        #expect(first.location?.description == "a.yaml:\(place)", "\(first.detail)")
        #expect(!first.detail.isEmpty)
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x3A, 0x20, 0xE9], [0xC0, 0xAF],
            [0xED, 0xA0, 0x80],
        ] as [[UInt8]])
    func refusesOtherEncodings(bytes: [UInt8]) throws {
        let failure = try #require(throws: Failure.self) { try YAMLReader.parse(bytes, file: "a.yaml") }
        #expect(failure.diagnostics.map(\.code) == [YAMLCodes.encoding])
        #expect(failure.diagnostics[0].help == "save the file as UTF-8")
    }

    @Test func duplicateKeysTellBothPlaces() throws {
        let failure = try #require(throws: Failure.self) { try read("service:\n  port: 1\n  name: x\n  port: 2\n") }
        let problem = failure.diagnostics[0]
        #expect(problem.detail == "\"port\" is a key of this mapping already")
        #expect(problem.location?.description == "a.yaml:4:3")
        #expect(problem.length == 4)
        #expect(problem.related.map(\.location.description) == ["a.yaml:2:3"])
        #expect(problem.help == "keep one of the two")
    }

    /// One run tells every problem up to the first that ends the reading.
    @Test func collectsProblems() throws {
        let text = "a: !!int 1\na: 2\n<<: 3\nb: *c\n? [d]\n: 4\ne: f: g\nh: !x i\n"
        let failure = try #require(throws: Failure.self) { try read(text) }
        #expect(
            failure.diagnostics.map(\.code) == [
                YAMLCodes.tag, YAMLCodes.duplicateKey, YAMLCodes.mergeKey, YAMLCodes.alias, YAMLCodes.complexKey,
                YAMLCodes.syntax,
            ])
        #expect(failure.exit == .failed)
        let many = String(repeating: "- !!str x\n", count: 500)
        #expect(try #require(throws: Failure.self) { try read(many) }.diagnostics.count == 50)
    }

    @Test func quotedAndUnusualKeysAreKept() throws {
        let node = try read("\"<<\": 1\n'': 2\ntrue: 3\n~: 4\n? f\n: 5\n*x: 6\n".replacingAlias())
        #expect(node.mapping?.map(\.name) == ["<<", "", "true", "~", "f", "g", "x"])
    }

    @Test func codesAreDistinctAndInRange() {
        let ids = YAMLCodes.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { "E0101"..."E0149" ~= $0 })
        #expect(YAMLCodes.all.allSatisfy { $0.explanation.count > 100 })
    }
}

extension String {
    /// The last key is an alias of a scalar, which is a scalar.
    fileprivate func replacingAlias() -> String { String(dropLast(6)) + "g: &x x\n*x : 6\n" }
}
