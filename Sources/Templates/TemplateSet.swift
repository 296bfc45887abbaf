package import Diagnostics
internal import YAML

/// One template file as found: where its output goes, how to call it in messages, and its text.
package struct TemplateSource: Sendable, Hashable {
    /// Relative to the templates directory, with `/` between parts.
    package let path: String
    /// The name a user knows it by, such as `templates/kubernetes/deployment.yaml`.
    package let file: String
    package let bytes: [UInt8]

    package init(path: String, file: String, bytes: [UInt8]) {
        self.path = path
        self.file = file
        self.bytes = bytes
    }
}

/// A template of a set, ready to be rendered.
package struct Template: Sendable {
    package enum Body: Sendable {
        case structure(StructureTemplate)
        case text(TextTemplate)
    }

    /// Where its output goes: the path of the template, without the suffix `.text`.
    package let path: String
    package let file: String
    /// Whether the user's file is used and not the default.
    package let isUsers: Bool
    package let body: Body
}

/// The default templates with the user's files over them, all checked.
///
/// A user's file replaces the default of the same path; others are added. `.yaml`, `.yml` and `.json` files are
/// structures and everything else is text; the suffix `.text` makes a text of any file. Files whose name begins with
/// `_` are fragments: they have no output and are there to be included.
package struct TemplateSet: Sendable {
    /// In the order of their output paths.
    package let templates: [Template]

    package subscript(path: String) -> Template? { templates.first { $0.path == path } }

    /// Loads all templates; the failure holds every problem of every file, in the order of paths.
    package static func load(
        defaults: [TemplateSource], users: [TemplateSource] = [], against shape: Shape,
        limits: TemplateLimits = .standard
    ) throws(Failure) -> TemplateSet {
        var loading = TemplateLoading(shape: shape, limits: limits)
        for source in defaults { loading.add(source, isUsers: false) }
        for source in users { loading.add(source, isUsers: true) }
        return TemplateSet(templates: try loading.finish())
    }
}

/// A set on its way from files to templates.
private struct TemplateLoading {
    let shape: Shape
    let limits: TemplateLimits
    var sources: [String: (source: TemplateSource, isUsers: Bool)] = [:]
    var problems: [Diagnostic] = []

    init(shape: Shape, limits: TemplateLimits) {
        self.shape = shape
        self.limits = limits
    }

    mutating func add(_ source: TemplateSource, isUsers: Bool) {
        guard isUsable(source.path) else {
            problems.append(
                Diagnostic(
                    TemplateCodes.path, "\"\(source.path)\" cannot be the path of a file that is written.",
                    at: SourceLocation(file: source.file, line: 1, column: 1),
                    help: "use letters, digits and `. _ - +` in its parts, and do not begin one with a dot, but .github"
                ))
            return
        }
        if let other = sources[source.path], other.isUsers == isUsers {
            reportTwice(source, other.source)
            return
        }
        sources[source.path] = (source, isUsers)
    }

    mutating func finish() throws(Failure) -> [Template] {
        var fragments: [String: Fragment] = [:]
        let sorted = sources.sorted { $0.key < $1.key }.map(\.value)
        for (source, _) in sorted where isFragment(source.path) {
            if let node = parse(source)?.first {
                fragments[source.path] = Fragment(
                    text: TemplateText(file: source.file, bytes: source.bytes), node: node)
            }
        }
        var templates: [String: Template] = [:]
        for (source, isUsers) in sorted where !isFragment(source.path) {
            guard let body = body(source, fragments) else { continue }
            let path = output(source.path)
            if let other = templates[path], let first = sources.values.first(where: { $0.source.file == other.file }) {
                reportTwice(source, first.source)
            }
            templates[path] = Template(path: path, file: source.file, isUsers: isUsers, body: body)
        }
        guard problems.isEmpty else { throw Failure(problems) }
        return templates.values.sorted { $0.path < $1.path }
    }

    private mutating func parse(_ source: TemplateSource) -> [Node]? {
        do throws(Failure) {
            let nodes = try YAMLReader.parseAll(source.bytes, file: source.file, limits: .template(limits))
            guard isFragment(source.path), nodes.count != 1 else { return nodes }
            throw Failure(
                TemplateCodes.include, "A fragment is one document, and this file has \(nodes.count).",
                at: SourceLocation(file: source.file, line: 1, column: 1))
        } catch {
            add(error)
            return nil
        }
    }

    private mutating func body(_ source: TemplateSource, _ fragments: [String: Fragment]) -> Template.Body? {
        do throws(Failure) {
            guard isStructure(source.path) else {
                return .text(try .load(source.bytes, file: source.file, against: shape, limits: limits))
            }
            guard let nodes = parse(source) else { return nil }
            let text = TemplateText(file: source.file, bytes: source.bytes)
            return .structure(
                try .load(nodes, text, against: shape, fragments: fragments, limits: limits))
        } catch {
            add(error)
            return nil
        }
    }

    /// Adds what is new: two templates that include one fragment find the same problems in it.
    private mutating func add(_ failure: Failure) {
        for problem in failure.diagnostics where !problems.contains(problem) { problems.append(problem) }
    }

    private mutating func reportTwice(_ source: TemplateSource, _ other: TemplateSource) {
        problems.append(
            Diagnostic(
                TemplateCodes.path, "Two templates have the output \"\(output(source.path))\".",
                at: SourceLocation(file: source.file, line: 1, column: 1), help: "rename one of them",
                related: [.init("the other one", at: SourceLocation(file: other.file, line: 1, column: 1))]))
    }

    private func isFragment(_ path: String) -> Bool { path.split(separator: "/").last?.hasPrefix("_") == true }

    private func isStructure(_ path: String) -> Bool {
        [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    }

    private func output(_ path: String) -> String { path.hasSuffix(".text") ? String(path.dropLast(5)) : path }

    private func isUsable(_ path: String) -> Bool {
        let parts = output(path).split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count <= 512, parts.count <= 16 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 255
                && (part.first != "." || part == ".github" || part == ".dockerignore")
                && part.utf8.allSatisfy { byte in
                    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") <= 9
                        || [0x2E, 0x5F, 0x2D, 0x2B].contains(byte)
                }
        }
    }
}
