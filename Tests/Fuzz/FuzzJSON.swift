import Diagnostics
import JSON

/// What the JSON reader accepts must survive the writer, compact and pretty; everything else must be refused in order.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let value: JSONValue
    do {
        value = try JSONReader.parse(bytes)
    } catch {
        let diagnostic = error.diagnostic(in: "input")
        precondition(!diagnostic.detail.isEmpty && error.position.offset <= count)
        precondition(error.position.line >= 1 && error.position.column >= 1)
        return 0
    }
    for pretty in [false, true] {
        let again = try? JSONReader.parse(value.bytes(pretty: pretty))
        precondition(again == value, "what was written reads back as something else")
    }
    return 0
}
