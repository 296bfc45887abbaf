/// The shells completion scripts are made for.
package enum CompletionShell: String, Sendable, Hashable, CaseIterable { case bash, zsh, fish }

/// Completion scripts, made from the grammar.
///
/// The names of environments are asked of the program itself, `slipway completion --environments`, when a word is
/// completed. What it prints is compared as text, never evaluated.
package enum CompletionScript {
    package static func render(_ root: CommandGrammar, for shell: CompletionShell) -> String {
        switch shell {
        case .bash: BashCompletion(root: root).script
        case .zsh: ZshCompletion(root: root).script
        case .fish: FishCompletion(root: root).script
        }
    }

    /// A word in single quotes, for all three shells; fish also reads backslashes inside them.
    static func quoted(_ text: String, fish: Bool = false) -> String {
        var result = "'"
        for character in text {
            switch character {
            case "'": result += fish ? "\\'" : "'\\''"
            case "\\" where fish: result += "\\\\"
            default: result.append(character)
            }
        }
        return result + "'"
    }

    /// Every spelling of the options that take a value.
    static func valueSpellings(_ root: CommandGrammar) -> [String] {
        let commands = [root] + root.commandPaths.map(\.command)
        let options = commands.flatMap(\.options).filter { $0.value != nil }
        return Set(options.flatMap { ["--\($0.name)"] + ($0.short.map { ["-\($0)"] } ?? []) }).sorted()
    }
}

/// Completion for bash 4 and later, without the bash-completion package.
struct BashCompletion {
    let root: CommandGrammar

    var script: String {
        let name = root.name
        let leaves = root.commandPaths.filter { $0.command.subcommands.isEmpty }
        let groups = root.commandPaths.filter { !$0.command.subcommands.isEmpty }
        var text = Self.head.replacing("NAME", with: name)
            .replacing("VALUE_OPTIONS", with: CompletionScript.valueSpellings(root).joined(separator: "|"))
            .replacing("GROUPS_OF_COMMANDS", with: Self.groups(root))
        text += "    case \"$command\" in\n"
        for (path, command) in [([], root)] + groups.map({ ($0.path, $0.command) }) {
            let words = command.subcommands.map(\.name).joined(separator: " ")
            text += "        \(CompletionScript.quoted(path.joined(separator: " ")))) commands='\(words)' ;;\n"
        }
        text += "    esac\n    case \"$command\" in\n"
        for (path, command) in leaves {
            let options = command.options + root.options
            let spellings = options.flatMap { ["--\($0.name)"] + ($0.short.map { ["-\($0)"] } ?? []) }
            text += "        \(CompletionScript.quoted(path.joined(separator: " "))))\n"
            text += "            options='\(spellings.joined(separator: " "))'\n            case \"$prev\" in\n"
            for option in options {
                guard let kind = option.value?.kind else { continue }
                let spelled = (["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])).joined(separator: "|")
                text += "                \(spelled)) kind=\(CompletionScript.quoted(Self.word(for: kind))) ;;\n"
            }
            text += "                *) case \"$position\" in\n"
            for (index, positional) in command.positionals.enumerated() {
                let pattern = positional.count == .any ? "*" : String(index)
                text +=
                    "                    \(pattern)) kind='\(Self.word(for: positional.kind))' ;;\n"
            }
            text += "                esac ;;\n            esac ;;\n"
        }
        let global = root.options.map { "--\($0.name)" }.joined(separator: " ")
        text += "        *) options='\(global)' ;;\n    esac\n"
        return text + Self.tail.replacing("NAME", with: name)
    }

    private static func word(for kind: ValueKind) -> String {
        switch kind {
        case .path: "file"
        case .directory: "directory"
        case .environment: "environment"
        case .planOrEnvironment: "environment file"
        case .choice(let values): "words " + values.joined(separator: " ")
        case .text, .integer, .duration, .assignment: "none"
        }
    }

    private static let head = #"""
        # bash completion for NAME; load it with: source <(NAME completion bash)
        _NAME_words() {
            local word
            for word in "$@"; do
                [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
            done
        }

        _NAME_environments() {
            local name
            while IFS= read -r name; do
                [[ $name == "$cur"* ]] && COMPREPLY+=("$name")
            done < <("${COMP_WORDS[0]}" ${chdir:+--chdir "$chdir"} completion --environments 2>/dev/null)
        }

        _NAME_paths() {
            local path
            while IFS= read -r path; do
                COMPREPLY+=("$path")
            done < <(compgen "$1" -- "$cur")
            compopt -o filenames 2>/dev/null
        }

        _NAME() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
            local command='' commands='' options='' kind='' chdir='' position=0 word i
            COMPREPLY=()
            if [[ $cur == '=' ]]; then
                cur=''
            elif [[ $prev == '=' ]]; then
                prev=${COMP_WORDS[COMP_CWORD-2]}
            fi
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                case "$word" in
                    VALUE_OPTIONS)
                        ((i++))
                        [[ ${COMP_WORDS[i]} == '=' ]] && ((i++))
                        [[ $word == -C || $word == --chdir ]] && chdir=${COMP_WORDS[i]}
                        ;;
                    -*) ;;
                    *)
                        case "$command" in
                            ''GROUPS_OF_COMMANDS) command="${command:+$command }$word" ;;
                            *) ((position++)) ;;
                        esac
                        ;;
                esac
            done

        """#

    private static let tail = #"""
            case "$kind" in
                'words '*) _NAME_words ${kind#words }; return ;;
                file) [[ $cur == -* ]] || { _NAME_paths -f; return; } ;;
                directory) [[ $cur == -* ]] || { _NAME_paths -d; return; } ;;
                environment) [[ $cur == -* ]] || { _NAME_environments; return; } ;;
                'environment file') [[ $cur == -* ]] || { _NAME_environments; _NAME_paths -f; return; } ;;
            esac
            if [[ $cur == -* ]]; then _NAME_words $options; else _NAME_words $commands; fi
        }

        complete -F _NAME NAME

        """#
}

extension BashCompletion {
    /// The quoted paths of commands that have subcommands, as a pattern.
    static func groups(_ root: CommandGrammar) -> String {
        let groups = root.commandPaths.filter { !$0.command.subcommands.isEmpty }
        return groups.map { "|" + CompletionScript.quoted($0.path.joined(separator: " ")) }.joined()
    }
}
