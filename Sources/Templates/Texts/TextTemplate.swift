package import Diagnostics
package import YAML

/// A text template whose every path, filter and type was checked; for files that are not YAML.
package struct TextTemplate: Sendable {
    private let lines: [Spliced<TextLine>]
    private let slots: Int
    private let limits: TemplateLimits

    /// Checks a text against the shape of the values it will be rendered with; fails with every problem found.
    package static func load(
        _ bytes: [UInt8], file: String, against shape: Shape, limits: TemplateLimits = .standard
    ) throws(Failure) -> TextTemplate {
        let top = SourceLocation(file: file, line: 1, column: 1)
        guard bytes.count <= limits.fileBytes else {
            throw Failure(
                TemplateCodes.limit, "The template has \(bytes.count) bytes; at most \(limits.fileBytes) are read.",
                at: top)
        }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw Failure(
                TemplateCodes.encoding, "The file is not UTF-8 text.", at: top,
                help: "save it as UTF-8, or take it out of the templates")
        }
        var compiler = Compiler(
            TemplateText(file: file, bytes: bytes), shape: shape, isText: true, fragments: [:], limits: limits)
        var source = LineSource(bytes, file: file)
        let lines = compiler.lines(&source)
        guard compiler.diagnostics.isEmpty else { throw Failure(compiler.diagnostics) }
        return TextTemplate(lines: lines, slots: compiler.slots, limits: limits)
    }

    /// The text for these values.
    ///
    /// Fails where a value holds a line break or another control character and no filter deals with it, and where a
    /// limit is reached; with values that conform to the shape nothing else can fail.
    package func render(scope: Node) throws(Failure) -> RenderedText {
        var renderer = Renderer(evaluation: Evaluation(scope: scope, slots: slots, limits: limits))
        var bytes: [UInt8] = []
        var origins: [RenderedText.Line] = []
        var deciding: [SourceLocation] = []
        try renderer.expand(lines, causes: [], deciding: &deciding) { (renderer, line, causes) throws(Failure) in
            let (text, used) = try renderer.line(line, causes: causes)
            let count = text.count { $0 == 0x0A }
            origins += Array(repeating: .init(mark: line.mark, causes: used), count: count)
            bytes += text
        }
        return RenderedText(bytes: bytes, lines: origins)
    }
}

extension Renderer {
    /// One line of the template as bytes with its line feed; several lines where `indent` let them through.
    fileprivate mutating func line(
        _ line: TextLine, causes: [SourceLocation]
    ) throws(Failure) -> (text: [UInt8], causes: [SourceLocation]) {
        var bytes: [UInt8] = []
        var used = causes
        for segment in line.segments {
            switch segment {
            case .text(let text): bytes += text.utf8
            case .expression(let expression):
                var own: [SourceLocation] = []
                guard let scalar = try evaluation.value(expression, causes: &own, at: line.mark)?.scalar else {
                    throw evaluation.mismatch(line.mark)
                }
                used.add(own)
                try refuseControls(scalar.text, keepsLines: expression.keepsLines, own, line.mark)
                bytes += scalar.text.utf8
            }
        }
        bytes.append(0x0A)
        try evaluation.spend(nodes: 1, bytes: bytes.count, at: line.mark)
        return (bytes, used)
    }

    private func refuseControls(
        _ text: String, keepsLines: Bool, _ causes: [SourceLocation], _ mark: SourceLocation
    ) throws(Failure) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepsLines: continue
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let what = scalar.value == 0x0A ? "a line break" : "the control character U+\(hexadecimal(scalar))"
                throw Failure([
                    Diagnostic(
                        TemplateCodes.textValue, "A value used in this line holds \(what).", at: causes.first ?? mark,
                        help: "change the value, or quote it in the template",
                        related: [Diagnostic.Related("the line of the template", at: mark)])
                ])
            default: continue
            }
        }
    }

    private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Expression {
    /// Whether the value may have several lines, because `indent` is the last thing done to it.
    fileprivate var keepsLines: Bool { if case .filter(.indent, _, _) = self { true } else { false } }
}
