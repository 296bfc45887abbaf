import Diagnostics
import Environments
import JSON
import POSIX

/// `slipway schema [-o FILE]`: the JSON Schema of environment files, for editors.
struct SchemaCommand: Command {
    let file: String?

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        // A file called after the defaults' schema gets that one; the same command writes both.
        let kind = JSONSchema.File.allCases.first { file?.hasSuffix($0.name) == true } ?? .environment
        let text = Self.text(of: kind)
        guard let file else {
            session.print(text)
            return .success
        }
        do throws(SystemError) {
            try FileSystem.writeAtomically(Array(text.utf8), to: session.path(file), mode: 0o644)
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
        return .success
    }

    static func text(of file: JSONSchema.File) -> String {
        String(decoding: JSONSchema.document(for: file).bytes(pretty: true), as: UTF8.self) + "\n"
    }
}
