/// Bytes that must not be shown: no description, mirror or encoding of it reveals them.
///
/// It is deliberately neither `Encodable` nor `Hashable`: a plan, a state file or a log line cannot hold one. The only
/// way to the bytes is ``withExposedBytes(_:)``, which is easy to search for.
package struct Secret: Sendable {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    package var count: Int { bytes.count }

    /// Calls `body` with the bytes; what leaves the closure is the caller's to answer for.
    package func withExposedBytes<Result, Thrown: Error>(
        _ body: ([UInt8]) throws(Thrown) -> Result
    ) throws(Thrown) -> Result {
        try body(bytes)
    }

    /// The one text that stands for a secret in every output.
    package static let placeholder = "(sensitive value)"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Secret.placeholder }
    package var debugDescription: String { Secret.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
