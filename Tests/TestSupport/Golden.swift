import Glibc
package import Testing

/// Compares `text` with the file `Golden/<name>` beside the calling test.
///
/// With `UPDATE_GOLDEN=1` the file is rewritten and the test still fails, so that an update never passes for a green
/// run.
package func expectGolden(
    _ text: String, named name: String, filePath: String = #filePath,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let directory = filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    expectFile(text, at: "\(directory)/Golden/\(name)", sourceLocation: sourceLocation)
}

/// Compares `text` with the file at `path`, which is written by `UPDATE_GOLDEN=1` as golden files are.
package func expectFile(
    _ text: String, at path: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let name = path.split(separator: "/").suffix(3).joined(separator: "/")
    if unsafe getenv("UPDATE_GOLDEN").map({ unsafe String(cString: $0) }) == "1" {
        guard GoldenFile.write(text, to: path) else {
            Issue.record("cannot write \(path)", sourceLocation: sourceLocation)
            return
        }
        Issue.record("\(name) was rewritten; run again without UPDATE_GOLDEN", sourceLocation: sourceLocation)
        return
    }
    guard let expected = GoldenFile.read(path) else {
        Issue.record("\(path) is missing; UPDATE_GOLDEN=1 writes it", sourceLocation: sourceLocation)
        return
    }
    guard expected != text else { return }
    Issue.record(
        "\(name) differs\n\(GoldenFile.firstDifference(expected: expected, found: text))",
        sourceLocation: sourceLocation)
}

/// Reading and writing whole small files for tests.
package enum GoldenFile {
    /// The text of a file, or nil where it cannot be read.
    package static func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file and the directories above it; false where that fails.
    package static func write(_ text: String, to path: String) -> Bool {
        var directory = ""
        for part in path.split(separator: "/").dropLast() {
            directory += "/\(part)"
            _ = unsafe mkdir(directory, 0o755)
        }
        guard let file = unsafe fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let written = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        return unsafe fclose(file) == 0 && written == bytes.count
    }

    /// The first line where two texts part, with the lines before it.
    package static func firstDifference(expected: String, found: String) -> String {
        let before = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let after = found.split(separator: "\n", omittingEmptySubsequences: false)
        var line = 0
        while line < before.count, line < after.count, before[line] == after[line] { line += 1 }
        var text = "line \(line + 1)\n"
        for context in before[max(0, line - 2)..<line] { text += "    \(context)\n" }
        text += "  - \(line < before.count ? String(before[line]) : "(end)")\n"
        text += "  + \(line < after.count ? String(after[line]) : "(end)")"
        return text
    }
}
