import Diagnostics
import Environments
import JSON
import POSIX
import YAML

/// `slipway init [DIR]`: the first files of a project for a service of the user's own.
struct InitCommand: Command {
    let directory: String?
    let name: String?
    let image: String?
    let program: String?
    let port: Int

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let place = directory.map { session.path($0) } ?? session.directory
        let scaffold = Scaffold(
            name: try serviceName(for: place), program: program ?? "bin/server", image: image, port: port)
        var files = scaffold.files
        for file in JSONSchema.File.allCases {
            files.append(("environments/schema/\(file.name)", SchemaCommand.text(of: file)))
        }
        try check(scaffold)
        do throws(SystemError) {
            for (path, _) in files where try FileSystem.kind(of: "\(place)/\(path)") != nil {
                throw SystemError("create", "\(place)/\(path)", 17, detail: "is there already")
            }
            for (path, text) in files {
                try FileSystem.createDirectory(
                    FileSystem.parent(of: "\(place)/\(path)"), mode: 0o755, withParents: true)
                try FileSystem.writeAtomically(Array(text.utf8), to: "\(place)/\(path)", mode: 0o644)
                session.print("\(directory.map { "\($0)/" } ?? "")\(path)\n")
            }
        } catch {
            guard error.number == 17 else { throw error.failure(code: CommandCodes.outputUnwritable) }
            throw Failure(
                CommandCodes.notEmpty, "\(error.subject) is there already, and nothing was written.",
                help: "choose another directory: `slipway init DIR`")
        }
        session.tell("Next: put your program at \(scaffold.program), then `slipway plan dev`.\n")
        return .success
    }

    /// The name given, or that of the directory where it is a valid one.
    private func serviceName(for place: String) throws(Failure) -> String {
        if let name { return name }
        let absolute = (try? FileSystem.absolutePath(place)) ?? place
        let folder = FileSystem.name(of: absolute).lowercased()
        return (try? Name(Scalar(text: folder, kind: .string))) == nil ? "my-service" : folder
    }

    /// The new files must be valid; what is not comes from the command line.
    private func check(_ scaffold: Scaffold) throws(Failure) {
        var layers: [Node] = []
        for file in scaffold.files where file.path.hasSuffix("defaults.yaml") || file.path.hasSuffix("dev.yaml") {
            layers.append(try YAMLReader.parse(Array(file.text.utf8), file: file.path))
        }
        _ = try ResolvedEnvironment.resolve(layers, name: "dev")
    }
}
