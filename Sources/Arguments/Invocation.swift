/// A command line that was understood: the command, and a value of the right form for everything given.
package struct Invocation: Sendable, Hashable {
    /// What is to be done.
    package enum Request: Sendable, Hashable {
        /// Run the command at ``Invocation/command``.
        case run
        /// Print the help of the command at this path; empty for the whole tool.
        case help([String])
        case version
    }

    package let request: Request
    /// The words of the command, such as `["rollout", "start"]`; empty for `--help` and `--version` alone.
    package let command: [String]
    /// Values by the option's long name; a flag that is set has one empty value.
    let values: [String: [String]]
    /// Values by the positional's placeholder.
    let arguments: [String: [String]]
    /// The options that were typed, as opposed to defaults and environment variables.
    let typed: Set<String>

    /// Whether the flag was given.
    package subscript(flag: Flag) -> Bool { values[flag.declaration.name] != nil }

    /// The value given, or the default, or nil.
    package subscript<Value>(option: Option<Value>) -> Value? {
        values[option.declaration.name]?.last.flatMap(option.read)
    }

    /// Every value of a repeatable option, in order.
    package func all<Value>(_ option: Option<Value>) -> [Value] {
        (values[option.declaration.name] ?? []).compactMap(option.read)
    }

    /// The argument, or nil where it was not given.
    package subscript(positional: Positional) -> String? { arguments[positional.declaration.placeholder]?.first }

    /// The argument the grammar asks for; throws a ``UsageError`` where the command has no such argument.
    package func require(_ positional: Positional) throws(UsageError) -> String {
        guard let value = self[positional] else {
            throw UsageError(
                UsageCodes.missingArgument, "\(positional.declaration.placeholder) is missing.", command: command)
        }
        return value
    }

    /// Every value of an argument that may come many times, in order.
    package func all(_ positional: Positional) -> [String] { arguments[positional.declaration.placeholder] ?? [] }

    /// Whether the option stood on the command line itself.
    package func isTyped(_ option: some DeclaresOption) -> Bool { typed.contains(option.declaration.name) }
}
