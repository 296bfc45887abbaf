internal import Crypto
internal import HTTPTransport
internal import SigV4

/// How a streamed body goes over the wire: in chunks, with the SHA-256 of the whole at its end.
///
/// Over TLS the chunks carry no signatures of their own, as in AWS's SDKs; else each does.
/// Source: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in
/// multiple chunks", "including trailing headers".
struct ChunkFraming {
    private static let checksum = "x-amz-checksum-sha256"

    let body: StreamedBody
    let signing: ChunkSigning

    init(_ body: StreamedBody, isSecure: Bool) {
        self.body = body
        signing = isSecure ? .unsignedTrailer : .signedTrailer
    }

    var headers: [SignableRequest.Header] {
        [
            .init("Content-Encoding", "aws-chunked"), .init("X-Amz-Decoded-Content-Length", String(body.length)),
            .init("X-Amz-Trailer", Self.checksum),
        ]
    }

    /// The bytes on the wire; gives up where the source has another length than it said.
    func upload(after signature: Signature, by signer: Signer, at time: SigningTime) -> HTTPUpload {
        let body = body
        let signing = signing
        let blank = SignableRequest.Header(Self.checksum, Base64.encode([UInt8](repeating: 0, count: 32)))
        let length = ChunkSigner.length(
            of: body.length, inChunksOf: StreamedBody.chunk, signing, trailer: [blank])
        return HTTPUpload(length: length) {
            var source = Chunks(body)
            var signer = ChunkSigner(signing, after: signature, by: signer, at: time)
            var digest = SHA256State()
            var sent = 0
            var isOver = false
            return {
                if isOver { return [] }
                guard let piece = source.next() else { return nil }
                sent += piece.count
                guard piece.isEmpty else {
                    digest.update(piece)
                    return sent <= body.length ? signer.chunk(piece) : nil
                }
                isOver = true
                guard sent == body.length else { return nil }
                let sum = digest.digest
                let bytes = unsafe sum.span.withUnsafeBufferPointer { unsafe Array($0) }
                return signer.end(trailer: [.init(Self.checksum, Base64.encode(bytes))])
            }
        }
    }
}

/// The pieces of a source, cut anew: all but the last have the chunk's length.
private struct Chunks {
    private let pull: () -> [UInt8]?
    private var rest: [UInt8] = []
    private var isOver = false

    init(_ body: StreamedBody) { pull = body.open() }

    /// Empty at the end, nil where the source gave up.
    mutating func next() -> [UInt8]? {
        while rest.count < StreamedBody.chunk, !isOver {
            guard let more = pull() else { return nil }
            isOver = more.isEmpty
            rest += more
        }
        let piece = Array(rest.prefix(StreamedBody.chunk))
        rest.removeFirst(piece.count)
        return piece
    }
}
