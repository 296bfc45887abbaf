package import Diagnostics

/// A command line that was not understood; exit status 64.
package struct UsageError: Error, Sendable, Hashable {
    package let diagnostic: Diagnostic
    /// The words of the command it is about, without the program's name; empty where none was recognised.
    package let command: [String]

    init(_ code: DiagnosticCode, _ detail: String, help: String? = nil, command: [String] = []) {
        diagnostic = Diagnostic(code, detail, help: help)
        self.command = command
    }

    /// The same as a failure, for callers that report all errors one way.
    package var failure: Failure { Failure([diagnostic]) }

    /// What is printed to stderr.
    package func text(program: String) -> String {
        let topic = (["\(program) help"] + command).joined(separator: " ")
        let help = diagnostic.help.map { "  help: \($0)\n" } ?? ""
        return """
            \(program): error[\(diagnostic.code.id)]: \(diagnostic.code.title)
              \(diagnostic.detail)
            \(help)  help: `\(topic)` shows how it is used

            """
    }
}

/// The kinds of problem a command line can have.
package enum UsageCodes {
    package static let unknownCommand = DiagnosticCode(
        "E0701", "unknown command", exit: .usage, "The first word after the program's name must be one of its commands."
    )
    package static let unknownOption = DiagnosticCode(
        "E0702", "unknown option", exit: .usage,
        "Each command takes the options its help lists, and the global ones. None is ignored silently.")
    package static let missingArgument = DiagnosticCode(
        "E0703", "missing argument", exit: .usage, "The command needs an argument or a value that was not given.")
    package static let unexpectedArgument = DiagnosticCode(
        "E0704", "unexpected argument", exit: .usage, "The command takes fewer arguments, or none.")
    package static let invalidValue = DiagnosticCode(
        "E0705", "invalid value of an option", exit: .usage,
        "A value on the command line is not of the form its option asks for.")
    package static let repeatedOption = DiagnosticCode(
        "E0706", "option given twice", exit: .usage,
        "Only options marked repeatable can be given more than once: which of two values counts is never guessed.")
    package static let conflictingOptions = DiagnosticCode(
        "E0707", "options that do not go together", exit: .usage,
        "Two of the options exclude each other, or one needs another that is missing.")

    package static let all = [
        unknownCommand, unknownOption, missingArgument, unexpectedArgument, invalidValue, repeatedOption,
        conflictingOptions,
    ]
}
