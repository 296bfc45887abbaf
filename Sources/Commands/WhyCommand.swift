import Diagnostics
import Environments
import JSON
import Manifests
import YAML

/// `slipway why ENV DOCUMENT PATH`: the template line and the spec lines behind one value or line.
struct WhyCommand: Command {
    let environment: String
    let document: String
    let path: String
    let overrides: [String]
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let resolved = try project.environment(environment, overrides: try Override.all(overrides))
        let documents = try project.manifests().documents(of: resolved)
        guard let found = documents.first(where: { $0.path == document }) else {
            let near = Suggestion.nearest(to: document, among: documents.map(\.path))
            throw Failure(
                CommandCodes.unknownDocument, "\(environment) has no document \"\(document)\".",
                help: near.map { "did you mean \"\($0)\"?" }
                    ?? "the documents are \(documents.map(\.path).joined(separator: ", "))")
        }
        let (value, origin) = try trace(in: found)
        if isJSON {
            let json: JSONValue = [
                "document": .string(document), "path": .string(path), "value": .string(value),
                "template": .string(origin.template.description),
                "causes": .array(origin.causes.map { .string(Explanation.origin($0)) }),
            ]
            session.print(String(decoding: json.bytes(pretty: true), as: UTF8.self) + "\n")
            return .success
        }
        session.print("\(document) \(path): \(value)\n  template \(origin.template)\n")
        for cause in origin.causes { session.print("  value    \(Explanation.origin(cause))\n") }
        if origin.causes.isEmpty { session.print("  no value of the spec: the template says so itself\n") }
        return .success
    }

    private func trace(in found: Document) throws(Failure) -> (value: String, origin: Document.Origin) {
        switch found.content {
        case .text(let origins):
            let lines = String(decoding: found.bytes, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            guard let number = Int(path), origins.indices.contains(number - 1), lines.indices.contains(number - 1)
            else {
                throw Failure(
                    CommandCodes.unknownDocument, "\(document) is a text, and \"\(path)\" is none of its lines.",
                    help: "give a line from 1 to \(origins.count)")
            }
            return (String(lines[number - 1]), origins[number - 1])
        case .structure(let nodes):
            guard let parts = NodePath(path)?.parts else {
                throw Failure(
                    CommandCodes.unknownDocument, "\"\(path)\" is no path.",
                    help: "write keys and positions with dots between them, and a key with dots as labels[\"a.b\"]")
            }
            guard let node = found.root?.at(parts) ?? nodes.lazy.compactMap({ $0.at(parts) }).first
            else {
                let keys = (found.root?.at(parts.dropLast()) ?? nodes.first)?.mapping?.map(\.name) ?? []
                throw Failure(
                    CommandCodes.unknownDocument, "\(document) has no value at \(path).",
                    help: keys.isEmpty
                        ? "paths are keys and positions, as in spec.replicas, scrape_configs.0.job_name or labels[\"a.b\"]"
                        : "the keys there are \(keys.map { NodePath([$0]).description }.joined(separator: ", "))")
            }
            let text = node.scalar?.text ?? (node.mapping == nil ? "a list" : "a mapping")
            return (text, Document.Origin(template: node.mark, causes: node.causes))
        }
    }
}
