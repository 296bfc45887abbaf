package import Diagnostics
internal import JSON
internal import POSIX

extension ImageEngine {
    /// Pushes an image as `reference` (`repository:tag`) and gives the digest the registry has it under.
    ///
    /// The digest is not taken from what was sent alone: the image is asked for by it. Throws E0673 with the words of
    /// the registry.
    ///
    /// - Parameter file: where the engine writes the digest to.
    package func push(_ id: String, as reference: String, repository: String, digestFile file: String) throws(Failure)
        -> String
    {
        if kind == .docker { return try pushFromDaemon(id, as: reference, repository: repository) }
        let outcome = try run(
            ["push", "--quiet", "--digestfile", file, id, "docker://\(reference)"], timeout: .seconds(1_800))
        guard outcome.status.isSuccess else { throw refused(reference, outcome) }
        let digest = try digest(in: file)
        let pulled = try run(["pull", "--quiet", "\(repository)@\(digest)"], timeout: .seconds(1_800))
        guard pulled.status.isSuccess else { throw refused("\(repository)@\(digest)", pulled) }
        return digest
    }

    private func pushFromDaemon(
        _ id: String, as reference: String, repository: String
    ) throws(Failure) -> String {
        try tag(id, as: reference)
        let outcome = try run(["push", "--quiet", reference], timeout: .seconds(1_800))
        guard outcome.status.isSuccess else { throw refused(reference, outcome) }
        // What the registry answered to the push.
        let asked = try run(
            ["image", "inspect", "--format", "{{join .RepoDigests \"\\n\"}}", reference], timeout: .seconds(60))
        let digests = asked.outputText.split(whereSeparator: \.isNewline)
        guard let found = digests.first(where: { $0.hasPrefix("\(repository)@sha256:") }) else {
            throw refused(reference, asked)
        }
        return String(found.dropFirst(repository.count + 1))
    }

    private func refused(_ reference: String, _ outcome: Outcome) -> Failure {
        let registry = reference.split(separator: "/").first.map(String.init) ?? reference
        return Failure(
            ImageCodes.registryRefused, "\(reference):\(Self.lastLines(of: outcome, 3))",
            help:
                "see that \(registry) is reachable and allows it: \(kind == .docker ? "docker" : kind.rawValue) login \(registry)"
        )
    }

    /// What the engine knows of an image; throws E0677 where it has none of that name.
    package func facts(of reference: String) throws(Failure) -> ImageFacts {
        let arguments =
            kind == .buildah ? ["inspect", "--type", "image", reference] : ["image", "inspect", reference]
        let outcome = try run(arguments, timeout: .seconds(60))
        guard outcome.status.isSuccess, let text = try? JSONReader.parse(outcome.standardOutput),
            let image = kind == .buildah ? text : text.array?.first
        else {
            throw Failure(
                ImageCodes.unknownImage,
                "\(kind.rawValue) has no image \"\(reference)\":\(Self.lastLines(of: outcome, 1))",
                help:
                    "`slipway image build ENV` builds the image of an environment; `\(kind.rawValue) images` lists them"
            )
        }
        return ImageFacts(image)
    }
}

/// What an engine tells about an image.
package struct ImageFacts: Sendable {
    /// `sha256:` and hexadecimal: of its configuration, not of its manifest.
    package let id: String
    package let architecture: String
    /// In bytes, with its base; nil where the engine does not tell.
    package let size: Int?
    package let layers: Int
    package let user: String
    package let entrypoint: [String]
    package let command: [String]
    package let ports: [String]
    package let variables: [String]
    package let labels: [(key: String, value: String)]

    /// Reads the answer of podman and docker, or that of buildah.
    init(_ image: JSONValue) {
        let inner = image["OCIv1"] ?? image
        let config = inner["config"] ?? inner["Config"]
        func texts(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }
        let id = image["Id"]?.string ?? image["FromImageID"]?.string ?? ""
        self.id = id.hasPrefix("sha256:") ? id : "sha256:\(id)"
        architecture = inner["architecture"]?.string ?? inner["Architecture"]?.string ?? ""
        size = image["Size"]?.integer
        layers = (inner["RootFS"]?["Layers"] ?? inner["rootfs"]?["diff_ids"])?.array?.count ?? 0
        user = config?["User"]?.string ?? ""
        entrypoint = texts(config?["Entrypoint"])
        command = texts(config?["Cmd"])
        ports = (config?["ExposedPorts"]?.object ?? []).map(\.name).sorted()
        variables = texts(config?["Env"])
        labels = (config?["Labels"]?.object ?? []).compactMap { member in
            member.value.string.map { (key: member.name, value: $0) }
        }.sorted { $0.key < $1.key }
    }
}
