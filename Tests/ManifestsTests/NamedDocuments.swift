import Environments
import Manifests
import Testing
import YAML

@testable import Commands

/// The documents of prod with every optional part, where names that the spec decides are called by what they name.
///
/// So `expense-api-ff5a41a436` is `~name-~revision` on both sides of a change; where an old name was left behind, the
/// two sides differ.
struct NamedDocuments {
    /// `revision`, `config`, `secrets`, `name` and `namespace`, and what each is here.
    let names: [String: String]
    let documents: [Document]

    private static let base = [
        "service.image=registry.example.com/app@sha256:\(String(repeating: "1", count: 64))",
        "service.arguments=[serve]",
        "service.secrets.API_KEY=secretsmanager:expense/key#value", "service.secrets.TOKEN_FILE=ssm:/expense/token",
        "kubernetes.secretStore=aws",
        "kubernetes.jobImage=registry.example.com/curl@sha256:\(String(repeating: "3", count: 64))",
        "jobs=[{name: retention, schedule: \"0 3 * * *\", path: /v1/jobs/retention}]",
        "kubernetes.network.to=[{cidr: 10.9.0.0/16, port: 3306}]",
    ]

    init(_ override: String?, in project: Project) throws {
        let overrides = try (Self.base + (override.map { [$0] } ?? [])).map { try Override($0) }
        let rendered = try project.manifests().documents(of: try project.environment("prod", overrides: overrides))
        func text(_ document: String, _ path: String) -> String? {
            rendered.first { $0.path == "kubernetes/\(document).yaml" }?.root?.at(NodePath(path)?.parts ?? [])?.scalar?
                .text
        }
        // Digests before the name that they are joined to.
        let names = [
            ("revision", text("deployment", "metadata.labels[\"slipway.dev/revision\"]")),
            ("config", text("config", "metadata.name").map { String($0.suffix(10)) }),
            ("secrets", text("secrets", "metadata.name").map { String($0.suffix(10)) }),
            ("name", text("deployment", "metadata.labels[\"app.kubernetes.io/name\"]")),
            ("namespace", text("deployment", "metadata.namespace")),
        ].compactMap { name, text in text.map { (name, $0) } }
        documents = try rendered.map { document in
            let text = names.reduce(String(decoding: document.bytes, as: UTF8.self)) {
                $0.replacing($1.1, with: "~\($1.0)")
            }
            guard case .structure = document.content else {
                return Document(path: document.path, bytes: Array(text.utf8), content: document.content)
            }
            let nodes = try YAMLReader.parseAll(Array(text.utf8), file: document.path)
            // Written anew: a digest that looks like a number is quoted, and what stands for it is not.
            return Document(
                path: document.path, bytes: YAMLWriter.write(documents: nodes), content: .structure(nodes))
        }
        self.names = Dictionary(names, uniquingKeysWith: { first, _ in first })
    }

    /// Every value that differs, as ``MutationTests/mutations`` lists them.
    func changes(to after: NamedDocuments) -> [String] {
        var found = names.compactMap { name, text in
            after.names[name].flatMap { $0 == text ? nil : "~\(name)" }
        }
        let comparison = Comparison(from: documents, to: after.documents)
        #expect(comparison.same + comparison.entries.count == Set((documents + after.documents).map(\.path)).count)
        for entry in comparison.entries {
            let file = Self.file(entry.path)
            switch entry {
            case .added: found.append("+\(file)")
            case .removed: found.append("-\(file)")
            case .changed(_, let differences):
                #expect(!differences.isEmpty, "\(entry.path) differs in its bytes only")
                let isText = differences.allSatisfy { Int($0.path) != nil }
                let old = objects(in: entry.path), new = after.objects(in: entry.path)
                found += differences.map { difference in
                    let object = NodePath(difference.path)?.parts.first ?? ""
                    if old.contains(object) != new.contains(object), old.count > 1, new.count > 1 {
                        return "\(new.contains(object) ? "+" : "-")\(file) \(Self.short(object))"
                    }
                    guard isText else { return "\(file) \(Self.short(difference.path))" }
                    let line = (difference.after ?? difference.before)?.text ?? ""
                    return "\(file) \(line.split(separator: " ").first ?? "")"
                }
            }
        }
        return Set(collapsed(Set(found))).sorted()
    }

    /// What the objects of a file of several are called in paths.
    private func objects(in path: String) -> Set<String> {
        guard let document = documents.first(where: { $0.path == path }), case .structure(let nodes) = document.content,
            nodes.count > 1
        else { return [] }
        return Set((document.root?.mapping ?? []).map(\.name))
    }

    /// A value below `metadata` that differs in every object which has it is told once.
    private func collapsed(_ found: Set<String>) -> Set<String> {
        var rest = found
        for suffix in Set(found.compactMap(Self.metadata)) {
            let everywhere = leaves.filter { Self.metadata($0) == suffix }
            guard everywhere.count > 1, rest.isSuperset(of: everywhere) else { continue }
            rest.subtract(everywhere)
            rest.insert("* \(suffix)")
        }
        return rest
    }

    /// Every value of every structure, as differences name them.
    private var leaves: Set<String> {
        var found: Set<String> = []
        func look(_ node: Node, _ path: [String], _ file: String) {
            if let pairs = node.mapping {
                for pair in pairs { look(pair.value, path + [pair.name], file) }
            } else if let items = node.sequence {
                for (index, item) in items.enumerated() { look(item, path + [item.itemName ?? String(index)], file) }
            } else {
                found.insert("\(file) \(Self.short(NodePath(path).description))")
            }
        }
        for document in documents {
            if let root = document.root { look(root, [], Self.file(document.path)) }
        }
        return found
    }

    private static func metadata(_ change: String) -> String? {
        change.firstRange(of: "metadata.").map { String(change[$0.lowerBound...]) }
    }

    private static func file(_ path: String) -> String {
        String(path.split(separator: "/").last?.split(separator: ".").first ?? "")
    }

    private static func short(_ path: String) -> String {
        path.replacing("/~name-~revision", with: "").replacing("/~namespace", with: "").replacing("/~name", with: "")
    }
}
