package import Diagnostics

/// The problems a template can have, E0301 to E0349.
package enum TemplateCodes {
    package static let syntax = DiagnosticCode(
        "E0301", "template expression cannot be read",
        """
        What stands between `((` and `))` is a path, a literal, a comparison or a filter, and this is none. A literal \
        `((` (shell arithmetic, for example) is written `(("(("))`. docs/templates.md has the whole grammar.
        """)
    package static let unknownName = DiagnosticCode(
        "E0302", "unknown name in a template",
        """
        The path names a value that specs do not have, or a variable that no `for` or `include` around it binds. \
        Templates are checked against the shape of the spec when they are loaded, so that a misspelt path is found \
        before anything is rendered, for every environment at once.
        """)
    package static let unknownFilter = DiagnosticCode(
        "E0303", "unknown filter",
        """
        The list of filters is closed; docs/templates.md has it. A value that needs more preparation belongs in the \
        spec, not in a template.
        """)
    package static let optionalValue = DiagnosticCode(
        "E0304", "value may be absent",
        """
        The spec may leave this value out, and an empty place or a null in a rendered document is never what was meant. \
        Put the use inside `((if path)):`, or give a value with `| default(…)`.
        """)
    package static let wrongType = DiagnosticCode(
        "E0305", "value of the wrong kind in a template",
        """
        Values keep their type: only scalars can stand inside a longer text, only lists and mappings can be looped over, \
        only values of one type can be compared, and each filter takes one kind of input. Use a filter that converts \
        (`string`, `join`, `json`, `length`), or another path.
        """)
    package static let control = DiagnosticCode(
        "E0306", "misplaced control in a template",
        """
        In YAML templates `((if …))`, `((else if …))`, `((else))`, `((for … in …))` and `((include …))` are keys of a \
        mapping; an else follows its if directly. In text templates if, else, for and end stand alone on their line and \
        every if and for has its `((end))`.
        """)
    package static let nameTaken = DiagnosticCode(
        "E0307", "variable name is taken",
        """
        A variable of a `for` or an argument of an `include` has the name of a section of the spec, of another variable \
        around it, or of a word of the language. A path would then mean different things at different places.
        """)
    package static let include = DiagnosticCode(
        "E0308", "include cannot be resolved",
        """
        `((include PATH))` names a fragment by its path from the templates directory, such as \
        `kubernetes/_labels.yaml`. Fragments are YAML files whose name begins with `_`, they may not include themselves, \
        and their arguments are scalars.
        """)
    package static let condition = DiagnosticCode(
        "E0309", "not a condition",
        """
        A condition is a boolean, a comparison, a value that may be absent, or a list or a mapping that may be empty. \
        A text or number that is always there would always be true: compare it with something.
        """)
    package static let repeatedKey = DiagnosticCode(
        "E0310", "key is written twice",
        """
        A mapping would get the same key twice from a loop, a condition, an include or an expression in a key. Which of \
        the two counted would depend on the reader, so nothing was rendered. Keys inside a loop need an expression that \
        differs for each item.
        """)
    package static let limit = DiagnosticCode(
        "E0311", "template is too large",
        """
        Templates, their nesting and what they render are bounded, so that a mistake cannot fill memory or run for long. \
        The bounds are far above real documents; docs/templates.md lists them. Look for a loop inside a loop over the \
        same list.
        """)
    package static let textValue = DiagnosticCode(
        "E0312", "value cannot stand in a line of text",
        """
        A value with a line break or another control character would add lines or change the meaning of a configuration \
        file or script. Quote it with a filter of the syntax (`json`), loop over `| lines`, keep its lines together with \
        `| indent(n)`, or change the value in the spec.
        """)
    package static let scopeMismatch = DiagnosticCode(
        "E0313", "values do not fit the template's shape",
        """
        The values handed to a template have another shape than the one it was checked against. Specs are checked when \
        they are read, so this is a defect of Slipway; please report it with the message.
        """)
    package static let path = DiagnosticCode(
        "E0314", "template path is not usable",
        """
        The path of a template is where its output goes, so it is relative, in plain characters, and has no `..`, no \
        empty part and no part that begins with a dot. Two templates may not have the same output.
        """)
    package static let encoding = DiagnosticCode(
        "E0315", "template is not UTF-8 text",
        """
        A text template holds bytes that are not UTF-8, or a NUL character. Templates are text in UTF-8; \
        binary files and other encodings cannot be rendered. Save the file as UTF-8, or take it out of the templates.
        """)

    package static let all: [DiagnosticCode] = [
        syntax, unknownName, unknownFilter, optionalValue, wrongType, control, nameTaken, include, condition,
        repeatedKey, limit, textValue, scopeMismatch, path, encoding,
    ]
}
