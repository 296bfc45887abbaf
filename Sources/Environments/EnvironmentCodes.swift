package import Diagnostics

/// The kinds of problem a spec can have.
package enum EnvironmentCodes {
    package static let unknownKey = DiagnosticCode(
        "E0201", "unknown key",
        """
        The spec has a closed list of keys at every place, so that a misspelt key cannot be ignored silently. \
        `slipway explain ENV PATH` lists the keys below a path; environments/schema/environment.schema.json makes \
        editors complete them.
        """)
    package static let missingKey = DiagnosticCode(
        "E0202", "missing key",
        """
        The key has no default because no default would be right for everybody. It may stand in the environment's own \
        file or in environments/defaults.yaml.
        """)
    package static let invalidValue = DiagnosticCode(
        "E0203", "invalid value",
        """
        The value does not have the form its type wants. Values are taken exactly as they are written: `010`, `1_000` \
        and `22:22` are texts and no numbers, `yes` and `no` are texts and no truth values.
        """)
    package static let wrongShape = DiagnosticCode(
        "E0204", "wrong shape",
        """
        A list, a mapping or a single value is wanted, and something else is written. A frequent cause is a line that \
        is indented too little or too much, or a list item without its dash.
        """)
    package static let outOfRange = DiagnosticCode(
        "E0205", "out of range",
        "The number, or the number of items, is outside the bounds that the key allows.")
    package static let repeatedItem = DiagnosticCode(
        "E0206", "repeated item", "The list holds the same value twice; it is a set, and twice says nothing.")
    package static let exactlyOne = DiagnosticCode(
        "E0207", "exactly one key needed",
        "The mapping is a choice: exactly one of its keys says what is meant, as in the steps of a rollout.")
    package static let rule = DiagnosticCode(
        "E0208", "values do not fit together",
        """
        Each value is valid by itself, but not beside the others: a minimum above a maximum, a subnet outside its \
        network, a zone of another region, a deadline shorter than what it bounds.
        """)
    package static let override = DiagnosticCode(
        "E0209", "invalid override", exit: .usage,
        "`--set PATH=VALUE` changes one value of the spec for this plan; PATH is the dotted path of a key of the spec.")
    package static let unknownEnvironment = DiagnosticCode(
        "E0210", "unknown environment",
        "An environment is a file environments/NAME.yaml of the project. defaults.yaml is shared by all and is none.")
    package static let unknownPath = DiagnosticCode(
        "E0211", "unknown path",
        "The path names no key of the spec. Paths are dotted keys, with the position for items of a list: rollout.steps.0."
    )
    package static let moreProblems = DiagnosticCode(
        "E0212", "more problems",
        """
        An environment tells its first problems in the order of the text, so that a file that is none of Slipway's is \
        refused at once. The others are told when these are corrected.
        """)

    package static let expiredException = DiagnosticCode(
        "E0213", "exception has expired",
        """
        An exception of compliance.exceptions lets a judge's finding pass until a day that somebody answers for, and \
        that day is over. `slipway validate` compares it with today's date in UTC; nothing else looks at it, so that an \
        urgent apply is never held up by a calendar.
        """)

    package static let all = [
        unknownKey, missingKey, invalidValue, wrongShape, outOfRange, repeatedItem, exactlyOne, rule, override,
        unknownEnvironment, unknownPath, moreProblems, expiredException,
    ]
}
