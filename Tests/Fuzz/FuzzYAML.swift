import Diagnostics
import YAML

/// What the YAML reader accepts must survive the writer; everything else must be refused with a code and a place.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzYAML(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let documents: [Node]
    do {
        documents = try YAMLReader.parseAll(bytes, file: "input")
    } catch {
        precondition(!error.diagnostics.isEmpty)
        for diagnostic in error.diagnostics {
            precondition(!diagnostic.detail.isEmpty && diagnostic.code.id.hasPrefix("E01"))
            precondition((diagnostic.location?.line ?? 0) >= 1 && (diagnostic.location?.column ?? 0) >= 1)
        }
        return 0
    }
    // Aliases are written out, so the limits of what is read again must hold them too.
    let limits = YAMLLimits(bytes: 64 << 20, nodes: 1_000_000)
    let again = try? YAMLReader.parseAll(YAMLWriter.write(documents: documents), file: "written", limits: limits)
    precondition(again == documents, "what was written reads back as something else")
    return 0
}
