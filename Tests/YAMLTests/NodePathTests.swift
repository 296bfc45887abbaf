import Testing
import YAML

@Suite struct NodePathTests {
    @Test(arguments: [
        ("a", ["a"]), ("spec.ports.0", ["spec", "ports", "0"]), ("labels[\"a.b/c\"]", ["labels", "a.b/c"]),
        ("labels[\"a.b\"].c", ["labels", "a.b", "c"]), ("[\"\"].x", ["", "x"]), ("a[\"q\\\"\\\\\"]", ["a", "q\"\\"]),
        ("a[\"]\"][\".\"]", ["a", "]", "."]),
    ])
    func reads(text: String, parts: [String]) {
        #expect(NodePath(text)?.parts == parts)
        #expect(NodePath(parts).description == text)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "a[", "a[b]", "a[\"b\"", "a[\"b]", "a[\"b\"]c", "a[\"\\n\"]", "a[\"b\"].",
    ])
    func refuses(text: String) { #expect(NodePath(text) == nil) }

    /// Whatever the keys are, the path that is printed leads back to its value.
    @Test func everyPathReadsBack() {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("ab.[]\"\\/é0 -".unicodeScalars)
        for _ in 0..<5_000 {
            let parts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                            letters.randomElement(using: &generator) ?? "x"
                        }))
            }
            #expect(NodePath(NodePath(parts).description)?.parts == parts, "\(parts)")
        }
    }

    @Test func itemsAreMeantByPositionOrName() throws {
        let text = "ports:\n  - {name: http, port: 80}\n  - {name: admin, port: 90}\n"
        let node = try YAMLReader.parse(Array(text.utf8), file: "a.yaml")
        for path in ["ports.1.port", "ports.admin.port"] {
            #expect(node.at(NodePath(path)?.parts ?? [])?.scalar?.text == "90")
        }
        for path in ["ports.2.port", "ports.none.port", "ports.http.port.x", "port"] {
            #expect(node.at(NodePath(path)?.parts ?? []) == nil)
        }
    }
}
