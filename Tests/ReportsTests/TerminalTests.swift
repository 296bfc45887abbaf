import Testing

@testable import Reports

@Suite struct TerminalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let variables: [String: String]
        let isTerminal: Bool
        var choice = Terminal.ColourChoice.auto
        let isColoured: Bool
        var testDescription: String { "\(variables) tty=\(isTerminal) \(choice)" }
    }

    @Test(arguments: [
        Case(variables: [:], isTerminal: true, isColoured: true),
        Case(variables: [:], isTerminal: false, isColoured: false),
        Case(variables: ["NO_COLOR": "1"], isTerminal: true, isColoured: false),
        Case(variables: ["NO_COLOR": ""], isTerminal: true, isColoured: true),
        Case(variables: ["NO_COLOR": "0"], isTerminal: true, isColoured: false),
        Case(variables: ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], isTerminal: true, isColoured: false),
        Case(variables: ["NO_COLOR": "", "CLICOLOR_FORCE": "1"], isTerminal: false, isColoured: true),
        Case(variables: ["CLICOLOR_FORCE": "1"], isTerminal: false, isColoured: true),
        Case(variables: ["CLICOLOR_FORCE": "0"], isTerminal: false, isColoured: false),
        Case(variables: ["CLICOLOR_FORCE": ""], isTerminal: false, isColoured: false),
        Case(variables: ["CLICOLOR_FORCE": "1", "CLICOLOR": "0"], isTerminal: true, isColoured: true),
        Case(variables: ["CLICOLOR": "0"], isTerminal: true, isColoured: false),
        Case(variables: ["CLICOLOR": "1"], isTerminal: false, isColoured: false),
        Case(variables: ["TERM": "dumb"], isTerminal: true, isColoured: false),
        Case(variables: ["TERM": "dumb", "CLICOLOR_FORCE": "1"], isTerminal: true, isColoured: true),
        Case(variables: ["NO_COLOR": "1"], isTerminal: false, choice: .always, isColoured: true),
        Case(variables: ["CLICOLOR_FORCE": "1"], isTerminal: true, choice: .never, isColoured: false),
    ])
    func colour(example: Case) {
        let terminal = Terminal(variables: example.variables, isTerminal: example.isTerminal, choice: example.choice)
        #expect(terminal.isColoured == example.isColoured)
    }

    @Test(
        arguments: [
            (["COLUMNS": "100"], 120, 100), ([:], 120, 120), ([:], nil, 80), (["COLUMNS": "0"], nil, 80),
            (["COLUMNS": "x"], 90, 90), (["COLUMNS": "5"], nil, 40), (["COLUMNS": "100000"], nil, 400),
        ] as [([String: String], Int?, Int)])
    func columns(variables: [String: String], measured: Int?, expected: Int) {
        #expect(Terminal(variables: variables, isTerminal: true, measuredColumns: measured).columns == expected)
    }
}
