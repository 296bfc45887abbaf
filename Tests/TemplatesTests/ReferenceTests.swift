import Diagnostics
import Glibc
import Templates
import Testing
import YAML

/// docs/templates.md does what it says: each `template` fence renders to the `output` fence behind it.
@Suite struct ReferenceTests {
    struct Fence {
        let line: Int
        let info: String
        let text: String
    }

    private func fences() throws -> [Fence] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try #require(read("/\(root)/docs/templates.md"))
        var fences: [Fence] = []
        var open: (line: Int, info: String, lines: [String])?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let fence = open {
                    fences.append(
                        Fence(line: fence.line, info: fence.info, text: fence.lines.joined(separator: "\n") + "\n"))
                    open = nil
                } else {
                    open = (index + 1, String(line.dropFirst(3)), [])
                }
            } else {
                open?.lines.append(String(line))
            }
        }
        return fences
    }

    private func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe _ = fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
        return String(validating: bytes.prefix(count), as: UTF8.self)
    }

    @Test func everyExampleRendersAsPrinted() throws {
        let fences = try fences()
        let values = try #require(fences.first { $0.info == "yaml values" })
        let scope = try YAMLReader.parse(Array(values.text.utf8), file: "values.yaml")
        var shown = 0
        for (index, fence) in fences.enumerated() where fence.info.hasSuffix(" template") {
            let output = try #require(fences.dropFirst(index + 1).first, "line \(fence.line)")
            let bytes = Array(fence.text.utf8)
            if fence.info.hasPrefix("text") {
                let text = try TextTemplate.load(bytes, file: "docs/templates.md", against: Example.shape)
                    .render(scope: scope)
                #expect(String(decoding: text.bytes, as: UTF8.self) == output.text, "line \(fence.line)")
            } else {
                let documents = try StructureTemplate.load(bytes, file: "docs/templates.md", against: Example.shape)
                    .render(scope: scope)
                let expected = try YAMLReader.parseAll(Array(output.text.utf8), file: "output.yaml")
                #expect(documents == expected, "line \(fence.line)")
            }
            shown += 1
        }
        #expect(shown >= 9)
    }
}
