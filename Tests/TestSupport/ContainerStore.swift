internal import POSIX

/// podman with storage of its own, and an image in it made of one program, without a network.
package final class ContainerStore: Sendable {
    /// The image by digest.
    package let image: String
    /// What points podman to the storage.
    package let variables: [String: String]
    private let directory: String

    private static let script =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/scripts/container_store.py"

    /// Why there can be none here; nil where there can.
    package static let missing: String? = {
        let programs = ["podman", "ldd", "python3"].filter { Command($0).executablePath == nil }
        if !programs.isEmpty { return "not installed: \(programs.joined(separator: ", "))" }
        return Host.userID == 0 ? nil : "only root can give files to the user of a container"
    }()

    /// - Parameter program: becomes the entry point of the image; what it is linked with goes in as well.
    package init(program: String) throws {
        let place = "/tmp/slipway-store-\(RandomBytes.hexadecimal(6))"
        directory = place
        let outcome = try Subprocess.run(
            Command("python3", [Self.script, "make", place, program]), timeout: .seconds(120))
        let words = outcome.outputText.split(separator: "\"")
        guard outcome.status.isSuccess, let image = words.first(where: { $0.contains("@sha256:") }) else {
            throw SystemError("podman import", program, 5, detail: outcome.errorText)
        }
        self.image = String(image)
        variables = [
            "CONTAINERS_CONF": "\(place)/containers.conf", "CONTAINERS_STORAGE_CONF": "\(place)/storage.conf",
        ]
    }

    deinit {
        _ = try? Subprocess.run(Command("python3", [Self.script, "remove", directory]), timeout: .seconds(120))
    }

    /// What podman prints, whatever its exit status.
    @discardableResult
    package func podman(_ words: String...) throws -> String {
        let all = EnvironmentVariables.all.merging(variables) { _, own in own }
        return try Subprocess.run(Command("podman", words, environment: all), timeout: .seconds(60)).outputText
    }

    /// The names of all containers, whatever their state.
    package func containers() throws -> [String] {
        try podman("ps", "--all", "--format", "{{.Names}}").split(separator: "\n").map(String.init).sorted()
    }

    /// The first process of a running container; nil where none runs.
    package func pid(of container: String) throws -> Int? {
        let text = try podman("inspect", "--format", "{{.State.Pid}}", container)
        return Int(text.split(separator: "\n").first ?? "").flatMap { $0 > 1 ? $0 : nil }
    }
}
