package import Diagnostics
internal import POSIX

extension ImageEngine {
    /// Copies files and directories of an image to `directory`, each under its last name; throws E0676 where one is
    /// not there.
    ///
    /// Nothing of the image is run.
    package func copy(_ paths: [String], of id: String, to directory: String) throws(Failure) {
        if kind == .buildah { return try copyFromMount(paths, of: id, to: directory) }
        // The command is never run, and an image without one could not be made a container of.
        let container = try told(["create", "--network", "none", id, "none"], about: "create")
        defer {
            _ = try? run(kind == .buildah ? ["rm", container] : ["rm", "--volumes", container], timeout: .seconds(60))
        }
        for path in paths {
            let outcome = try run(
                ["cp", "\(container):\(path)", "\(directory)/\(FileSystem.name(of: path))"], timeout: .seconds(600))
            guard outcome.status.isSuccess else { throw missing(path, Self.lastLines(of: outcome, 1)) }
        }
    }

    private func copyFromMount(_ paths: [String], of id: String, to directory: String) throws(Failure) {
        let container = try told(["from", "--pull-never", id], about: "from")
        defer {
            _ = try? run(kind == .buildah ? ["rm", container] : ["rm", "--volumes", container], timeout: .seconds(60))
        }
        let root = try told(["mount", container], about: "mount, which only root may do,")
        do throws(SystemError) {
            let image = try ConfinedDirectory(root)
            for path in paths {
                try copy(String(path.dropFirst()), of: image, to: "\(directory)/\(FileSystem.name(of: path))")
            }
        } catch {
            throw missing(error.subject, " \(error.reason)")
        }
    }

    private func copy(_ path: String, of image: ConfinedDirectory, to target: String) throws(SystemError) {
        guard try image.kind(of: path) == .directory else {
            return try FileSystem.writeAtomically(try image.read(path, limit: 1 << 30), to: target)
        }
        try FileSystem.createDirectory(target)
        for name in try image.list(path) {
            // What is neither file nor directory, such as a lock, is not wanted.
            switch try image.kind(of: "\(path)/\(name)") {
            case .regular?, .directory?: try copy("\(path)/\(name)", of: image, to: "\(target)/\(name)")
            default: continue
            }
        }
    }

    /// The first line a command prints; E0663 with its words where it fails.
    private func told(_ arguments: [String], about: String) throws(Failure) -> String {
        let outcome = try run(arguments, timeout: .seconds(300))
        guard outcome.status.isSuccess, let line = outcome.outputText.split(whereSeparator: \.isNewline).last else {
            throw Failure(
                ContainerCodes.commandFailed,
                "\(kind.rawValue) \(about) (\(outcome.status)):\(Self.lastLines(of: outcome, 3))",
                help: "run it by hand: \(kind.rawValue) \(arguments.joined(separator: " "))")
        }
        return String(line)
    }

    private func missing(_ path: String, _ words: String) -> Failure {
        Failure(
            ImageCodes.unreadable, "\(path) of the image cannot be read:\(words)",
            help: "build on Debian or an image made of it, with its dpkg records")
    }
}
