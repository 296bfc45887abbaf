internal import DefaultTemplates
package import Diagnostics
package import Environments
package import Templates
internal import YAML

/// The templates of a project, checked, and the documents they make of an environment.
package struct Manifests: Sendable {
    private let templates: TemplateSet

    /// Checks the default templates with the user's over them; throws a `Failure` with every problem of every file.
    ///
    /// - Parameter set: the only directory whose defaults are wanted, with every fragment; all without it.
    package init(users: [TemplateSource], below set: String? = nil) throws(Failure) {
        let defaults = EmbeddedTemplates.files.filter { Self.isUsed($0.path, below: set) }.map { file in
            TemplateSource(path: file.path, file: "templates/\(file.path) (built in)", bytes: file.bytes)
        }
        templates = try TemplateSet.load(defaults: defaults, users: users, against: Self.shape)
    }

    /// Whether a template takes part in the documents below `set`: it is one of them, or a fragment of anybody.
    package static func isUsed(_ path: String, below set: String?) -> Bool {
        set.map { path.hasPrefix("\($0)/") || path.contains("/_") } ?? true
    }

    /// The documents of `environment`, sorted by path.
    ///
    /// - Parameters:
    ///   - layout: what it occupies on this machine; without one, what it would occupy on an empty machine, so that
    ///     the documents depend on nothing but files.
    ///   - set: only the documents below this directory; all without it.
    package func documents(
        of environment: ResolvedEnvironment, on layout: MachineLayout? = nil, below set: String? = nil
    ) throws(Failure) -> [Document] {
        let scope = Self.scope(environment, layout ?? .preview(of: environment.spec))
        var documents: [Document] = []
        for template in templates.templates {
            if let set, !template.path.hasPrefix("\(set)/") { continue }
            if let document = try Self.render(template, scope) { documents.append(document) }
        }
        return documents
    }

    private static func render(_ template: Template, _ scope: Node) throws(Failure) -> Document? {
        switch template.body {
        case .text(let text):
            let rendered = try text.render(scope: scope)
            guard !rendered.bytes.isEmpty else { return nil }
            let origins = rendered.lines.map { Document.Origin(template: $0.mark, causes: $0.causes) }
            return Document(path: template.path, bytes: rendered.bytes, content: .text(origins))
        case .structure(let structure):
            let nodes = try structure.render(scope: scope)
            guard !nodes.isEmpty else { return nil }
            return Document(path: template.path, bytes: YAMLWriter.write(documents: nodes), content: .structure(nodes))
        }
    }

    // MARK: What templates see

    private static func scope(_ environment: ResolvedEnvironment, _ layout: MachineLayout) -> Node {
        let computed = [("machine", layout.node), ("cluster", ClusterLayout(of: environment).node)].map { name, node in
            Node.Pair(key: .string(name, at: node.mark), value: node)
        }
        return Node(.mapping((environment.tree.mapping ?? []) + computed), at: environment.tree.mark)
    }

    /// What a template may refer to: the keys of the spec, `machine` and `cluster`.
    package static let shape: Shape = {
        let machine = Shape.Field("machine", MachineLayout.shape, description: "What it occupies on this machine.")
        let cluster = Shape.Field("cluster", ClusterLayout.shape, description: "What it comes to on a cluster.")
        guard case .object(let root) = EnvironmentSpec.schema else { return .object([machine, cluster]) }
        return .object(fields(of: root) + [machine, cluster])
    }()

    private static func fields(of object: ObjectSchema) -> [Shape.Field] {
        object.fields.map { field in
            Shape.Field(
                field.name, shape(of: field.schema), optional: field.isOptional, description: field.description)
        }
    }

    private static func shape(of schema: Schema) -> Shape {
        switch schema {
        case .scalar(let scalar):
            switch scalar.form {
            case .integer: .integer
            case .number: .decimal
            case .bool: .boolean
            case .text("duration"): .duration
            case .string, .text: .string
            }
        case .object(let object): .object(fields(of: object))
        case .list(let item, _): .list(shape(of: item))
        case .map(_, let value): .map(shape(of: value))
        }
    }
}
