package import Diagnostics

/// The problems a YAML text can have, E0101 to E0149.
package enum YAMLCodes {
    package static let syntax = DiagnosticCode(
        "E0101", "not valid YAML",
        """
        The text breaks the grammar of YAML at the position given. Most often the indentation is not what it seems, \
        a colon is followed by no space, or a value begins with a character that means something in YAML (`@`, `` ` \
        ``, `%`, `*`, `&`, `{`, `[`) or holds `: ` or ` #` and needs quotes. The reader stops at the first such \
        place, so there may be more after it.
        """)
    package static let tab = DiagnosticCode(
        "E0102", "tab used as indentation",
        """
        YAML indents with spaces only (YAML 1.2 section 6.1), because a tab is as wide as each editor likes. Replace \
        tabs by spaces and let the editor insert spaces for YAML files.
        """)
    package static let encoding = DiagnosticCode(
        "E0103", "YAML text is not UTF-8",
        """
        Files are read as UTF-8, with or without a byte order mark. This one is UTF-16, or holds a byte that no \
        UTF-8 text has there: Latin-1 or Windows-1252, binary data, or a character cut in half. Save the file as \
        UTF-8.
        """)
    package static let character = DiagnosticCode(
        "E0104", "character not allowed in YAML",
        """
        The text holds a character that cannot be seen or that some readers take for a line end and others do not: \
        NUL and other control characters, a carriage return without a line feed, U+0085, U+2028, U+2029, a byte \
        order mark in the middle, a noncharacter. Written as an escape in double quotes each of them is fine.
        """)
    package static let duplicateKey = DiagnosticCode(
        "E0105", "duplicate key",
        """
        A mapping has the same key twice. YAML calls that an error, yet many readers silently keep one of the two, \
        and not the same one: a reviewer would see a value that is not used. Both positions are given; keep one. \
        Keys count as the same when their text is, so `1` and `"1"` are.
        """)
    package static let complexKey = DiagnosticCode(
        "E0106", "key is not a single value",
        """
        YAML allows sequences, mappings and nothing at all as keys (`? [a, b]`, `{}: x`, `: x`); JSON and every \
        format rendered here do not. Often a template or a shell expression lost its quotes: `{{ name }}: x` is a \
        mapping as a key until it is quoted.
        """)
    package static let mergeKey = DiagnosticCode(
        "E0107", "merge key",
        """
        `<<: *base` is an extension of YAML 1.1 which YAML 1.2 dropped: some readers merge, others keep a key named \
        `<<`. Values that environments share belong in defaults.yaml, where the origin of each value can be told. A \
        key that is really called `<<` can be quoted.
        """)
    package static let tag = DiagnosticCode(
        "E0108", "tag",
        """
        A tag (`!!str`, `!!int`, `!Ref`) changes what a value is, and each reader knows other tags. Here the type of \
        a value comes from the field it is for, and text can always be quoted. CloudFormation's short forms have \
        long ones that need no tag: `!Ref X` is `Ref: X`, `!Sub` is `Fn::Sub`.
        """)
    package static let alias = DiagnosticCode(
        "E0109", "alias without a value",
        """
        `*name` repeats the value that was marked with `&name` before it in the same document. Here there is no such \
        mark, or the alias stands inside the very value it would repeat. A text that begins with `*`, such as a host \
        pattern `*.example.com`, needs quotes.
        """)
    package static let aliasLimit = DiagnosticCode(
        "E0110", "too many aliases",
        """
        Aliases of aliases grow exponentially: a file of 300 bytes can stand for gigabytes ("billion laughs", \
        CVE-2019-11253). So a text has at most 100 aliases, and together they repeat at most 10,000 values. Write \
        the values out, or move them to defaults.yaml.
        """)
    package static let directive = DiagnosticCode(
        "E0111", "directive",
        """
        A line that begins with `%` before a document (`%YAML 1.1`, `%TAG …`) changes how the document is read. \
        Every text is read as YAML 1.2, so that it means the same wherever it stands; remove the line.
        """)
    package static let documents = DiagnosticCode(
        "E0112", "more than one document",
        """
        The file holds several documents separated by `---`, and one is expected. With the first alone in use, the \
        rest would be ignored without a word; so the file is refused. Split it into files.
        """)
    package static let size = DiagnosticCode(
        "E0113", "YAML text too large",
        """
        A text is read up to 1 MiB. Specs and templates are a hundred times smaller, so this is most likely the \
        wrong file. The size is looked at first; nothing of the text was read.
        """)
    package static let depth = DiagnosticCode(
        "E0114", "YAML nested too deep",
        """
        Sequences and mappings can stand at most 64 deep inside one another, aliases counted with what they stand \
        for. Hand-written files stay below 20; endless brackets come from broken generators or from an attack on the \
        stack.
        """)
    package static let nodes = DiagnosticCode(
        "E0115", "too many values in a YAML text",
        """
        A text holds at most 50,000 values and keys, so that reading it is bounded in time and memory. Split the \
        file, or look for what repeats itself in it.
        """)

    package static let all: [DiagnosticCode] = [
        syntax, tab, encoding, character, duplicateKey, complexKey, mergeKey, tag, alias, aliasLimit, directive,
        documents, size, depth, nodes,
    ]
}
