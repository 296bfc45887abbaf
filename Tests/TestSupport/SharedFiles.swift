internal import POSIX

/// Test data beside the repository: in `../shared`, or where `SLIPWAY_SHARED` says.
package enum SharedFiles {
    /// The path of a file or directory, or nil where it is not there.
    package static func path(_ name: String) -> String? {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let base = EnvironmentVariables.value(of: "SLIPWAY_SHARED") ?? "\(root)/../shared"
        let path = "\(base)/\(name)"
        return (try? FileSystem.kind(of: path)) == nil ? nil : path
    }
}
