import Diagnostics
import JSON
import LocalProvider
import POSIX
import Planning

/// A program for the tests to start, to kill and to run as another user: applies changes to a local environment.
///
/// `local-probe apply DIRECTORY FILE` makes the resources of FILE, a JSON list of `{"address", "attributes"}`.
/// `local-probe delete DIRECTORY ADDRESS…` deletes them; `local-probe uninstall DIRECTORY` removes the directory.
@main
enum LocalProbe {
    static func main() async {
        do throws(Failure) {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            for diagnostic in error.diagnostics {
                StandardStream.error.write("\(diagnostic.code.id): \(diagnostic.detail)\n")
            }
            quit(1)
        }
    }

    static func run(_ arguments: [String]) async throws(Failure) {
        guard arguments.count >= 2 else { quit(64) }
        let provider = try LocalProvider(directory: arguments[1])
        switch arguments[0] {
        case "apply":
            for resource in resources(arguments[2]) {
                _ = try await provider.apply(
                    Change(
                        address: resource.address, action: .update, reasons: [], before: nil, after: resource,
                        differences: []))
            }
        case "delete":
            for text in arguments.dropFirst(2) {
                guard let address = ResourceAddress(text) else { quit(64) }
                _ = try await provider.apply(
                    Change(address: address, action: .delete, reasons: [], before: nil, after: nil, differences: []))
            }
        case "uninstall": try await provider.uninstall()
        default: quit(64)
        }
    }

    static func resources(_ path: String) -> [Resource] {
        guard let bytes = try? FileSystem.read(path, limit: 1 << 20), let list = try? JSONReader.parse(bytes).array
        else { quit(64) }
        return list.compactMap { entry in
            guard let address = entry["address"]?.string.flatMap(ResourceAddress.init) else { return nil }
            let members = entry["attributes"]?.object ?? []
            return Resource(
                address,
                attributes: Dictionary(
                    members.map { ($0.name, AttributeValue.plain($0.value)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
