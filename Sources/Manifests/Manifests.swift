internal import DefaultTemplates
package import Diagnostics
package import Environments
package import Templates
internal import YAML

/// The templates of a project, checked, and the documents they make of an environment.
package struct Manifests: Sendable {
    private let templates: TemplateSet

    /// Checks the default templates with the user's over them; throws a `Failure` with every problem of every file.
    package init(users: [TemplateSource]) throws(Failure) {
        let defaults = EmbeddedTemplates.files.map { file in
            TemplateSource(path: file.path, file: "templates/\(file.path) (built in)", bytes: file.bytes)
        }
        templates = try TemplateSet.load(defaults: defaults, users: users, against: Self.shape)
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
        let machine = layout.node
        let pair = Node.Pair(key: .string("machine", at: machine.mark), value: machine)
        return Node(.mapping((environment.tree.mapping ?? []) + [pair]), at: environment.tree.mark)
    }

    /// What a template may refer to: the keys of the spec, and `machine`.
    package static let shape: Shape = {
        let machine = Shape.Field("machine", MachineLayout.shape, description: "What it occupies on this machine.")
        guard case .object(let root) = EnvironmentSpec.schema else { return .object([machine]) }
        return .object(fields(of: root) + [machine])
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
