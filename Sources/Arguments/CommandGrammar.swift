package import Diagnostics

/// A command as data: parsing, help, completion and the manual page are all made from it.
///
/// The root of a tree lists the options that every command takes; commands nest two levels deep below it.
package struct CommandGrammar: Sendable {
    package struct Example: Sendable, Hashable {
        package let line: String
        package let meaning: String

        package init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    package struct Exit: Sendable, Hashable {
        package let status: ExitStatus
        package let meaning: String

        package init(_ status: ExitStatus, _ meaning: String) {
            self.status = status
            self.meaning = meaning
        }
    }

    /// Options that go together in one way only.
    package enum Rule: Sendable, Hashable {
        /// At most one of these.
        case atMostOne([String])
        /// The first needs the second.
        case needs(String, String, because: String)
    }

    package let name: String
    /// One line without a full stop, imperative.
    package let summary: String
    /// Paragraphs, separated by empty lines.
    package let discussion: String
    package let positionals: [PositionalDeclaration]
    package let options: [OptionDeclaration]
    package let subcommands: [CommandGrammar]
    package let rules: [Rule]
    package let examples: [Example]
    package let exitStatuses: [Exit]
    /// Words of other tools, and what is typed here instead; a value begins with `--` or is a sentence.
    package let foreignWords: [String: String]

    package init(
        _ name: String, _ summary: String, discussion: String = "", positionals: [any DeclaresPositional] = [],
        options: [any DeclaresOption] = [], subcommands: [CommandGrammar] = [], rules: [Rule] = [],
        examples: [Example] = [], exitStatuses: [Exit] = [], foreignWords: [String: String] = [:]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.positionals = positionals.map(\.declaration)
        self.options = options.map(\.declaration)
        self.subcommands = subcommands
        self.rules = rules
        self.examples = examples
        self.exitStatuses = exitStatuses
        self.foreignWords = foreignWords
    }

    /// The command below this one that `path` names, or nil.
    package func command(at path: [String]) -> CommandGrammar? {
        guard let name = path.first else { return self }
        return subcommands.first { $0.name == name }?.command(at: Array(path.dropFirst()))
    }

    /// Every command below this one with the words that lead to it, in the order of the grammar.
    package var commandPaths: [(path: [String], command: CommandGrammar)] {
        subcommands.flatMap { command in
            [([command.name], command)]
                + command.commandPaths.map { (path: [command.name] + $0.path, command: $0.command) }
        }
    }
}
