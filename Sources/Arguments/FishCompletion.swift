/// Completion for fish 3 and later.
struct FishCompletion {
    let root: CommandGrammar

    var script: String {
        let name = root.name
        let options = CompletionScript.valueSpellings(root).joined(separator: " ")
        var text = """
            # fish completion for \(name)
            function __\(name)_words
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word
                        case \(options)
                            set skip 1
                        case '-*'
                        case '*'
                            echo -- $word
                    end
                end
            end

            # Whether the words so far are those of a command, and how many arguments follow them.
            function __\(name)_at
                set -l words (__\(name)_words)
                set -l command (string split ' ' -- $argv[1])
                test "$words[1..$argv[2]]" = "$argv[1]"; or return 1
                test (count $argv) -lt 3; and return 0
                test (math (count $words) - $argv[2]) = $argv[3]
            end

            function __\(name)_environments
                set -l program (commandline -opc)[1]
                command $program completion --environments 2>/dev/null
            end

            complete -c \(name) -f

            """
        for option in root.options { text += line("", option) }
        text += commands(of: root, path: [])
        for (path, command) in root.commandPaths {
            let words = CompletionScript.quoted(path.joined(separator: " "))
            let condition = "__\(name)_at \(words) \(path.count)"
            if !command.subcommands.isEmpty { text += commands(of: command, path: path) }
            for option in command.options { text += line(condition, option) }
            for (index, positional) in command.positionals.enumerated() {
                let exact = positional.count == .any ? condition : "\(condition) \(index)"
                for action in actions(for: positional.kind) {
                    text += "complete -c \(name) -n \"\(exact)\" \(action)\n"
                }
            }
        }
        return text
    }

    private func commands(of command: CommandGrammar, path: [String]) -> String {
        let words = CompletionScript.quoted(path.joined(separator: " "))
        let condition =
            path.isEmpty
            ? "test (count (__\(root.name)_words)) = 0" : "__\(root.name)_at \(words) \(path.count) 0"
        return command.subcommands.map { subcommand in
            let summary = CompletionScript.quoted(subcommand.summary, fish: true)
            return "complete -c \(root.name) -n \"\(condition)\" -a \(subcommand.name) -d \(summary)\n"
        }.joined()
    }

    private func line(_ condition: String, _ option: OptionDeclaration) -> String {
        var text = "complete -c \(root.name)" + (condition.isEmpty ? "" : " -n \"\(condition)\"") + " -l \(option.name)"
        if let short = option.short { text += " -s \(short)" }
        if let value = option.value {
            text += " -r"
            for action in actions(for: value.kind) { text += " \(action)" }
        }
        return text + " -d \(CompletionScript.quoted(option.summary, fish: true))\n"
    }

    private func actions(for kind: ValueKind) -> [String] {
        switch kind {
        case .path: ["-F"]
        case .directory: ["-a '(__fish_complete_directories)'"]
        case .environment: ["-a '(__\(root.name)_environments)'"]
        case .planOrEnvironment: ["-F -a '(__\(root.name)_environments)'"]
        case .choice(let values): ["-a '\(values.joined(separator: " "))'"]
        case .text, .integer, .duration, .assignment: []
        }
    }
}
