import POSIX
import XML

// Tells whether libexpat is in memory, reads a small document, and tells it again.
func tellLibrary() throws {
    let maps = String(decoding: try FileSystem.read("/proc/self/maps", limit: 1 << 20), as: UTF8.self)
    StandardStream.output.write(
        maps.split(separator: "\n").contains { $0.contains("libexpat") } ? "loaded\n" : "absent\n")
}

try tellLibrary()
do {
    StandardStream.output.write("\(try XMLReader.parse(Array("<a>text</a>".utf8)).text)\n")
} catch {
    StandardStream.output.write("\(error.reason) \(error)\n")
}
try tellLibrary()
