import Diagnostics
import JSON
import TestSupport
import Testing

@testable import Reports

private let unknownKey = DiagnosticCode("E0201", "unknown key", "Long.")
private let stale = DiagnosticCode("E0412", "plan is stale", runbook: "plan-refused.md", "Long.")

private func location(_ line: Int, _ column: Int, _ file: String = "environments/prod.yaml")
    -> Diagnostics.SourceLocation
{
    Diagnostics.SourceLocation(file: file, line: line, column: column)
}

private func render(_ source: String, _ line: Int, _ column: Int, length: Int = 1, columns: Int = 80) -> [String] {
    let diagnostic = Diagnostic(unknownKey, "Why.", at: location(line, column), length: length)
    let text = DiagnosticText(
        terminal: Terminal(isColoured: false, columns: columns), sources: ["environments/prod.yaml": Array(source.utf8)]
    ).render(diagnostic)
    return text.split(separator: "\n").dropFirst(3).map(String.init)
}

@Suite struct DiagnosticReportTests {
    static let samples = [
        Diagnostic(
            unknownKey, "\"replcas\" is not a key of service.", at: location(2, 3), length: 7,
            help: "did you mean `replicas`?", related: [.init("the service begins here", at: location(1, 1))]),
        Diagnostic(stale, severity: .warning, "The state moved from serial 4 to 5.", help: "plan again"),
        Diagnostic(unknownKey, "No such line.", at: location(99, 1)),
    ]
    static let sources = ["environments/prod.yaml": Array("service:\n  replcas: 3\n".utf8)]

    @Test(arguments: [false, true])
    func wholeText(isColoured: Bool) {
        let text = DiagnosticText(terminal: Terminal(isColoured: isColoured), sources: Self.sources).render(
            Self.samples)
        expectGolden(text, named: "diagnostics\(isColoured ? "-colour" : "").txt")
        #expect(text.contains("\u{1B}") == isColoured)
        #expect(text.hasSuffix("2 errors, 1 warning\n"))
    }

    @Test func caretUnderTheRightColumns() {
        #expect(render("a: b", 1, 4) == ["  1 | a: b", "    |    ^"])
        #expect(render("\tkey: x", 1, 2, length: 3) == ["  1 |     key: x", "    |     ^^^"])
        #expect(render("名前: x", 1, 5) == ["  1 | 名前: x", "    |       ^"])
        #expect(render("名前: x", 1, 1, length: 2) == ["  1 | 名前: x", "    | ^^^^"])
        #expect(render("e\u{301}x: 1", 1, 3) == ["  1 | e\u{301}x: 1", "    |  ^"])
        #expect(render("ab\r\ncd", 1, 9, length: 5) == ["  1 | ab", "    |   ^"])
        #expect(render("a\n\nb", 2, 1) == ["  2 | ", "    | ^"])
        #expect(render("a: \u{1B}[31mred", 1, 4) == ["  1 | a: \u{241B}[31mred", "    |    ^"])
    }

    @Test(arguments: [1, 50, 500, 2_000, 3_995], [40, 80, 120])
    func longLinesAreCutAroundTheCaret(column: Int, columns: Int) throws {
        let source = String(repeating: "x", count: column - 1) + "KEY" + String(repeating: "y", count: 4_000 - column)
        let lines = render(source, 1, column, length: 3, columns: columns)
        #expect(lines.allSatisfy { $0.count <= columns })
        let start = try #require(lines[1].firstIndex(of: "^")).utf16Offset(in: lines[1])
        #expect(String(Array(lines[0])[start..<(start + 3)]) == "KEY")
        #expect(lines[1].hasSuffix(" ^^^") || lines[1].hasSuffix("^^^"))
    }

    /// Scalars without a width are shown only near the caret: a line of them would be no line.
    @Test func aLineOfMarksIsCutToo() {
        let lines = render("a: " + String(repeating: "\u{301}", count: 100_000) + "b", 1, 50_000)
        #expect(lines[0].unicodeScalars.count < 1_000)
    }

    @Test func textFromOutsideCannotDriveTheTerminal() {
        let evil = "x\u{1B}]0;title\u{07}\u{9B}2J\u{202E}\r\u{8}"
        let diagnostic = Diagnostic(
            unknownKey, evil, at: location(1, 1, evil), help: evil,
            related: [
                .init(evil, at: location(1, 1))
            ])
        let text = DiagnosticText(terminal: Terminal(isColoured: false), sources: [evil: Array(evil.utf8)])
            .render([diagnostic])
        for scalar in text.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(category != Unicode.GeneralCategory.control && category != Unicode.GeneralCategory.format)
        }
    }

    @Test func jsonTwin() throws {
        let value = DiagnosticJSON.value(of: Self.samples[0], text: .plain(sources: Self.sources))
        #expect(value["code"] == "E0201")
        #expect(value["message"] == "unknown key")
        #expect(value["help"] == "did you mean `replicas`?")
        let spans = try #require(value["spans"]?.array)
        #expect(spans.count == 2)
        #expect(spans[0]["column"] == 3 && spans[0]["length"] == 7 && spans[0]["is_primary"] == true)
        #expect(spans[1]["label"] == "the service begins here")
        #expect(value["rendered"]?.string?.contains("2 |   replcas: 3") == true)
        let read = try JSONReader.parse(value.bytes())
        #expect(read == value)
    }

    @Test func annotationsEscape() {
        let diagnostic = Diagnostic(
            unknownKey, "50% of it:\r\nbad, ::error::no", at: location(2, 3, "a,b:c.yaml"), length: 7, help: "fix\nit")
        #expect(
            GitHubAnnotations.render([diagnostic]) == "::error file=a%2Cb%3Ac.yaml,line=2,col=3,endColumn=10,"
                + "title=E0201%3A unknown key::50%25 of it:%0D%0Abad, ::error::no%0Ahelp: fix%0Ait\n")
    }

    @Test(arguments: [(0, 0), (1, 1), (10, 10), (11, 10), (5_000, 10)])
    func annotationsStayWithinTheLimit(count: Int, expected: Int) {
        let many = (0..<count).map { Diagnostic(unknownKey, "number \($0)", at: location($0 + 1, 1)) }
        let lines = GitHubAnnotations.render(many + [Self.samples[1]]).split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("::error ") } == expected)
        #expect(lines.count { $0.hasPrefix("::warning ") } == 1)
        if count > 10 {
            #expect(lines[9] == "::error title=slipway::\(count - 9) more of severity error; the log has them all")
        }
    }
}
