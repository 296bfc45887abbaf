import Diagnostics

/// The work of reading one command's options and arguments.
struct ArgumentReading {
    let root: CommandGrammar
    let command: CommandGrammar
    let path: [String]
    private(set) var values: [String: [String]] = [:]
    private var loose: [String] = []

    init(root: CommandGrammar, command: CommandGrammar, path: [String]) {
        self.root = root
        self.command = command
        self.path = path
    }

    private var options: [OptionDeclaration] { command.options + root.options }

    mutating func read(_ words: [String]) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                loose += rest
                return
            }
            if word.hasPrefix("--") {
                try readLong(word, &rest)
            } else if word.hasPrefix("-"), word != "-" {
                try readShort(word, &rest)
            } else {
                loose.append(word)
            }
        }
    }

    private mutating func readLong(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let body = word.dropFirst(2)
        let name = String(body.prefix { $0 != "=" })
        let attached = body.count > name.count ? String(body.dropFirst(name.count + 1)) : nil
        guard let option = options.first(where: { $0.name == name }) else { throw unknownOption("--\(name)", name) }
        guard option.value != nil else {
            guard attached == nil else {
                throw usage(UsageCodes.unexpectedArgument, "--\(name) takes no value.", help: "write `--\(name)` alone")
            }
            return try set(option, "", spelled: "--\(name)")
        }
        guard let value = attached ?? takeValue(&rest) else { throw missingValue(option, "--\(name)") }
        try set(option, value, spelled: "--\(name)")
    }

    /// `-q`, `-qv`, `-o FILE`, `-o=FILE`; a long name behind one dash is refused by name, never read as a bundle.
    private mutating func readShort(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let body = word.dropFirst()
        let name = String(body.prefix { $0 != "=" })
        let attached = body.count > name.count ? String(body.dropFirst(name.count + 1)) : nil
        if name.count > 1 {
            if let option = options.first(where: { $0.name == name }) {
                throw usage(
                    UsageCodes.unknownOption, "`-\(name)` has one dash; long options have two.",
                    help: "did you mean `--\(option.name)`?")
            }
            let isElsewhere = root.commandPaths.contains { $0.command.options.contains { $0.name == name } }
            if isElsewhere || root.foreignWords["-\(name)"] != nil { throw unknownOption("-\(name)", name) }
        }
        for (index, letter) in name.enumerated() {
            guard let option = options.first(where: { $0.short == letter }) else {
                throw unknownOption("-\(name)", name)
            }
            guard option.value != nil else {
                guard attached == nil || index < name.count - 1 else {
                    throw usage(UsageCodes.unexpectedArgument, "-\(letter) takes no value.")
                }
                try set(option, "", spelled: "-\(letter)")
                continue
            }
            guard index == name.count - 1 else {
                throw usage(
                    UsageCodes.invalidValue, "-\(letter) takes a value, so it must end `-\(name)`.",
                    help: "write `-\(letter) \(option.value?.placeholder ?? "VALUE")` as a word of its own")
            }
            guard let value = attached ?? takeValue(&rest) else { throw missingValue(option, "-\(letter)") }
            try set(option, value, spelled: "-\(letter)")
        }
    }

    /// The next word, unless it is an option: `--out --json` is a forgotten value, not a file called `--json`.
    private func takeValue(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") || Int(next) != nil else { return nil }
        rest.removeFirst()
        return next
    }

    private mutating func set(_ option: OptionDeclaration, _ value: String, spelled: String) throws(UsageError) {
        if values[option.name] != nil, !option.isRepeatable {
            throw usage(UsageCodes.repeatedOption, "\(spelled) is given twice.", help: "give it once")
        }
        if let refusal = option.value?.kind.refusal(of: value) {
            throw usage(
                UsageCodes.invalidValue, "\(spelled) cannot be `\(value)`: \(refusal).",
                help: advice(for: option.value?.kind, value))
        }
        values[option.name, default: []].append(value)
    }

    private func advice(for kind: ValueKind?, _ value: String) -> String? {
        guard case .choice(let choices) = kind else { return nil }
        return Suggestion.nearest(to: value, among: choices).map { "did you mean `\($0)`?" }
    }

    /// The loose words by placeholder; the last positional may take many.
    func assignPositionals() throws(UsageError) -> [String: [String]] {
        var rest = loose[...]
        var arguments: [String: [String]] = [:]
        for positional in command.positionals {
            var taken: [String] = []
            switch positional.count {
            case .one, .optional: if let word = rest.popFirst() { taken = [word] }
            case .any: (taken, rest) = (Array(rest), [])
            }
            if taken.isEmpty, positional.count == .one {
                throw usage(
                    UsageCodes.missingArgument, "\(positional.placeholder) is missing: \(positional.summary).",
                    help: "usage: \(HelpText.usage(root: root, path: path))")
            }
            for word in taken {
                guard let refusal = positional.kind.refusal(of: word) else { continue }
                throw usage(
                    UsageCodes.invalidValue, "\(positional.placeholder) cannot be `\(word)`: \(refusal).",
                    help: advice(for: positional.kind, word))
            }
            if !taken.isEmpty { arguments[positional.placeholder] = taken }
        }
        if let extra = rest.first {
            throw usage(
                UsageCodes.unexpectedArgument, "`\(extra)` is one argument too many.",
                help: "usage: \(HelpText.usage(root: root, path: path))")
        }
        return arguments
    }

    /// Options that were not typed take the value of their variable; an empty variable counts as unset.
    mutating func takeVariables(_ variables: [String: String]) throws(UsageError) {
        for option in options where values[option.name] == nil {
            guard let variable = option.variable, let value = variables[variable], !value.isEmpty else { continue }
            guard let kind = option.value?.kind else {
                switch value {
                case "1", "true": values[option.name] = [""]
                case "0", "false": break
                default:
                    throw usage(UsageCodes.invalidValue, "The variable \(variable) must be 1, 0, true or false.")
                }
                continue
            }
            if let refusal = kind.refusal(of: value) {
                throw usage(
                    UsageCodes.invalidValue, "The variable \(variable) cannot be `\(value)`: \(refusal).",
                    help: advice(for: kind, value))
            }
            values[option.name] = [value]
        }
    }

    mutating func takeDefaults() {
        for option in options where values[option.name] == nil {
            if let text = option.value?.defaultText { values[option.name] = [text] }
        }
    }

    /// Rules hold for what was typed; a variable gives way to what excludes it.
    mutating func checkRules(typed: Set<String>) throws(UsageError) {
        for rule in command.rules + root.rules {
            switch rule {
            case .atMostOne(let names):
                let given = names.filter { typed.contains($0) }
                guard given.count < 2 else {
                    throw usage(
                        UsageCodes.conflictingOptions,
                        "\(given.map { "--\($0)" }.joined(separator: " and ")) exclude each other.",
                        help: "give one of them")
                }
                if given.count == 1 { for name in names where !typed.contains(name) { values[name] = nil } }
            case .needs(let name, let other, let reason):
                guard values[name] != nil, values[other] == nil else { continue }
                throw usage(
                    UsageCodes.conflictingOptions, "--\(name) needs --\(other): \(reason).", help: "add `--\(other)`")
            }
        }
    }

    // MARK: Errors

    private func unknownOption(_ spelled: String, _ name: String) -> UsageError {
        let detail = "`\(spelled)` is no option of `\((["\(root.name)"] + path).joined(separator: " "))`."
        let elsewhere = root.commandPaths.filter { entry in entry.command.options.contains { $0.name == name } }
        let homes = elsewhere.map { "`\($0.path.joined(separator: " "))`" }
        if !homes.isEmpty {
            return usage(
                UsageCodes.unknownOption, detail, help: "`--\(name)` belongs to \(homes.joined(separator: ", "))")
        }
        if let advice = root.foreignWords["-\(name)"] {
            return usage(
                UsageCodes.unknownOption, detail,
                help: advice.hasPrefix("--") ? "did you mean `\(advice)`?" : advice)
        }
        if let nearest = Suggestion.nearest(to: name, among: options.map(\.name)), name.count > 1 {
            return usage(UsageCodes.unknownOption, detail, help: "did you mean `--\(nearest)`?")
        }
        return usage(UsageCodes.unknownOption, detail)
    }

    private func missingValue(_ option: OptionDeclaration, _ spelled: String) -> UsageError {
        usage(
            UsageCodes.missingArgument, "\(spelled) needs a value.",
            help: "write `\(spelled) \(option.value?.placeholder ?? "VALUE")`; "
                + "a value that begins with a dash is written `--\(option.name)=VALUE`")
    }

    private func usage(_ code: DiagnosticCode, _ detail: String, help: String? = nil) -> UsageError {
        UsageError(code, detail, help: help, command: path)
    }
}
