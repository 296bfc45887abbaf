import Containers
import Crypto
import Diagnostics
import JSON
import POSIX

/// An image that is on this machine, and the engine that has it: kept in the release's directory.
///
/// The engine's settings are those of the apply that made the release, whoever looks at it later.
struct PreparedImage: Sendable, Hashable {
    let engine: ContainerEngine
    let imageID: String
    let hardLimits: HardLimits

    static let file = "image.json"

    /// What is written; equal images give equal bytes.
    var text: String {
        let value: JSONValue = [
            "version": 1, "engine": .string(engine.kind.rawValue), "path": .string(engine.path),
            "variables": .sortedObject(engine.variables.mapValues { .string($0) }), "imageID": .string(imageID),
            "files": .integer(hardLimits.files), "processes": .integer(hardLimits.processes),
        ]
        return String(decoding: value.bytes(), as: UTF8.self) + "\n"
    }

    init(engine: ContainerEngine, imageID: String, hardLimits: HardLimits) {
        self.engine = engine
        self.imageID = imageID
        self.hardLimits = hardLimits
    }

    /// What the release's directory holds.
    static func read(_ release: String, in layout: LocalLayout) throws(Failure) -> PreparedImage {
        let path = "\(layout.release(release))/\(file)"
        guard let bytes = try Files.readIfPresent(path, limit: 1 << 20), let value = try? JSONReader.parse(bytes),
            value["version"]?.integer == 1, let image = PreparedImage(value)
        else {
            throw Failure(
                LocalCodes.referenceMissing, "\(path) does not say which image release/\(release) is.",
                help: "apply again: the release is made anew")
        }
        return image
    }

    /// Why no container of it can be started or looked at here; nil where one can.
    func damage() throws(Failure) -> String? {
        guard FileSystem.isExecutable(engine.path) else { return "there is no \(engine.path) any more" }
        return try engine.imageID(of: imageID) == nil ? "its image is not on this machine any more" : nil
    }

    private init?(_ value: JSONValue) {
        guard let kind = value["engine"]?.string.flatMap(ContainerEngine.Kind.init), let path = value["path"]?.string,
            let members = value["variables"]?.object, let imageID = value["imageID"]?.string,
            let files = value["files"]?.integer, let processes = value["processes"]?.integer
        else { return nil }
        let variables = Dictionary(
            members.map { ($0.name, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first })
        self.init(
            engine: ContainerEngine(kind: kind, path: path, variables: variables), imageID: imageID,
            hardLimits: HardLimits(files: files, processes: processes))
    }
}
