import Containers
import Diagnostics
import JSON
import POSIX

/// `slipway image inspect ENV|IMAGE`: what an image is, and what Slipway wrote about it.
struct ImageInspectCommand: Command {
    let subject: String
    let part: ImageSubject.Part
    let engine: String?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        // An image needs no project.
        let isEnvironment = ((try? project.environmentNames()) ?? []).contains(subject)
        let record = isEnvironment ? try ImageRecord.read(of: subject, part, in: project) : nil
        let engine = try ImageEngine.require(record?.engine ?? engine, in: session.variables)
        try engine.requireUsable()
        let facts = try engine.facts(of: record?.id ?? subject)
        let files = try record.map { (record) throws(Failure) in try self.files(of: record, project) } ?? []
        session.print(
            isJSON
                ? Self.json(facts, record, files).text + "\n"
                : Self.rows(facts, record, files).map { name, value in
                    name + String(repeating: " ", count: max(1, 14 - name.count)) + value + "\n"
                }.joined())
        return .success
    }

    private func files(of record: ImageRecord, _ project: Project) throws(Failure) -> [String] {
        let directory = record.documents(of: subject)
        do throws(SystemError) {
            return try FileSystem.list(project.path(of: directory)).map { "\(directory)/\($0)" }
        } catch {
            if error.isNotFound { return [] }
            throw error.failure(code: CommandCodes.projectUnreadable)
        }
    }

    private static func rows(
        _ facts: ImageFacts, _ record: ImageRecord?, _ files: [String]
    ) -> [(String, String)] {
        var rows: [(String, String)] = []
        if let record {
            rows.append(("reference", record.digest == nil ? "none before it is pushed" : record.reference))
            rows.append(("built", "with \(record.engine) \(record.engineVersion)"))
            rows.append(("time", WallTime(seconds: Int64(record.epoch)).description))
        }
        rows.append(("id", facts.id))
        rows.append(("architecture", facts.architecture))
        if let size = facts.size {
            rows.append(("size", "\((size + 500_000) / 1_000_000) MB in \(facts.layers) layers"))
        }
        rows.append(("user", facts.user.isEmpty ? "root" : facts.user))
        rows.append(("entrypoint", JSONValue.array(facts.entrypoint.map { .string($0) }).text))
        if !facts.command.isEmpty { rows.append(("command", JSONValue.array(facts.command.map { .string($0) }).text)) }
        if !facts.ports.isEmpty { rows.append(("ports", facts.ports.joined(separator: ", "))) }
        rows += facts.variables.map { ("variable", $0) }
        rows += facts.labels.map { ("label", "\($0.key)=\($0.value)") }
        rows += files.map { ("document", $0) }
        // An image may have been made by anybody.
        return rows.map { name, value in
            (
                name,
                String(
                    String.UnicodeScalarView(
                        value.unicodeScalars.filter { $0.value >= 32 && !(127..<160).contains($0.value) }))
            )
        }
    }

    private static func json(_ facts: ImageFacts, _ record: ImageRecord?, _ files: [String]) -> JSONValue {
        func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
        return [
            "record": record?.json ?? .null, "id": .string(facts.id), "architecture": .string(facts.architecture),
            "size": facts.size.map { .integer($0) } ?? .null, "layers": .integer(facts.layers),
            "user": .string(facts.user), "entrypoint": texts(facts.entrypoint), "command": texts(facts.command),
            "ports": texts(facts.ports), "variables": texts(facts.variables),
            "labels": .object(facts.labels.map { .init($0.key, .string($0.value)) }), "documents": texts(files),
        ]
    }
}
