import Containers
import Diagnostics
import JSON
import POSIX

/// What was built for one image of an environment, as it is kept below `.slipway/ENV/images`.
struct ImageRecord: Sendable, Hashable {
    static let format = 1

    let repository: String
    let tag: String?
    /// Of the manifest; nil where the engine tells it at the push only.
    let digest: String?
    /// Of the configuration: what the engine's storage knows the image by.
    let id: String
    /// podman, buildah or docker.
    let engine: String
    let engineVersion: String
    /// Seconds since 1970, for everything in the image.
    let epoch: Int

    /// Where records and documents of an environment's images are, below the project's directory.
    static func directory(of environment: String) -> String { ".slipway/\(environment)/images" }

    /// The file of the image built last.
    static func path(of environment: String, _ part: ImageSubject.Part) -> String {
        "\(directory(of: environment))/\(part.rawValue).json"
    }

    /// Where the documents of this image are.
    func documents(of environment: String) -> String {
        "\(Self.directory(of: environment))/\((digest ?? id).dropFirst("sha256:".count))"
    }

    /// `repository:tag`; the tag of a spec that names its image by digest alone is made of that of this image.
    var name: String {
        "\(repository):\(tag ?? "sha-\((digest ?? id).dropFirst("sha256:".count).prefix(12))")"
    }

    /// `repository@sha256:…`, or the id where there is no digest yet.
    var reference: String { digest.map { "\(repository)@\($0)" } ?? id }

    var json: JSONValue {
        [
            "format": .integer(Self.format), "reference": digest.map { .string("\(repository)@\($0)") } ?? .null,
            "repository": .string(repository), "tag": tag.map { .string($0) } ?? .null,
            "digest": digest.map { .string($0) } ?? .null, "id": .string(id), "engine": .string(engine),
            "engineVersion": .string(engineVersion), "epoch": .integer(epoch),
        ]
    }

    init(
        repository: String, tag: String?, digest: String?, id: String, engine: String, engineVersion: String, epoch: Int
    ) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self.id = id
        self.engine = engine
        self.engineVersion = engineVersion
        self.epoch = epoch
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ value: JSONValue) {
        guard value["format"]?.integer == Self.format, let repository = value["repository"]?.string,
            let id = value["id"]?.string, let engine = value["engine"]?.string,
            let engineVersion = value["engineVersion"]?.string, let epoch = value["epoch"]?.integer
        else { return nil }
        self.init(
            repository: repository, tag: value["tag"]?.string, digest: value["digest"]?.string, id: id, engine: engine,
            engineVersion: engineVersion, epoch: epoch)
    }

    /// The record of an environment's image; throws E0674 where nothing was built.
    static func read(
        of environment: String, _ part: ImageSubject.Part, in project: Project
    ) throws(Failure) -> ImageRecord {
        let path = path(of: environment, part)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(project.path(of: path), limit: 1 << 16)
        } catch {
            guard error.isNotFound else { throw error.failure(code: ImageCodes.notBuilt) }
            let command = "slipway image build \(environment)" + (part == .tool ? " --tool" : "")
            throw Failure(
                ImageCodes.notBuilt, "The image of \(environment) was not built here.", help: "`\(command)` builds it")
        }
        guard let value = try? JSONReader.parse(bytes), let record = ImageRecord(value) else {
            throw Failure(ImageCodes.notBuilt, "\(path) is not what Slipway wrote.", help: "build the image again")
        }
        return record
    }
}
