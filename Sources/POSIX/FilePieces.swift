internal import Glibc

/// A regular file read piece by piece by whoever asks for the next.
package final class FilePieces {
    private static let length = 1 << 16
    private let descriptor: Descriptor
    private let path: String

    /// Throws as ``FileSystem/read(_:limit:)``.
    package init(_ path: String) throws(SystemError) {
        self.path = path
        let descriptor = try System.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        try FileSystem.requireRegular(try System.status(of: descriptor, path: path), path)
        self.descriptor = descriptor
    }

    /// The next piece; empty at the end.
    package func next() throws(SystemError) -> [UInt8] {
        try System.read(Self.length, from: descriptor, path: path)
    }
}
