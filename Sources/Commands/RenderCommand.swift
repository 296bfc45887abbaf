import Diagnostics
import Manifests
import POSIX

/// `slipway render ENV [-o DIR] [--only SET]`: the documents of an environment, printed or written.
struct RenderCommand: Command {
    let environment: String
    let directory: String?
    let only: String?

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let all = try project.manifests().documents(of: try project.environment(environment))
        let documents = try selected(all)
        guard let directory else {
            for document in documents {
                session.print("# \(document.path)\n")
                session.print(String(decoding: document.bytes, as: UTF8.self))
            }
            return .success
        }
        for document in documents { try write(document, below: directory, session) }
        return .success
    }

    private func selected(_ documents: [Document]) throws(Failure) -> [Document] {
        guard let only else { return documents }
        let chosen = documents.filter { $0.path == only || $0.path.hasPrefix(only + "/") }
        guard chosen.isEmpty else { return chosen }
        let sets = Set(documents.compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted()
        throw Failure(
            CommandCodes.unknownDocument, "\(environment) has no documents called \"\(only)\".",
            help: Suggestion.nearest(to: only, among: sets).map { "did you mean \"\($0)\"?" }
                ?? "the sets are \(sets.joined(separator: ", "))")
    }

    /// Leaves a file alone that is as it should be, so that tools which look at times see no change.
    private func write(_ document: Document, below directory: String, _ session: Session) throws(Failure) {
        let path = "\(session.path(directory))/\(document.path)"
        do throws(SystemError) {
            if (try? FileSystem.read(path, limit: 64 << 20)) == document.bytes {
                session.print("\(directory)/\(document.path) up to date\n")
                return
            }
            try FileSystem.createDirectory(FileSystem.parent(of: path), mode: 0o755, withParents: true)
            try Seams.reach(.reportWrite)
            try FileSystem.writeAtomically(document.bytes, to: path, mode: 0o644)
            session.print("\(directory)/\(document.path) written\n")
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
    }
}
