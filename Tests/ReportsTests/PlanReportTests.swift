import Diagnostics
import JSON
import Planning
import TestSupport
import Testing

@testable import Reports

enum Sample {
    static func change(
        _ address: String, _ action: Action, _ reasons: [String] = [], _ differences: [Difference] = []
    ) -> Change {
        let address = ResourceAddress(address) ?? ResourceAddress(kind: "bad", name: address)
        return Change(
            address: address, action: action, reasons: reasons, before: nil, after: nil, differences: differences)
    }

    static let changes = [
        change(
            "file/haproxy.cfg", .create, ["new"],
            [
                Difference(attribute: "mode", before: nil, after: .plain(384)),
                Difference(attribute: "token", before: nil, after: .sensitive(fingerprint: "f0")),
            ]),
        change(
            "process/api-1", .update, ["port changes", "password changes"],
            [
                Difference(
                    attribute: "password", before: .sensitive(fingerprint: "a1"), after: .sensitive(fingerprint: "b2")),
                Difference(attribute: "port", before: .plain(8080), after: .plain(9090)),
                Difference(attribute: "banner", before: .plain("hello"), after: nil),
                Difference(
                    attribute: "config",
                    before: .plain(.string((1...9).map { "line \($0)\n" }.joined())),
                    after: .plain(.string((1...9).map { $0 == 5 ? "LINE five\n" : "line \($0)\n" }.joined()))),
                Difference(
                    attribute: "command",
                    before: .plain(["/usr/bin/api", "--port", "8080", "--database", "/var/lib/api/db"]),
                    after: .plain(["/usr/bin/api", "--port", "9090", "--database", "/var/lib/api/database.sqlite"])),
            ]),
        change(
            "volume/data", .replace, ["path changes, which cannot be done in place"],
            [
                Difference(attribute: "path", before: .plain("/a"), after: .plain("/b"))
            ]),
        change("process/api-2", .delete, ["no longer wanted"]),
    ]
}

@Suite struct PlanReportTests {
    @Test(arguments: [40, 80, 120])
    func goldenAtEachWidth(columns: Int) {
        let text = PlanText(terminal: Terminal(isColoured: false, columns: columns)).render(
            Sample.changes, unchanged: 3)
        expectGolden(text, named: "plan-\(columns).txt")
        for line in text.split(separator: "\n").dropLast() {
            #expect(VisibleText.width(of: line) <= columns, "\(line)")
        }
        #expect(text.hasSuffix("\nPlan: 2 to add, 1 to change, 2 to destroy.\n"))
        #expect(!text.contains("b2") && !text.contains("f0"))
    }

    @Test func colourAddsNothingButColour() {
        let coloured = PlanText(terminal: Terminal(isColoured: true)).render(Sample.changes, unchanged: 3)
        expectGolden(coloured, named: "plan-colour.txt")
        var plain = "", isEscape = false
        for character in coloured {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { plain.append(character) }
            if character == "m" { isEscape = false }
        }
        #expect(plain == PlanText(terminal: Terminal(isColoured: false)).render(Sample.changes, unchanged: 3))
    }

    @Test func nothingToDo() {
        let text = PlanText(terminal: Terminal(isColoured: false)).render([], unchanged: 1)
        #expect(text == "(1 unchanged resource not shown)\nNo changes. What runs is what the spec asks for.\n")
    }

    @Test func lossesComeFirst() {
        let text = PlanText(terminal: Terminal(isColoured: false)).render(Sample.changes, unchanged: 0)
        let heads = text.split(separator: "\n").filter { $0.contains(" will be ") }
        #expect(
            heads == [
                "  - process/api-2 will be destroyed", "-/+ volume/data will be replaced",
                "  ~ process/api-1 will be changed in place", "  + file/haproxy.cfg will be created",
            ])
    }

    @Test func markdownGolden() {
        expectGolden(PlanMarkdown(environment: "prod").render(Sample.changes, unchanged: 3), named: "plan.md")
    }

    @Test(arguments: [(5, 4_096), (300, 2_048), (3_000, 16_384), (8_000, 65_536)])
    func markdownKeepsToItsBudgetAndEveryLoss(creates: Int, budget: Int) {
        var changes = (0..<creates).map { number in
            Sample.change(
                "file/created-\(number)", .create, ["new"],
                [
                    Difference(
                        attribute: "text", before: nil, after: .plain(.string(String(repeating: "x", count: 200))))
                ])
        }
        changes += (0..<20).map { Sample.change("process/gone-\($0)", .delete, ["no longer wanted"]) }
        let text = PlanMarkdown(environment: "prod", budget: budget).render(changes, unchanged: 7)
        #expect(text.utf8.count <= budget)
        for number in 0..<20 { #expect(text.contains("process/gone-\(number) will be destroyed")) }
        #expect(text.contains("Plan: \(creates) to add, 0 to change, 20 to destroy."))
        #expect(text.contains("left out for length") == (creates > 5))
    }

    @Test func markdownCannotBeInjected() {
        let evil = "x```\n</details><script>alert(1)</script>`````@everyone"
        let text = PlanMarkdown(environment: "<b>[a](http://evil)").render(
            [Sample.change("file/\(evil)", .create, [evil])], unchanged: 0)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let open = lines.firstIndex { $0.hasSuffix("diff") && $0.hasPrefix("``````") }
        let close = lines.lastIndex { $0 == "``````" }
        #expect(open != nil && close != nil)
        for (index, line) in lines.enumerated() where line.contains("script") || line.contains("evil") {
            let isInside = index > (open ?? .max) && index < (close ?? .min)
            let isEscaped = !line.contains("<script") && !line.contains("](")
            #expect(isInside || isEscaped, "\(line)")
        }
    }

    /// Applying the shown lines to the old text gives the new one.
    @Test func diffIsTrue() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let old = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                "l\(Int.random(in: 0...3, using: &random))"
            }
            let new = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                "l\(Int.random(in: 0...3, using: &random))"
            }
            let before = old.joined(separator: "\n"), after = new.joined(separator: "\n")
            var left: [String] = [], right: [String] = []
            for line in UnifiedDiff.lines(from: before, to: after, context: 1_000) {
                switch line {
                case .same(let text): (left, right) = (left + [text], right + [text])
                case .removed(let text): left.append(text)
                case .added(let text): right.append(text)
                case .skipped: break
                }
            }
            #expect(before == after || left.joined(separator: "\n") == before, "\(old) \(new)")
            #expect(before == after || right.joined(separator: "\n") == after, "\(old) \(new)")
        }
    }
}
