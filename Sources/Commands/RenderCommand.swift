import Diagnostics
import Environments
import Manifests
import POSIX

/// `slipway render ENV [-o DIR] [--only SET] [--set PATH=VALUE]`: the documents of an environment, printed or written.
struct RenderCommand: Command {
    let environment: String
    let directory: String?
    let overrides: [String]
    let only: String?

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let resolved = try project.environment(environment, overrides: try Override.all(overrides))
        let all = try project.manifests().documents(of: resolved)
        let documents = all.below(only)
        if let only, documents.isEmpty { throw all.unknown(only, of: environment) }
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
