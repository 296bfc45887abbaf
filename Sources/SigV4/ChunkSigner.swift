internal import Crypto

/// Frames and signs a body chunk by chunk, each signature resting on the one before (S3, "Signature calculations for
/// the Authorization header: transferring payload in multiple chunks", and "... with trailing headers").
///
/// Made of the signature of the request, whose payload was ``Payload/chunks(_:)`` of the same kind.
package struct ChunkSigner: Sendable {
    private let signing: ChunkSigning
    private let day: SigningDay
    /// Time and scope, which stand in every string to sign.
    private let context: [UInt8]
    private var previous: [UInt8]

    /// The least bytes of a chunk that is not the last one (S3).
    package static let least = 8_192

    package init(_ signing: ChunkSigning, after signature: Signature, by signer: Signer, at time: SigningTime) {
        self.signing = signing
        day = signer.day(of: time)
        previous = signature.digits
        var context = time.stamp
        context.append(UInt8(ascii: "\n"))
        context += day.scope
        context.append(UInt8(ascii: "\n"))
        self.context = context
    }

    /// How long a body of `count` bytes is when it is sent in chunks of `size`, for its Content-Length.
    ///
    /// - Parameter trailer: lines of ``end(trailer:)``, with values as long as those that are sent.
    package static func length(
        of count: Int, inChunksOf size: Int, _ signing: ChunkSigning, trailer: [SignableRequest.Header] = []
    ) -> Int {
        let (whole, rest) = count.quotientAndRemainder(dividingBy: size)
        // Each is `SIZE;chunk-signature=SIGNATURE`, line end, bytes, line end.
        let mark = signing == .unsignedTrailer ? 0 : ";chunk-signature=".utf8.count + 64
        func framed(_ count: Int) -> Int { String(count, radix: 16).utf8.count + mark + 2 + count + 2 }
        var total = whole * framed(size) + (rest > 0 ? framed(rest) : 0)
        total += 1 + mark + 2
        for line in trailer { total += line.name.canonical.count + 1 + line.value.count + 2 }
        if signing == .signedTrailer { total += "x-amz-trailer-signature:".utf8.count + 64 + 2 }
        return total + 2
    }

    /// A chunk as it is sent; an empty one is not sent, since it would be the end.
    package mutating func chunk(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        var text = head(of: bytes)
        text += bytes
        text += Self.lineEnd
        return text
    }

    /// The end of the body, with what was learnt on the way, such as a checksum; names in lower case.
    package mutating func end(trailer: [SignableRequest.Header] = []) -> [UInt8] {
        var text = head(of: [])
        var lines: [UInt8] = []
        for line in trailer {
            let name = line.name.canonical
            lines += name + Array(":".utf8) + line.value + Array("\n".utf8)
            text += name + Array(":".utf8) + line.value + Self.lineEnd
        }
        if signing == .signedTrailer {
            let digest = SHA256State.digest(of: lines.span)
            sign("AWS4-HMAC-SHA256-TRAILER\n") { Hex.append(digest, to: &$0) }
            text += "x-amz-trailer-signature:".utf8
            text += previous
            text += Self.lineEnd
        }
        return text + Self.lineEnd
    }

    private mutating func head(of bytes: [UInt8]) -> [UInt8] {
        var text = Array(String(bytes.count, radix: 16).utf8)
        text.reserveCapacity(bytes.count + 100)
        if signing != .unsignedTrailer {
            let digest = SHA256State.digest(of: bytes.span)
            sign("AWS4-HMAC-SHA256-PAYLOAD\n") { text in
                Hex.append(SHA256State.ofNothing, to: &text)
                text.append(UInt8(ascii: "\n"))
                Hex.append(digest, to: &text)
            }
            text += ";chunk-signature=".utf8
            text += previous
        }
        return text + Self.lineEnd
    }

    private mutating func sign(_ algorithm: String, _ appendDigests: (inout OutputSpan<UInt8>) -> Void) {
        let text = [UInt8](capacity: algorithm.utf8.count + context.count + 200) { text in
            text.append(algorithm)
            text.append(context)
            text.append(previous)
            text.append(UInt8(ascii: "\n"))
            appendDigests(&text)
        }
        day.sign(text, to: &previous)
    }

    private static let lineEnd = Array("\r\n".utf8)
}
