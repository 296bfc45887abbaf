internal import CWipe

/// Bytes that must not be shown: no description, mirror or encoding of it reveals them.
///
/// It is deliberately neither `Encodable` nor `Hashable`: a plan, a state file or a log line cannot hold one. The only
/// way to the bytes is ``withExposedBytes(_:)``, which is easy to search for.
///
/// Its memory is wiped when the last copy of the secret is gone. That is all Swift allows to promise: the text or array
/// it was made of, what a closure took out, and what registers and stacks still hold are not.
package struct Secret: Sendable {
    private let storage: Storage
    private var bytes: [UInt8] { storage.bytes }

    package init(_ bytes: [UInt8]) { storage = Storage(bytes) }
    package init(_ text: String) { storage = Storage(Array(text.utf8)) }

    package var count: Int { bytes.count }

    // Unchecked, since the bytes are a variable; they change in `deinit` only, when nobody else has them.
    private final class Storage: @unchecked Sendable {
        private(set) var bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        deinit {
            // Unlike a plain loop, no optimiser leaves this out. An array that somebody else holds stays as it is.
            unsafe bytes.withUnsafeMutableBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe cwipe(start, bytes.count)
            }
        }
    }

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
