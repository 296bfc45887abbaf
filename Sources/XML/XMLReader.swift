internal import CExpat

/// Reads XML 1.0 (W3C) over libexpat, with a limit on everything.
///
/// Namespaces are not looked at: prefixes of elements and declarations are dropped, and a prefix that was never
/// declared is no fault.
///
/// Document type declarations are refused, so there are no entities but the five predefined ones and references to
/// characters. An encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII is refused, too.
package enum XMLReader {
    /// The root element; comments and processing instructions are dropped.
    ///
    /// Any number of threads may read at a time.
    package static func parse(_ bytes: [UInt8], limits: XMLLimits = .standard) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.bytes else { throw XMLError(.tooLarge, limits: limits) }
        var builder = TreeBuilder(limits: limits)
        let result = unsafe read(bytes, into: &builder)
        if unsafe result.outcome == CEXPAT_READ, let root = builder.root { return root }
        throw unsafe XMLError(
            reason(of: result, excess: builder.excess), line: Int(clamping: result.line),
            column: Int(clamping: result.column), limits: limits)
    }

    private static func read(_ bytes: [UInt8], into builder: inout TreeBuilder) -> cexpat_result {
        unsafe withUnsafeMutablePointer(to: &builder) { builder in
            var handlers = unsafe cexpat_handlers(
                context: UnsafeMutableRawPointer(builder),
                start: { context, name, attributes in
                    guard let context = unsafe context, let name = unsafe name, let attributes = unsafe attributes
                    else { return 1 }
                    return unsafe TreeBuilder.at(context).pointee.start(name, attributes) ? 0 : 1
                },
                text: { context, bytes, count in
                    guard let context = unsafe context else { return 1 }
                    let text = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
                    return unsafe TreeBuilder.at(context).pointee.append(text) ? 0 : 1
                },
                end: { context in
                    guard let context = unsafe context else { return 1 }
                    unsafe TreeBuilder.at(context).pointee.end()
                    return 0
                })
            return unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe cexpat_read(bytes.baseAddress, bytes.count, &handlers)
            }
        }
    }

    private static func reason(of result: cexpat_result, excess: XMLError.Reason?) -> XMLError.Reason {
        switch unsafe result.outcome {
        case CEXPAT_LIBRARY_MISSING: .libraryMissing
        case CEXPAT_DOCTYPE: .doctype
        default: excess ?? .malformed(unsafe result.message.map { unsafe String(cString: $0) } ?? "no element found")
        }
    }
}
