/// An option as the grammar lists it: its names, its value and what it is for.
package struct OptionDeclaration: Sendable, Hashable {
    package struct Value: Sendable, Hashable {
        /// The word that stands for the value in help, in capitals.
        package let placeholder: String
        package let kind: ValueKind
        /// The value where none is given, as it would be typed.
        package let defaultText: String?
    }

    /// The long name without its dashes.
    package let name: String
    package let short: Character?
    /// Nil for a flag.
    package let value: Value?
    package let isRepeatable: Bool
    /// The environment variable that gives the value where the command line does not.
    package let variable: String?
    /// One sentence without a full stop.
    package let summary: String

    /// `-o, --out FILE`, or `    --out FILE` without a short name.
    var heading: String {
        let short = short.map { "-\($0), " } ?? "    "
        return "\(short)\(longForm)"
    }

    /// `--out FILE`.
    var longForm: String { "--\(name)" + (value.map { " \($0.placeholder)" } ?? "") }

    /// The summary with the default and the variable.
    var fullSummary: String {
        var notes: [String] = []
        if isRepeatable { notes.append("repeatable") }
        if let text = value?.defaultText { notes.append("default: \(text)") }
        if let variable { notes.append("or \(variable)") }
        return notes.isEmpty ? summary : "\(summary) (\(notes.joined(separator: "; ")))"
    }
}

/// A positional argument as the grammar lists it.
package struct PositionalDeclaration: Sendable, Hashable {
    package enum Count: Sendable, Hashable { case one, optional, any }

    /// The word that stands for it in help, in capitals; unique within its command.
    package let placeholder: String
    package let kind: ValueKind
    package let count: Count
    package let summary: String

    /// `ENV`, `[ENV]` or `[ENV…]`.
    var usage: String {
        switch count {
        case .one: placeholder
        case .optional: "[\(placeholder)]"
        case .any: "[\(placeholder)...]"
        }
    }
}

/// What a command's list of options can hold: a ``Flag`` or an ``Option``.
package protocol DeclaresOption: Sendable {
    var declaration: OptionDeclaration { get }
}

/// What a command's list of positional arguments can hold.
package protocol DeclaresPositional: Sendable {
    var declaration: PositionalDeclaration { get }
}

/// An option without a value; ask an ``Invocation`` for it with `invocation[flag]`.
package struct Flag: DeclaresOption {
    package let declaration: OptionDeclaration

    package init(_ name: String, short: Character? = nil, variable: String? = nil, _ summary: String) {
        declaration = OptionDeclaration(
            name: name, short: short, value: nil, isRepeatable: false, variable: variable, summary: summary)
    }
}

/// An option with a value of one Swift type; ask an ``Invocation`` for it with `invocation[option]`.
package struct Option<Value: Sendable>: DeclaresOption {
    package let declaration: OptionDeclaration
    let read: @Sendable (String) -> Value?
}

extension Option<String> {
    package init(
        _ name: String, short: Character? = nil, _ placeholder: String, _ kind: ValueKind,
        default defaultText: String? = nil, repeatable: Bool = false, variable: String? = nil, _ summary: String
    ) {
        declaration = OptionDeclaration(
            name: name, short: short, value: .init(placeholder: placeholder, kind: kind, defaultText: defaultText),
            isRepeatable: repeatable, variable: variable, summary: summary)
        read = { $0 }
    }
}

extension Option<Int> {
    package init(
        _ name: String, short: Character? = nil, _ placeholder: String, in range: ClosedRange<Int>,
        default defaultValue: Int? = nil, variable: String? = nil, _ summary: String
    ) {
        declaration = OptionDeclaration(
            name: name, short: short,
            value: .init(placeholder: placeholder, kind: .integer(range), defaultText: defaultValue.map { String($0) }),
            isRepeatable: false, variable: variable, summary: summary)
        read = { Int($0) }
    }
}

extension Option<Duration> {
    package init(
        _ name: String, short: Character? = nil, duration placeholder: String, default defaultText: String? = nil,
        variable: String? = nil, _ summary: String
    ) {
        declaration = OptionDeclaration(
            name: name, short: short, value: .init(placeholder: placeholder, kind: .duration, defaultText: defaultText),
            isRepeatable: false, variable: variable, summary: summary)
        read = { DurationText.parse($0) }
    }
}

/// A positional argument; ask an ``Invocation`` for it with `invocation[positional]`.
package struct Positional: DeclaresPositional {
    package let declaration: PositionalDeclaration

    package init(
        _ placeholder: String, _ kind: ValueKind, _ count: PositionalDeclaration.Count, _ summary: String
    ) {
        declaration = PositionalDeclaration(placeholder: placeholder, kind: kind, count: count, summary: summary)
    }
}
