internal import Diagnostics
internal import YAML

/// A line of a text template.
struct TextLine: Sendable {
    let segments: [Segment]
    let mark: SourceLocation
}

/// The lines of a text template, and how far they are read.
struct LineSource {
    let lines: [ArraySlice<UInt8>]
    let file: String
    var next = 0

    init(_ bytes: [UInt8], file: String) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lines = bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
        self.file = file
    }

    /// The beginning of the line that was read last.
    var mark: SourceLocation { SourceLocation(file: file, line: max(1, next), column: 1) }
}

extension Compiler {
    /// Compiles all lines; what ends a block without having begun one is reported.
    mutating func lines(_ source: inout LineSource) -> [Spliced<TextLine>] {
        var result: [Spliced<TextLine>] = []
        while true {
            let (body, ending, _) = block(&source, depth: 0)
            result += body
            guard ending != nil else { return result }
            reportText("This has no if or for before it.", source)
        }
    }

    /// The lines up to the control that ends the block, which is read and returned; nil at the end of the text.
    private mutating func block(
        _ source: inout LineSource, depth: Int
    ) -> (body: [Spliced<TextLine>], ending: Control?, scalar: [UInt8]) {
        var body: [Spliced<TextLine>] = []
        while source.next < source.lines.count {
            let scalar = Array(source.lines[source.next])
            source.next += 1
            let mark = source.mark
            guard count(at: mark) else { break }
            let (found, isBroken) = control(scalar, at: mark)
            switch found {
            case nil where isBroken: continue
            case nil: body.append(.leaf(TextLine(segments: segments(scalar, at: mark).segments, mark: mark)))
            case .condition(let syntax):
                body.append(chain(syntax, scalar, &source, depth + 1))
            case .loop(let variable, let over):
                let opening = mark
                body.append(
                    loop(variable, over: over, scalar, at: mark) { compiler in
                        compiler.loopBody(&source, depth + 1, opening)
                    })
            case .include:
                reportText("Text templates include nothing.", source)
            case .otherwise, .otherwiseIf, .end:
                return (body, found, scalar)
            }
        }
        return (body, nil, [])
    }

    private mutating func loopBody(
        _ source: inout LineSource, _ depth: Int, _ opening: SourceLocation
    ) -> [Spliced<TextLine>] {
        guard checkDepth(depth, opening) else { return [] }
        let (body, ending, _) = block(&source, depth: depth)
        switch ending {
        case .end: break
        case nil: reportOpen("for", opening)
        default: reportText("A for has no else; it ends with `((end))`.", source)
        }
        return body
    }

    private mutating func chain(
        _ first: Syntax, _ firstScalar: [UInt8], _ source: inout LineSource, _ depth: Int
    ) -> Spliced<TextLine> {
        let opening = source.mark
        var branches: [Spliced<TextLine>.Branch] = []
        var syntax: Syntax? = first
        var scalar = firstScalar
        var absent: Set<[String]> = []
        guard checkDepth(depth, opening) else { return .branches([]) }
        while true {
            let mark = source.mark
            var facts = absent
            var expression: Expression?
            if let syntax {
                let known = absent
                let condition = typed(scalar, at: mark) { $0.assuming(known) { $0.condition(syntax) } }
                facts.formUnion(condition.whenTrue)
                absent.formUnion(condition.whenFalse)
                expression = condition.expression
            }
            let before = typing.facts
            typing.facts.formUnion(facts)
            let (body, ending, next) = block(&source, depth: depth)
            typing.facts = before
            branches.append(.init(condition: expression, body: body, mark: mark))
            switch ending {
            case .otherwiseIf(let other) where syntax != nil: (syntax, scalar) = (other, next)
            case .otherwise where syntax != nil: (syntax, scalar) = (nil, next)
            case .end: return .branches(branches)
            case nil:
                reportOpen("if", opening)
                return .branches(branches)
            default:
                reportText("Nothing can follow the else of an if but `((end))`.", source)
                return .branches(branches)
            }
        }
    }

    private mutating func checkDepth(_ depth: Int, _ mark: SourceLocation) -> Bool {
        guard depth > 32 else { return true }
        report(Diagnostic(TemplateCodes.limit, "Controls stand more than 32 deep inside one another.", at: mark))
        return false
    }

    private mutating func reportOpen(_ word: String, _ mark: SourceLocation) {
        report(
            Diagnostic(
                TemplateCodes.control, "This \(word) is never ended.", at: mark,
                help: "write a line `((end))` behind its content"))
    }

    private mutating func reportText(_ detail: String, _ source: LineSource) {
        report(Diagnostic(TemplateCodes.control, detail, at: source.mark))
    }
}
