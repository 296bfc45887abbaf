/// Completion for zsh, through `_arguments` of its completion system (zshcompsys(1)).
struct ZshCompletion {
    let root: CommandGrammar

    var script: String {
        let name = root.name
        return """
            #compdef \(name)
            # zsh completion for \(name); put it into a directory of fpath as _\(name)
            _\(name)_environments() {
                local -a names
                names=(${(f)"$($program completion --environments 2>/dev/null)"})
                compadd -a names
            }

            _\(name)_plan_or_environment() { _\(name)_environments; _files }

            _\(name)() {
                local program=$words[1] curcontext="$curcontext" state line
                local -A opt_args
            \(level(of: root, depth: 1))
            }

            if [ "$funcstack[1]" = "_\(name)" ]; then _\(name) "$@"; else compdef _\(name) \(name); fi

            """
    }

    /// The call for one command; a command with subcommands calls on for the words behind its own.
    private func level(of command: CommandGrammar, depth: Int) -> String {
        let indent = String(repeating: "    ", count: depth)
        let options = command.name == root.name && depth == 1 ? root.options : command.options + root.options
        var specs = options.flatMap { Self.specs(for: $0, name: root.name) }
        guard !command.subcommands.isEmpty else {
            for (index, positional) in command.positionals.enumerated() {
                let place = positional.count == .any ? "*" : String(index + 1)
                let message = Self.escaped(positional.placeholder)
                specs.append("'\(place):\(message):\(Self.action(for: positional.kind, name: root.name))'")
            }
            return indent + "_arguments -s -S \(specs.joined(separator: " \\\n\(indent)    "))"
        }
        let commands = command.subcommands.map { "\($0.name)\\:\(CompletionScript.quoted(Self.described($0.summary)))" }
        let list = commands.joined(separator: " ").replacing("'", with: "\"")
        specs.append("'1:command:((\(list)))'")
        specs.append("'*::argument:->arguments\(depth)'")
        var text = indent + "_arguments -C -s -S \(specs.joined(separator: " \\\n\(indent)    "))\n"
        text += indent + "[[ $state == arguments\(depth) ]] || return\n" + indent + "case $words[1] in\n"
        for subcommand in command.subcommands {
            text += indent + "    \(subcommand.name))\n" + level(of: subcommand, depth: depth + 2) + " ;;\n"
        }
        return text + indent + "esac"
    }

    /// `'(-o --out)'{-o,--out}'[text]:FILE:_files'`, one word per spelling.
    private static func specs(for option: OptionDeclaration, name: String) -> [String] {
        let spellings = (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
        let exclusion = option.isRepeatable ? "*" : "(\(spellings.joined(separator: " ")))"
        return spellings.map { spelling in
            var spec = exclusion + spelling
            if option.value != nil { spec += spelling.hasPrefix("--") ? "=" : "+" }
            spec += "[\(described(option.summary))]"
            if let value = option.value {
                spec += ":\(escaped(value.placeholder)):\(action(for: value.kind, name: name))"
            }
            return "'\(spec)'"
        }
    }

    private static func action(for kind: ValueKind, name: String) -> String {
        switch kind {
        case .path: "_files"
        case .directory: "_files -/"
        case .environment: "_\(name)_environments"
        case .planOrEnvironment: "_\(name)_plan_or_environment"
        case .choice(let values): "(\(values.joined(separator: " ")))"
        case .text, .integer, .duration, .assignment: " "
        }
    }

    /// Text inside a specification in single quotes: without what would end it.
    private static func escaped(_ text: String) -> String {
        text.replacing("'", with: "").replacing("\\", with: "").replacing(":", with: "\\:")
            .replacing("[", with: "(").replacing("]", with: ")")
    }

    private static func described(_ text: String) -> String {
        escaped(text).replacing("\"", with: "").replacing("`", with: "")
    }
}
