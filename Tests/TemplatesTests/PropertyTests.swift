import Diagnostics
import Templates
import Testing
import YAML

/// Numbers that repeat for a seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func nastyText() -> String {
        let pieces = [
            "\n", ": ", "- ", "#", " #", "((", "))", "((service.name))", "{", "}", "[", "]", "'", "\"", "\\", "&a",
            "*a",
            "!!int ", "|", ">", "%", "@", "`", "---\n", "...\n", "null", "true", "no", "1", "1e3", "0x1f", " ", "\t",
            "é",
            "\u{1F600}", "a", "${x}", "\u{301}", ",", "?", "=", "<<", "~",
        ]
        return (0..<Int.random(in: 0..<8, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}

@Suite struct PropertyTests {
    static let template = """
        name: ((service.name))
        text: x-((service.name))-((service.image))
        ((service.name))-key: ((service.image))
        ((if service.name == service.image)):
          same: ((service.name))
        ((else)):
          differ: [a, ((service.image | string))]
        command: ((service.command))
        env:
          - ((for e in service.config)):
              name: ((e.key))
              value: ((e.value))
              fixed: constant
          - ((for c in service.command)):
              - arg=((c))
              - position: ((loop.index))
        note: ((service.note | default(service.image)))
        ((if service.note)):
          has: { note: true }
        size: ((service.command | length))
        """

    private func leaves(_ node: Node, _ path: String = "", _ into: inout [String: Node]) {
        switch node.content {
        case .scalar: into[path] = node
        case .sequence(let nodes): for (index, item) in nodes.enumerated() { leaves(item, "\(path)/\(index)", &into) }
        case .mapping(let pairs):
            for (index, pair) in pairs.enumerated() {
                into["\(path)/\(index)k"] = pair.key
                leaves(pair.value, "\(path)/\(index)v", &into)
            }
        }
    }

    private func leaves(of node: Node) -> [String: Node] {
        var result: [String: Node] = [:]
        leaves(node, "", &result)
        return result
    }

    /// The node with the scalar at `mark` replaced, which is how a user edits one line of a spec.
    private func replacing(_ mark: Diagnostics.SourceLocation, by text: String, in node: Node) -> Node {
        switch node.content {
        case .scalar(let scalar):
            guard node.mark == mark, scalar.kind == .string else { return node }
            return .string(text, at: mark)
        case .sequence(let nodes):
            return Node(.sequence(nodes.map { replacing(mark, by: text, in: $0) }), at: node.mark)
        case .mapping(let pairs):
            return Node(
                .mapping(pairs.map { .init(key: $0.key, value: replacing(mark, by: text, in: $0.value)) }),
                at: node.mark)
        }
    }

    private func load() throws -> StructureTemplate {
        try StructureTemplate.load(Array(Self.template.utf8), file: "t.yaml", against: Example.shape)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func noTextChangesTheStructure(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let template = try StructureTemplate.load(
            Array("a: ((service.name))\nb: [x((service.name)), ((service.image))]\nc: { ((service.name))k: 1 }".utf8),
            file: "t.yaml", against: Example.shape)
        let scope = try Example.scope()
        let name = try #require(scope["service"]?["name"]), image = try #require(scope["service"]?["image"])
        for _ in 0..<250 {
            let (one, two) = (random.nastyText(), random.nastyText())
            var values = replacing(name.mark, by: one, in: scope)
            values = replacing(image.mark, by: two, in: values)
            let documents = try template.render(scope: values)
            let here = Diagnostics.SourceLocation(file: "e", line: 1, column: 1)
            let wanted = Node(
                .mapping([
                    .init(key: .string("a", at: here), value: .string(one, at: here)),
                    .init(
                        key: .string("b", at: here),
                        value: Node(.sequence([.string("x" + one, at: here), .string(two, at: here)]), at: here)),
                    .init(
                        key: .string("c", at: here),
                        value: Node(
                            .mapping([.init(key: .string(one + "k", at: here), value: .integer(1, at: here))]), at: here
                        )),
                ]), at: here)
            #expect(documents == [wanted], "seed \(seed), \(one.debugDescription), \(two.debugDescription)")
            let read = try YAMLReader.parse(YAMLWriter.write(documents[0]), file: "out.yaml")
            #expect(read == wanted, "seed \(seed), \(one.debugDescription), \(two.debugDescription)")
        }
    }

    @Test func renderingTwiceIsTheSameToTheLastMark() throws {
        let template = try load(), scope = try Example.scope()
        let (one, two) = (try template.render(scope: scope), try template.render(scope: scope))
        #expect(one == two)
        #expect(one.map { leaves(of: $0).mapValues(\.causes) } == two.map { leaves(of: $0).mapValues(\.causes) })
        #expect(one.map { leaves(of: $0).mapValues(\.mark) } == two.map { leaves(of: $0).mapValues(\.mark) })
    }

    @Test func everyLeafStandsInTheTemplateAndIsCausedByTheSpec() throws {
        let output = try #require(try load().render(scope: Example.scope()).first)
        for (path, leaf) in leaves(of: output) {
            #expect(leaf.mark.file == "t.yaml", "\(path)")
            #expect(leaf.causes.allSatisfy { $0.file == "spec.yaml" }, "\(path)")
        }
        #expect(output["name"]?.causes.map(\.description) == ["spec.yaml:2:9"])
        #expect(output["text"]?.causes.map(\.description) == ["spec.yaml:2:9", "spec.yaml:3:10"])
        #expect(output["differ"]?.sequence?[0].causes.map(\.description) == ["spec.yaml:2:9", "spec.yaml:3:10"])
        // The constant in the loop is there because of the list and the entry.
        #expect(
            output["env"]?.sequence?[0]["fixed"]?.causes.map(\.description) == ["spec.yaml:8:11", "spec.yaml:8:13"])
        // What is absent is caused by the place that could have had it.
        #expect(output["note"]?.causes.map(\.description) == ["spec.yaml:2:3", "spec.yaml:3:10"])
        #expect(output["command"]?.sequence?[1].causes.map(\.description) == ["spec.yaml:7:12", "spec.yaml:7:20"])
    }

    /// One changed value changes only nodes that name its line among their causes.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func aChangeReachesOnlyWhatItCauses(seed: UInt64) throws {
        var random = Seeded(state: seed ^ 0xC0FFEE)
        let template = try load(), scope = try Example.scope()
        let before = leaves(of: try #require(try template.render(scope: scope).first))
        var marks: [Diagnostics.SourceLocation] = []
        for (_, leaf) in leaves(of: scope) where leaf.scalar?.kind == .string { marks.append(leaf.mark) }
        marks.sort()
        for mark in marks {
            let values = replacing(mark, by: random.nastyText() + "!", in: scope)
            let after = leaves(of: try #require(try template.render(scope: values).first))
            for (path, leaf) in after where before[path] != leaf {
                #expect(leaf.causes.contains(mark), "seed \(seed), \(mark), \(path)")
                #expect(before[path]?.causes.contains(mark) ?? true, "seed \(seed), \(mark), \(path)")
            }
        }
    }
}
