import OutsideJudge
import Testing
import XML

/// Python's pyexpat and xml.etree must agree on every document.
///
/// It reads with libexpat, too: it judges the tree and the names that are made of what is called out, and what is let
/// through, not the grammar.
@Suite struct PythonDifferentialTests {
    static let python = PythonJudge.interpreter(with: "xml.parsers.expat")

    /// Prints each document on a line as ``dump(_:)`` does.
    private static let script = """
        import sys
        from xml.etree import ElementTree
        from xml.parsers import expat
        def refuse(*_): raise ValueError
        def read(text):
            parser, builder = expat.ParserCreate(), ElementTree.TreeBuilder()
            parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
            parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, refuse
            parser.Parse(text, True)
            return builder.close()
        def hexed(text): return text.encode().hex()
        def local(name): return hexed(name.partition(':')[2] or name)
        def dump(element):
            text = (element.text or '') + ''.join(child.tail or '' for child in element)
            attributes = ''.join(f' {hexed(name)}={hexed(value)}' for name, value in element.items()
                                 if name.partition(':')[0] != 'xmlns')
            return f"<{local(element.tag)}{attributes}>{hexed(text)}{''.join(map(dump, element))}</>"
        for line in sys.stdin:
            try:
                print(dump(read(bytes.fromhex(line))))
            except (expat.ExpatError, ValueError, LookupError):
                print('refused')
        """

    @Test(.enabled(if: python != nil, "needs python3"))
    func agreesWithPython() throws {
        var generator = Generator(seed: 1)
        var texts: [[UInt8]] = []
        for index in 0..<4000 {
            var text = generator.document()
            if !index.isMultiple(of: 3) { generator.damage(&text) }
            texts.append(text)
        }
        let input = Array(texts.map { Self.hex($0) + "\n" }.joined().utf8)
        let output = try PythonJudge.run(try #require(Self.python), script: Self.script, input: input)
        let answers = output.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        #expect(answers.count == texts.count)
        var accepted = 0
        for (text, answer) in zip(texts, answers) {
            let ours = (try? XMLReader.parse(text)).map(Self.dump)
            if ours != nil { accepted += 1 }
            #expect(ours ?? "refused" == answer, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
        print("python differential: \(texts.count) documents, \(accepted) accepted, \(texts.count - accepted) refused")
        #expect(accepted > 1000 && texts.count - accepted > 1000)
    }

    private static func dump(_ element: XMLElement) -> String {
        let attributes = element.attributes.map { " \(hex(Array($0.name.utf8)))=\(hex(Array($0.value.utf8)))" }
        return "<\(hex(Array(element.name.utf8)))\(attributes.joined())>\(hex(Array(element.text.utf8)))"
            + "\(element.children.map(dump).joined())</>"
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
