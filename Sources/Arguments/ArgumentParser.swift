import Diagnostics

/// Turns the words of a command line into an ``Invocation``: a pure function of the words and the variables.
package struct ArgumentParser: Sendable {
    private let root: CommandGrammar

    package init(_ root: CommandGrammar) { self.root = root }

    /// Reads the words after the program's name.
    ///
    /// - Parameters:
    ///   - words: at most 4,096 of them.
    ///   - variables: the environment variables that options name as their twins.
    package func parse(_ words: [String], variables: [String: String] = [:]) -> Result<Invocation, UsageError> {
        do throws(UsageError) {
            guard words.count <= 4_096 else {
                throw UsageError(UsageCodes.unexpectedArgument, "More than 4096 words were given.")
            }
            return .success(try understand(words, variables))
        } catch {
            return .failure(error)
        }
    }

    private func understand(
        _ words: [String], _ variables: [String: String]
    ) throws(UsageError) -> Invocation {
        let found = try CommandFinder(root: root).find(in: words)
        if let early = found.early {
            return Invocation(request: early, command: found.path, values: [:], arguments: [:], typed: [])
        }
        guard let command = root.command(at: found.path), !found.path.isEmpty else {
            throw UsageError(
                UsageCodes.missingArgument, "No command was given.",
                help: "the commands are \(root.subcommands.map(\.name).joined(separator: ", "))")
        }
        guard command.subcommands.isEmpty else {
            throw UsageError(
                UsageCodes.missingArgument, "`\(found.path.joined(separator: " "))` needs a subcommand.",
                help: "one of \(command.subcommands.map(\.name).joined(separator: ", "))", command: found.path)
        }
        var reading = ArgumentReading(root: root, command: command, path: found.path)
        try reading.read(found.rest)
        let arguments = try reading.assignPositionals()
        let typed = Set(reading.values.keys)
        try reading.takeVariables(variables)
        try reading.checkRules(typed: typed)
        reading.takeDefaults()
        if command.name == "help", found.path.count == 1 {
            let topic = arguments.values.first ?? []
            guard root.command(at: topic) != nil else { throw CommandFinder(root: root).unknownCommand(topic) }
            return Invocation(
                request: .help(topic), command: found.path, values: reading.values, arguments: arguments, typed: typed)
        }
        return Invocation(
            request: .run, command: found.path, values: reading.values, arguments: arguments, typed: typed)
    }
}

/// Finds the command among the words, wherever the options stand.
struct CommandFinder {
    let root: CommandGrammar

    struct Found {
        var path: [String] = []
        /// Everything but the words of the command.
        var rest: [String] = []
        var early: Invocation.Request?
    }

    /// `--help` and `--version` before a `--` win over all that could be wrong behind them.
    func find(in words: [String]) throws(UsageError) -> Found {
        var found = Found()
        var position = 0
        var isComplete = false
        var wantsHelp = false, wantsVersion = false
        while position < words.count {
            let word = words[position]
            position += 1
            if word == "--" {
                found.rest += [word] + words[position...]
                break
            }
            if word.hasPrefix("-"), word != "-" {
                if word == "--help" || word == "-h" { wantsHelp = true }
                if word == "--version" { wantsVersion = true }
                found.rest.append(word)
                if takesNextWord(word), position < words.count, !words[position].hasPrefix("-") {
                    found.rest.append(words[position])
                    position += 1
                }
            } else if isComplete {
                found.rest.append(word)
            } else {
                guard let command = root.command(at: found.path + [word]) else {
                    throw unknownCommand(found.path + [word])
                }
                found.path.append(word)
                isComplete = command.subcommands.isEmpty
            }
        }
        if wantsHelp { found.early = .help(found.path) } else if wantsVersion { found.early = .version }
        return found
    }

    /// Before the command is known, any option of any command may stand; all that share a name agree on having a value.
    private func takesNextWord(_ word: String) -> Bool {
        guard !word.contains("=") else { return false }
        let commands = [root] + root.commandPaths.map(\.command)
        return commands.contains { command in
            command.options.contains { option in
                option.value != nil
                    && (word == "--\(option.name)"
                        || !word.hasPrefix("--") && option.short.map { word.last == $0 } ?? false)
            }
        }
    }

    func unknownCommand(_ path: [String]) -> UsageError {
        let parent = Array(path.dropLast())
        let siblings = root.command(at: parent)?.subcommands.map(\.name) ?? []
        let word = path.last ?? ""
        let whole = path.joined(separator: " ")
        if parent.isEmpty, let advice = root.foreignWords[word] {
            return UsageError(UsageCodes.unknownCommand, "`\(word)` is no command.", help: advice)
        }
        let nearest = Suggestion.nearest(to: word, among: siblings).map { (parent + [$0]).joined(separator: " ") }
        return UsageError(
            UsageCodes.unknownCommand, "`\(whole)` is no command.",
            help: nearest.map { "did you mean `\($0)`?" } ?? "the commands are \(siblings.joined(separator: ", "))",
            command: siblings.isEmpty ? [] : parent)
    }
}
