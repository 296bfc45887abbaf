/// Texts are written into room that was measured before, so that nothing grows and nothing is counted on the way.

extension Array where Element: BitwiseCopyable {
    /// Replaces all elements by what `body` writes, at most `capacity` of them; room that is there is used again.
    mutating func rewrite(upTo capacity: Int, _ body: (inout OutputSpan<Element>) -> Void) {
        removeAll(keepingCapacity: true)
        append(addingCapacity: capacity, initializingWith: body)
    }
}

extension OutputSpan<UInt8> {
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe withUnsafeMutableBufferPointer { room, count in
                precondition(room.count - count >= bytes.count)
                guard let start = room.baseAddress, let first = bytes.baseAddress else { return }
                unsafe (start + count).update(from: first, count: bytes.count)
                count += bytes.count
            }
        }
    }

    mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(Span(_unsafeElements: $0)) }
    }

    mutating func append(_ text: String) { append(text.utf8Span.span) }
}
