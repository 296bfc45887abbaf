import TestSupport
import Testing

@testable import Arguments

@Suite struct HelpTests {
    @Test(arguments: [[]] + SlipwayGrammar.root.commandPaths.map(\.path))
    func goldenAt80(path: [String]) throws {
        let text = try #require(HelpText.render(SlipwayGrammar.root, path: path))
        expectGolden(text, named: "help/\((["slipway"] + path).joined(separator: "-")).txt")
    }

    @Test(arguments: [40, 60, 80, 120])
    func proseKeepsToTheWidth(columns: Int) throws {
        let text = try #require(HelpText.render(SlipwayGrammar.root, path: ["plan"], columns: columns))
        let examples = SlipwayGrammar.plan.examples.map { "  \($0.line)" }
        for line in text.split(separator: "\n") where !examples.contains(String(line)) {
            #expect(line.count <= columns, "\(line)")
        }
    }

    @Test func unknownCommandHasNoHelp() {
        #expect(HelpText.render(SlipwayGrammar.root, path: ["nothing"]) == nil)
    }

    @Test(arguments: SlipwayGrammar.Verb.allCases)
    func everyVerbIsWhole(verb: SlipwayGrammar.Verb) throws {
        let command = try #require(SlipwayGrammar.root.command(at: [verb.rawValue]))
        #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."))
        #expect(!command.examples.isEmpty)
        #expect(!command.exitStatuses.isEmpty)
        let names = (command.options + SlipwayGrammar.root.options).map(\.name)
        #expect(Set(names).count == names.count)
        let shorts = (command.options + SlipwayGrammar.root.options).compactMap(\.short)
        #expect(Set(shorts).count == shorts.count)
        for option in command.options {
            if let value = option.value, let text = value.defaultText { #expect(value.kind.refusal(of: text) == nil) }
        }
        // Every example is understood by the parser itself.
        for example in command.examples where example.line.hasPrefix("slipway ") {
            let words = example.line.split(separator: " ").map(String.init).dropFirst()
            let own = Array(words.prefix { $0 != ">" && $0 != "|" })
            #expect(throws: Never.self) { try ArgumentParser(SlipwayGrammar.root).parse(own).get() }
        }
    }

    /// The finder decides whether an option takes a word before it knows the command, so names must agree.
    @Test func optionsOfOneNameAgreeOnHavingAValue() {
        var takesValue: [String: Bool] = [:]
        for command in [SlipwayGrammar.root] + SlipwayGrammar.root.commandPaths.map(\.command) {
            for option in command.options {
                for name in ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []) {
                    let known = takesValue.updateValue(option.value != nil, forKey: name)
                    #expect(known == nil || known == (option.value != nil), "\(name)")
                }
            }
        }
    }
}
