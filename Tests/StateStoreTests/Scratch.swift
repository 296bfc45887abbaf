import POSIX
import Testing

/// A directory of one test's own, and the programs built beside the tests.
final class Scratch: Sendable {
    let path: String

    init() throws {
        // In memory where that is possible: the tests flush tens of thousands of times.
        let base = FileSystem.isWritableDirectory("/dev/shm") ? "/dev/shm" : "/tmp"
        path = "\(base)/slipway-test-\(RandomBytes.hexadecimal(8))"
        try FileSystem.createDirectory(path)
    }

    deinit { try? FileSystem.removeTree(path) }

    func at(_ name: String) -> String { "\(path)/\(name)" }

    /// The names that are there, temporary files too.
    func names() throws -> [String] { try FileSystem.list(path) }

    static func probe(_ name: String) throws -> String {
        "\(FileSystem.parent(of: try FileSystem.readLink("/proc/self/exe")))/\(name)"
    }
}

func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
}
