internal import Diagnostics
internal import YAML

/// Checks a template against a shape and turns it into parts; collects every problem on the way.
struct Compiler {
    var typing: Typing
    var text: TemplateText
    let fragments: [String: Fragment]
    let limits: TemplateLimits
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var slots = 0
    private var nodes = 0
    private var loops = 0
    var includes: [String] = []
    /// Whether entries are being compiled that a loop repeats in one mapping.
    var repeatsEntries = false

    init(_ text: TemplateText, shape: Shape, isText: Bool, fragments: [String: Fragment], limits: TemplateLimits) {
        self.text = text
        self.fragments = fragments
        self.limits = limits
        typing = Typing(root: shape, isText: isText)
    }

    // MARK: Problems

    mutating func report(_ diagnostic: Diagnostic) {
        // A fragment that is included twice has each of its problems once.
        guard diagnostics.count < 200, !diagnostics.contains(diagnostic) else { return }
        diagnostics.append(diagnostic)
    }

    mutating func report(_ problem: Problem, in scalar: [UInt8], at mark: SourceLocation) {
        report(
            Diagnostic(
                problem.code, problem.detail, at: text.location(of: problem.offset, in: scalar, at: mark),
                length: problem.length, help: problem.help))
    }

    /// Counts nodes; false once there are too many.
    mutating func count(at mark: SourceLocation) -> Bool {
        nodes += 1
        if nodes == limits.templateNodes + 1 {
            report(
                Diagnostic(
                    TemplateCodes.limit, "With its includes the template has more than \(limits.templateNodes) nodes.",
                    at: mark))
        }
        return nodes <= limits.templateNodes
    }

    mutating func newSlot() -> Int {
        slots += 1
        return slots - 1
    }

    // MARK: Scalars and expressions

    /// The control that a text is, where it is one; a problem in it is reported and told by `isBroken`.
    mutating func control(_ scalar: [UInt8], at mark: SourceLocation) -> (control: Control?, isBroken: Bool) {
        do throws(Problem) {
            return (try Parser.control(scalar), false)
        } catch {
            report(error, in: scalar, at: mark)
            return (nil, true)
        }
    }

    /// Checks with typing and reports what it finds at the place of the scalar.
    mutating func typed<Result>(
        _ scalar: [UInt8], at mark: SourceLocation, _ body: (inout Typing) -> Result
    ) -> Result {
        let result = body(&typing)
        for problem in typing.problems { report(problem, in: scalar, at: mark) }
        typing.problems = []
        return result
    }

    /// The pieces of a scalar with their expressions checked; `isWhole` where it is one expression and nothing else.
    mutating func segments(
        _ scalar: [UInt8], at mark: SourceLocation
    ) -> (segments: [Segment], isWhole: Bool, kind: Typing.Kind) {
        var found: [Problem] = []
        let pieces = Parser.pieces(of: scalar) { found.append($0) }
        for problem in found { report(problem, in: scalar, at: mark) }
        let isWhole = pieces.count == 1 && found.isEmpty
        var kind = Typing.Kind.reported
        let segments = pieces.map { piece -> Segment in
            switch piece {
            case .text(let text): return .text(text)
            case .expression(let syntax):
                let (expression, type) = typed(scalar, at: mark) { $0.required(syntax) }
                kind = type
                if let shape = type.shape, !shape.isScalar, !isWhole || typing.isText {
                    let problem = Problem(
                        TemplateCodes.wrongType, "This is \(shape.words); inside a text only scalars can stand.",
                        at: syntax.place, help: "use `| json` or `| join(\",\")`, or place it alone as a value")
                    report(problem, in: scalar, at: mark)
                }
                return .expression(expression)
            }
        }
        return (segments, isWhole, kind)
    }

    // MARK: Controls

    /// What a loop could go over in place of something that is no list.
    private static func loopHelp(_ shape: Shape) -> String {
        switch shape {
        case .object: "loop over one of its keys, or write the keys one by one"
        case .scalar(.string): "`| lines` makes a list of a text's lines; a single value needs no loop"
        default: "name a list or a mapping with open keys; a single value needs no loop"
        }
    }

    /// Binds the variable of a loop while `body` is compiled.
    mutating func loop<Leaf>(
        _ variable: Name, over: Syntax, _ scalar: [UInt8], at mark: SourceLocation,
        body: (inout Compiler) -> [Spliced<Leaf>]
    ) -> Spliced<Leaf> {
        let (expression, kind) = typed(scalar, at: mark) { $0.required(over) }
        let slot = newSlot(), loopSlot = newSlot()
        let bound: Typing.Variable
        switch kind.shape {
        case .list(let item): bound = .value(Typing.Kind(shape: item), slot: slot)
        case .map(let value): bound = .entry(value, slot: slot)
        case nil: bound = .value(.reported, slot: slot)
        case .some(let shape):
            bound = .value(.reported, slot: slot)
            let what = if case .object = shape { "a mapping with fixed keys" } else { shape.words }
            report(
                Problem(
                    TemplateCodes.wrongType, "A loop goes over a list or a mapping with open keys, not \(what).",
                    at: over.place, help: Self.loopHelp(shape)), in: scalar, at: mark)
        }
        checkFree(variable, scalar, at: mark)
        loops += 1
        if loops > limits.loopDepth {
            report(
                Problem(
                    TemplateCodes.limit, "There are more than \(limits.loopDepth) loops inside one another.",
                    at: variable), in: scalar, at: mark)
        }
        let before = typing.variables
        typing.variables[variable.text] = bound
        typing.variables["loop"] = .loop(slot: loopSlot)
        let content = body(&self)
        typing.variables = before
        loops -= 1
        return .loop(slot: slot, loopSlot: loopSlot, over: expression, body: content, mark)
    }

    mutating func checkFree(_ variable: Name, _ scalar: [UInt8], at mark: SourceLocation) {
        var owner: String?
        if Parser.reserved.contains(variable.text) { owner = "a word of the language" }
        if typing.variables[variable.text] != nil { owner = "a variable around it" }
        if case .object(let fields) = typing.root, fields.contains(where: { $0.name == variable.text }) {
            owner = "a section of the spec"
        }
        guard let owner else { return }
        report(
            Problem(
                TemplateCodes.nameTaken, "\"\(variable.text)\" is the name of \(owner).", at: variable,
                help: "choose another name"), in: scalar, at: mark)
    }
}

/// A file that others include.
struct Fragment: Sendable {
    let text: TemplateText
    let node: Node
}
