package import Diagnostics
package import YAML

/// A YAML template whose every path, filter and type was checked; renders to documents.
package struct StructureTemplate: Sendable {
    private let documents: [Spliced<Part>]
    private let slots: Int
    private let limits: TemplateLimits

    /// Checks YAML text against the shape of the values it will be rendered with; fails with every problem found.
    package static func load(
        _ bytes: [UInt8], file: String, against shape: Shape, limits: TemplateLimits = .standard
    ) throws(Failure) -> StructureTemplate {
        let nodes = try YAMLReader.parseAll(bytes, file: file, limits: .template(limits))
        return try load(
            nodes, TemplateText(file: file, bytes: bytes), against: shape, fragments: [:], limits: limits)
    }

    /// As ``load(_:file:against:limits:)``, for nodes read elsewhere; columns inside quoted scalars are then nearby.
    package static func load(
        nodes: [Node], file: String, against shape: Shape, limits: TemplateLimits = .standard
    ) throws(Failure) -> StructureTemplate {
        try load(nodes, TemplateText(file: file, bytes: []), against: shape, fragments: [:], limits: limits)
    }

    static func load(
        _ nodes: [Node], _ text: TemplateText, against shape: Shape, fragments: [String: Fragment],
        limits: TemplateLimits
    ) throws(Failure) -> StructureTemplate {
        var compiler = Compiler(text, shape: shape, isText: false, fragments: fragments, limits: limits)
        let documents = nodes.flatMap { compiler.document($0) }
        guard compiler.diagnostics.isEmpty else { throw Failure(compiler.diagnostics) }
        return StructureTemplate(documents: documents, slots: compiler.slots, limits: limits)
    }

    /// The documents for these values; none where conditions or loops at the top leave none.
    ///
    /// Every node stands at its line of the template; its `causes` are the values it was made of and those that decided
    /// that it is there. With values that conform to the shape only a limit or a key that values make twice can fail.
    package func render(scope: Node) throws(Failure) -> [Node] {
        var renderer = Renderer(evaluation: Evaluation(scope: scope, slots: slots, limits: limits))
        var result: [Node] = []
        var deciding: [SourceLocation] = []
        try renderer.expand(documents, causes: [], deciding: &deciding) { (renderer, part, causes) throws(Failure) in
            result.append(try renderer.node(part, causes: causes))
        }
        return result
    }
}

extension YAMLLimits {
    /// The reader's limits for a template.
    static func template(_ limits: TemplateLimits) -> YAMLLimits {
        YAMLLimits(bytes: limits.fileBytes, nodes: limits.templateNodes)
    }
}
