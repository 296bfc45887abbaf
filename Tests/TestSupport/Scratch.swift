internal import POSIX

/// A directory of one test's own, removed with its last reference.
package final class Scratch: Sendable {
    package let path: String

    package init() throws {
        // In memory where that is possible: some tests flush thousands of times.
        let base = FileSystem.isWritableDirectory("/dev/shm") ? "/dev/shm" : "/tmp"
        path = "\(base)/slipway-test-\(RandomBytes.hexadecimal(8))"
        try FileSystem.createDirectory(path)
    }

    deinit { try? FileSystem.removeTree(path) }

    package func at(_ name: String) -> String { "\(path)/\(name)" }

    /// The program of this package called `name`, beside the tests.
    package static func program(_ name: String) throws -> String {
        "\(FileSystem.parent(of: try FileSystem.readLink("/proc/self/exe")))/\(name)"
    }
}
