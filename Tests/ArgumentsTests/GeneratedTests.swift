import Diagnostics
import TestSupport
import Testing

@testable import Arguments

@Suite struct GeneratedTests {
    /// A tree with a command in a command, as the grammar will have.
    static let nested: CommandGrammar = {
        let start = CommandGrammar(
            "start", "begin's first step", positionals: [SlipwayGrammar.Positionals.environment],
            options: [SlipwayGrammar.Options.out])
        return CommandGrammar(
            "slipway", "do", options: SlipwayGrammar.Options.global,
            subcommands: [CommandGrammar("rollout", "roll", subcommands: [start]), SlipwayGrammar.completion])
    }()

    @Test(arguments: CompletionShell.allCases)
    func scriptGoldens(shell: CompletionShell) {
        expectGolden(
            CompletionScript.render(SlipwayGrammar.root, for: shell), named: "completion/slipway.\(shell.rawValue)")
        expectGolden(CompletionScript.render(Self.nested, for: shell), named: "completion/nested.\(shell.rawValue)")
    }

    @Test func manualGolden() {
        expectGolden(ManualPage.render(SlipwayGrammar.root, version: "0.1.0", date: "2026-01-01"), named: "slipway.1")
    }

    @Test(arguments: SlipwayGrammar.root.commandPaths.map(\.path))
    func everyOptionIsInEveryOutput(path: [String]) throws {
        let command = try #require(SlipwayGrammar.root.command(at: path))
        let outputs = CompletionShell.allCases.map { CompletionScript.render(SlipwayGrammar.root, for: $0) }
        let page = ManualPage.render(SlipwayGrammar.root, version: "0", date: "2026-01-01")
        for option in command.options + SlipwayGrammar.root.options {
            #expect(page.contains("\\-\\-" + option.name.replacing("-", with: "\\-")))
            for output in outputs {
                #expect(output.contains("--\(option.name)") || output.contains("-l \(option.name)"))
            }
        }
    }
}
