internal import Diagnostics

/// How a fault of libyaml is told: its terse words in sentences, with what to do where that can be known.
extension SourceText {
    func failure(_ fault: SyntaxFault) -> Failure { Failure([diagnostic(fault)]) }

    func diagnostic(_ fault: SyntaxFault) -> Diagnostic {
        let found = character(at: fault.place)
        var words = Self.words(for: fault.problem, found: found)
        if found == "\t", fault.problem.contains("cannot start") || fault.problem.contains("tab") {
            words = (YAMLCodes.tab, "a tab cannot indent", "indent with spaces")
        }
        var related: [Diagnostic.Related] = []
        if let context = fault.context, let place = fault.contextPlace, place.line != fault.place.line {
            related = [Diagnostic.Related(context, at: location(place))]
        }
        return Diagnostic(words.code, words.detail, at: location(fault.place), help: words.help, related: related)
    }

    private func location(_ place: SyntaxFault.Place) -> SourceLocation {
        SourceLocation(file: file, line: place.line, column: place.column)
    }

    private typealias Words = (code: DiagnosticCode, detail: String, help: String?)

    private static func words(for problem: String, found: Unicode.Scalar?) -> Words {
        let indentation = "check that keys of one mapping begin in the same column"
        switch problem {
        case "mapping values are not allowed in this context":
            return syntax(
                "this `:` begins a mapping where one cannot stand", "quote the value if the `:` is part of it")
        case "did not find expected key": return syntax("a key of the mapping is expected here", indentation)
        case "could not find expected ':'":
            return syntax(
                "the line before has no `:` after its key", "add the colon and a space, or fix the indentation")
        case "did not find expected '-' indicator":
            return syntax("an item of the sequence is expected here", indentation)
        case "block sequence entries are not allowed in this context":
            return syntax("a sequence cannot begin on this line", "begin it on a line of its own")
        case "did not find expected node content": return syntax("a value is expected here", nil)
        case "did not find expected ',' or ']'": return syntax("`,` or `]` is expected here", nil)
        case "did not find expected ',' or '}'": return syntax("`,` or `}` is expected here", nil)
        case "found unexpected end of stream": return syntax("the text ends inside a quoted value", "close the quote")
        case "found unexpected document indicator":
            return syntax("a document ends inside a quoted value", "close the quote")
        case "found unknown escape character":
            return syntax("this escape does not exist", #"double the backslash, or use single quotes"#)
        case "found invalid Unicode character escape code":
            return syntax(
                "this escape is no character; surrogate pairs are not read",
                #"write \U and eight digits, as in \U0001F600"#)
        case "found undefined tag handle": return (YAMLCodes.tag, "this tag has no meaning here", "remove the tag")
        case "did not find expected alphabetic or numeric character":
            return syntax(
                "`&` and `*` begin an anchor or an alias, which needs a name", "quote the value if it is text")
        case "found character that cannot start any token":
            let start = found.map { "a value cannot begin with `\($0)`" } ?? "a value cannot begin here"
            return syntax(start, "quote the value")
        case "did not find expected <document start>":
            return syntax("the text goes on after its value", indentation)
        case "found incompatible YAML document", "found duplicate %YAML directive", "found duplicate %TAG directive",
            "found unknown directive name":
            return (YAMLCodes.directive, "directives are not read", "remove the line that begins with `%`")
        default: return syntax(problem, nil)
        }
    }

    private static func syntax(_ detail: String, _ help: String?) -> Words { (YAMLCodes.syntax, detail, help) }
}
