import POSIX

/// The files of this repository, which some tests compare with what the code says.
enum Repository {
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    static func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read("\(root)/\(path)", limit: 4 << 20), as: UTF8.self)
    }
}
