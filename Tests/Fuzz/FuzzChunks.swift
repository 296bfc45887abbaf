import Diagnostics
import SigV4

/// What is framed in chunks is got back by an independent reader, and is as long as was said before.
///
/// The first bytes of the input say how: form, number of trailer lines, size of the chunks (2), how often the rest is
/// repeated. The rest is the body; where the size is 0, its own bytes say where it is cut.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzChunks(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 5 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let signing = Sealing.forms[Int(input[0]) % Sealing.forms.count]
    let trailer = trailer(of: Int(input[1]) % 4, from: input)
    let size = Int(input[2]) << 8 | Int(input[3])
    let rest = input[5...]
    let body = Array(repeatElement(rest, count: 1 + Int(input[4]) % 32).joined())
    let pieces = size > 0 ? even(body, size) : uneven(body)

    var signer = Sealing.signer(signing)
    var sent: [UInt8] = []
    for piece in pieces { sent += signer.chunk(piece) }
    sent += signer.end(trailer: trailer)

    // A body of one chunk is that chunk and the end.
    let end = ChunkSigner.length(of: 0, inChunksOf: 1, signing, trailer: trailer)
    let chunks = pieces.filter { !$0.isEmpty }.map { piece in
        ChunkSigner.length(of: piece.count, inChunksOf: piece.count, signing, trailer: trailer) - end
    }
    precondition(sent.count == chunks.reduce(end, +), "the body is not as long as its chunks")
    if size > 0 {
        let length = ChunkSigner.length(of: body.count, inChunksOf: size, signing, trailer: trailer)
        precondition(sent.count == length, "the body is not as long as was said")
    }

    var reader = ChunkReader(sent[...], isSigned: signing != .unsignedTrailer, signsTrailer: signing == .signedTrailer)
    precondition(reader.body() == body, "other bytes come out than went in")
    let lines = trailer.map { $0.name.text.lowercased() + ":" + String(decoding: $0.value, as: UTF8.self) }
    precondition(reader.trailer() == lines, "another trailer comes out than went in")
    precondition(reader.isAtEnd, "something stands behind the end")
    precondition(Set(reader.signatures).count == reader.signatures.count, "a signature does not rest on the one before")
    return 0
}

private func even(_ body: [UInt8], _ size: Int) -> [[UInt8]] {
    stride(from: 0, to: body.count, by: size).map { Array(body[$0..<min($0 + size, body.count)]) }
}

/// Cut at lengths that the bytes themselves give, some of them 0.
private func uneven(_ body: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = body[...]
    while let first = rest.first {
        if first % 16 == 0 { pieces.append([]) }
        let count = max(1, Int(first) * (pieces.count % 5))
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
    }
    return pieces
}

/// Lines of visible characters, as header fields have them.
private func trailer(of count: Int, from input: [UInt8]) -> [SignableRequest.Header] {
    (0..<count).map { line in
        let value = input.dropFirst(5).prefix(20 * line).map { 0x21 + $0 % 94 }
        return SignableRequest.Header("X-Amz-Checksum-\(line)", Array(value))
    }
}

/// The signed request that chunks follow, one for each form.
private enum Sealing {
    static let forms: [ChunkSigning] = [.signed, .signedTrailer, .unsignedTrailer]

    private static let time = SigningTime(seconds: 1_369_353_600)
    private static let signer = Signer(
        AWSCredentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("secret")),
        scope: SigningScope(region: "us-east-1", service: "s3"), rules: .s3)
    private static let signatures = forms.map { form in
        let headers = [SignableRequest.Header("Host", "s3.amazonaws.com")]
        let request = SignableRequest("PUT", path: Array("/b/k".utf8), headers: headers, payload: .chunks(form))
        guard let signature = try? signer.sign(request, at: time) else { preconditionFailure("it is not signed") }
        return signature
    }

    static func signer(_ form: ChunkSigning) -> ChunkSigner {
        ChunkSigner(form, after: signatures[forms.firstIndex(of: form) ?? 0], by: signer, at: time)
    }
}

/// Reads what S3 documents, with nothing of the code that wrote it.
private struct ChunkReader {
    private var rest: ArraySlice<UInt8>
    private let isSigned: Bool
    private let signsTrailer: Bool
    private(set) var signatures: [String] = []

    init(_ bytes: ArraySlice<UInt8>, isSigned: Bool, signsTrailer: Bool) {
        rest = bytes
        self.isSigned = isSigned
        self.signsTrailer = signsTrailer
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The bytes of all chunks up to the empty one, which has no line end of its own behind its head.
    mutating func body() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let head = line().split(separator: ";", omittingEmptySubsequences: false)
            precondition(
                head.count == (isSigned ? 2 : 1), "a chunk is signed where it should not be, or not where it should")
            if isSigned { take(signature: String(head[1]), after: "chunk-signature=") }
            guard let size = Int(head[0], radix: 16), size >= 0, String(size, radix: 16) == head[0] else {
                preconditionFailure("a size is not in the shortest lower-case form")
            }
            guard size > 0 else { return bytes }
            precondition(rest.count >= size + 2, "a chunk is cut off")
            bytes += rest.prefix(size)
            rest = rest.dropFirst(size)
            precondition(line().isEmpty, "a chunk does not end where it should")
        }
    }

    /// The lines behind the last chunk, without the signature of them.
    mutating func trailer() -> [String] {
        var lines: [String] = []
        while true {
            let line = line()
            guard !line.isEmpty else { break }
            lines.append(line)
        }
        if signsTrailer {
            guard let last = lines.popLast() else { preconditionFailure("the trailer is not signed") }
            take(signature: last, after: "x-amz-trailer-signature:")
        }
        return lines
    }

    private mutating func take(signature text: String, after mark: String) {
        precondition(text.hasPrefix(mark), "a signature is not called one")
        let digits = text.dropFirst(mark.count)
        precondition(digits.utf8.count == 64 && digits.allSatisfy { "0123456789abcdef".contains($0) })
        signatures.append(String(digits))
    }

    /// Up to the next line end, which is CR LF and nothing else.
    private mutating func line() -> String {
        guard let end = rest.firstIndex(of: 0x0D), end + 1 < rest.endIndex, rest[end + 1] == 0x0A else {
            preconditionFailure("a line does not end")
        }
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 2)...]
        return text
    }
}
