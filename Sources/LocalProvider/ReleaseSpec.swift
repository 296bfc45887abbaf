import Containers
import Diagnostics
import POSIX
import Planning

/// What a release is: a program or an image, and everything it is started with, never changed once it is there.
struct ReleaseSpec {
    /// What runs.
    enum Payload {
        case program(path: String, digest: String)
        case image(ImageSpec)
    }

    /// An image, and how a container of it is run.
    struct ImageSpec {
        /// With a digest: what it means never changes.
        let reference: String
        let engine: ContainerEngine.Kind
        let limits: ContainerRun.Limits
        /// Names the directories inside.
        let service: String

        /// Where the release's own volume is inside; the same place as on Kubernetes.
        var data: String { "/var/lib/\(service)" }
        func volume(_ name: String) -> String { "/var/lib/\(service)-\(name)" }
        func secret(_ variable: String) -> String { "/run/secrets/\(service)/\(variable)" }
    }

    let payload: Payload
    let arguments: [String]
    let environment: [(name: String, value: String)]
    /// Variable to secret: one that ends in `_FILE` gets the path of the secret's file, another its value.
    let secrets: [(name: String, value: String)]
    /// Variable to volume: it gets the volume's path.
    let volumes: [(name: String, value: String)]
    /// The volume it runs in; nil is the release's own directory, or what the image says.
    let directory: String?
    let files: [(name: String, value: String)]

    private static let common: Set<String> = ["arguments", "environment", "secrets", "volumes", "directory"]
    private static let ofProgram: Set<String> = ["program", "programDigest", "files"]
    private static let ofImage: Set<String> = ["image", "engine", "service", "millicores", "memoryBytes"]

    init(_ resource: Resource) throws(Failure) {
        let isImage = resource.attributes["image"] != nil
        let attributes = try Attributes(
            resource, known: Self.common.union(isImage ? Self.ofImage : Self.ofProgram))
        payload = isImage ? .image(try Self.image(attributes)) : try Self.program(attributes)
        arguments = try attributes.texts("arguments")
        environment = try attributes.variables("environment")
        secrets = try attributes.variables("secrets")
        volumes = try attributes.variables("volumes")
        directory = try attributes.optionalText("directory")
        files = isImage ? [] : try attributes.table("files")
        for (path, _) in files where !Self.staysInside(path) {
            throw Failure(
                LocalCodes.attributeInvalid, "\(resource.address): the file \"\(path)\" would not lie in its release.",
                help: "name files relative to the release, without \"..\"")
        }
    }

    private static func program(_ attributes: Attributes) throws(Failure) -> Payload {
        let program = try attributes.text("program")
        guard program.hasPrefix("/") else {
            throw Failure(
                LocalCodes.attributeInvalid,
                "\(attributes.resource.address): the program \"\(program)\" is no absolute path.",
                help: "give the path from the root directory on")
        }
        return .program(path: program, digest: try attributes.text("programDigest"))
    }

    private static func image(_ attributes: Attributes) throws(Failure) -> ImageSpec {
        let service = try attributes.text("service")
        let reference = try attributes.text("image")
        guard let engine = ContainerEngine.Kind(rawValue: try attributes.text("engine")),
            Attributes.isSafeName(service), !reference.hasPrefix("-")
        else {
            throw Failure(
                LocalCodes.attributeInvalid,
                "\(attributes.resource.address): an image needs an engine (podman or docker) and a service's name.",
                help: "make the plan again with this version of slipway")
        }
        return ImageSpec(
            reference: reference, engine: engine,
            limits: ContainerRun.Limits(
                millicores: try attributes.integer("millicores", 1...1_000_000),
                memoryBytes: try attributes.integer("memoryBytes", 1...(1 << 50))),
            service: service)
    }

    /// Relative, plain components, and not where the program lies.
    static func staysInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return path.utf8.count <= 200 && parts.allSatisfy(Attributes.isSafeName) && parts.first != "bin"
    }
}
