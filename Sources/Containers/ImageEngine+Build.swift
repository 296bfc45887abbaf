package import Diagnostics
internal import POSIX

/// What an image is built from.
package struct ImageBuild: Sendable {
    package let dockerfile: String
    package let ignoreFile: String
    /// The directory the Dockerfile copies from.
    package let context: String
    /// Seconds since 1970, for everything in the image.
    package let epoch: Int
    package let labels: [(key: String, value: String)]

    package init(
        dockerfile: String, ignoreFile: String, context: String, epoch: Int,
        labels: [(key: String, value: String)]
    ) {
        self.dockerfile = dockerfile
        self.ignoreFile = ignoreFile
        self.context = context
        self.epoch = epoch
        self.labels = labels
    }
}

extension ImageEngine {
    /// How long a build may take: a toolchain stage compiles everything.
    private static let buildTimeout = Duration.seconds(2 * 3_600)

    /// Sees that the storage has a base image, pulling it where it has not; throws E0670 where that fails.
    package func requireBase(_ reference: String) throws(Failure) {
        guard try !run(existence(of: reference), timeout: .seconds(60)).status.isSuccess else { return }
        let pulled = try run(["pull", "--quiet", reference], timeout: .seconds(1_800))
        guard !pulled.status.isSuccess else { return }
        throw Failure(
            ImageCodes.baseUnavailable,
            "\(reference) is not in the storage of \(kind.rawValue), and cannot be pulled:"
                + Self.lastLines(of: pulled, 3),
            help: "see that the registry is reachable, or make the base by hand and write its digest into the spec")
    }

    func existence(of reference: String) -> [String] {
        switch kind {
        case .podman: ["image", "exists", reference]
        case .buildah: ["inspect", "--type", "image", reference]
        case .docker: ["image", "inspect", reference]
        }
    }

    /// Builds the image and gives its id, `sha256:` and hexadecimal; throws E0671 with the last lines printed.
    ///
    /// - Parameter idFile: where the engine writes the id to.
    package func build(_ build: ImageBuild, idFile: String) throws(Failure) -> String {
        let outcome = try run(arguments(for: build, idFile: idFile), timeout: Self.buildTimeout)
        guard outcome.status.isSuccess else {
            throw Failure(
                ImageCodes.buildFailed,
                "\(kind.rawValue) build ended with \(outcome.status):\(Self.lastLines(of: outcome))",
                help: "the lines above say which step failed; `slipway explain E0671` tells the usual causes")
        }
        do throws(SystemError) {
            let text = String(decoding: try FileSystem.read(idFile, limit: 4_096), as: UTF8.self)
            let id = text.filter { !$0.isWhitespace }
            return id.hasPrefix("sha256:") ? id : "sha256:\(id)"
        } catch {
            throw error.failure(code: ContainerCodes.commandFailed)
        }
    }

    /// The command line of a build.
    ///
    /// podman and buildah make an OCI image, since the configuration of one in docker's format holds the random id of
    /// the container it was made in. They keep no layers of steps: the history would name those of the cache it was
    /// made with. Their own label would tell their version.
    func arguments(for build: ImageBuild, idFile: String) -> [String] {
        var arguments = ["build", "--file", build.dockerfile, "--iidfile", idFile]
        switch kind {
        case .podman, .buildah:
            arguments += [
                "--format", "oci", "--layers=false", "--identity-label=false", "--timestamp", "\(build.epoch)",
                "--ignorefile", build.ignoreFile, "--pull=never",
            ]
        // Known to BuildKit from 0.11 on, and to nobody before; the file to ignore by stands beside the Dockerfile.
        case .docker: arguments += ["--build-arg", "SOURCE_DATE_EPOCH=\(build.epoch)"]
        }
        for label in build.labels { arguments += ["--label", "\(label.key)=\(label.value)"] }
        return arguments + [build.context]
    }

    /// Gives the image a name in the engine's storage, `repository:tag`; throws E0663.
    package func tag(_ id: String, as name: String) throws(Failure) {
        let outcome = try run(["tag", id, name], timeout: .seconds(60))
        guard !outcome.status.isSuccess else { return }
        throw Failure(
            ContainerCodes.commandFailed,
            "\(kind.rawValue) tag (\(outcome.status)):\(Self.lastLines(of: outcome, 3))",
            help: "see that nothing else changes the storage of \(kind.rawValue) meanwhile")
    }

    /// The digest of the manifest that a registry will be given; nil where the engine tells it only after the push.
    ///
    /// - Parameter directory: one that is not there yet; the image is written to it, about as large as it is.
    package func digest(of id: String, in directory: String) throws(Failure) -> String? {
        guard kind != .docker else { return nil }
        let file = "\(directory).digest"
        let outcome = try run(
            ["push", "--quiet", "--digestfile", file, id, "oci:\(directory):image"], timeout: .seconds(1_800))
        guard outcome.status.isSuccess else {
            throw Failure(
                ContainerCodes.commandFailed,
                "\(kind.rawValue) push to a directory (\(outcome.status)):\(Self.lastLines(of: outcome, 3))",
                help: "see that there is room for a copy of the image")
        }
        return try digest(in: file)
    }

    func digest(in file: String) throws(Failure) -> String {
        let text: String
        do throws(SystemError) {
            text = String(decoding: try FileSystem.read(file, limit: 4_096), as: UTF8.self)
        } catch {
            throw error.failure(code: ContainerCodes.commandFailed)
        }
        let digest = text.filter { !$0.isWhitespace }
        guard digest.hasPrefix("sha256:"), digest.utf8.count == 71 else {
            throw Failure(
                ContainerCodes.commandFailed, "\(kind.rawValue) told no digest, but \"\(digest.prefix(80))\".")
        }
        return digest
    }
}
