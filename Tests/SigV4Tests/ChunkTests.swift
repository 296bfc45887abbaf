import Diagnostics
import SigV4
import Testing

/// The examples of the S3 documentation: 65 KiB of the letter a, in chunks of 64 KiB.
@Suite struct ChunkTests {
    static let time = SigningTime("20130524T000000Z") ?? SigningTime(seconds: 0)
    static let signer = Signer(
        AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
        scope: SigningScope(region: "us-east-1", service: "s3"), rules: .s3)
    static let headers: [SignableRequest.Header] = [
        .init("Host", "s3.amazonaws.com"), .init("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        .init("Content-Encoding", "aws-chunked"), .init("x-amz-decoded-content-length", "66560"),
    ]
    static let checksum = SignableRequest.Header("x-amz-checksum-crc32c", "sOO8/Q==")

    /// The body, and the signatures in it.
    static func body(
        _ signing: ChunkSigning, _ more: [SignableRequest.Header], trailer: [SignableRequest.Header]
    ) throws -> (seed: String, bytes: [UInt8], signatures: [String]) {
        let request = SignableRequest(
            "PUT", path: Array("/examplebucket/chunkObject.txt".utf8), headers: headers + more,
            payload: .chunks(signing))
        let signed = try signer.sign(request, at: time)
        var chunks = ChunkSigner(signing, after: signed, by: signer, at: time)
        var bytes = chunks.chunk([UInt8](repeating: UInt8(ascii: "a"), count: 65_536))
        bytes += chunks.chunk([UInt8](repeating: UInt8(ascii: "a"), count: 1_024))
        bytes += chunks.chunk([]) + chunks.end(trailer: trailer)
        let signatures = String(decoding: bytes, as: UTF8.self).matches(of: /-signature[=:]([0-9a-f]{64})/)
        return (String(decoding: signed.digits, as: UTF8.self), bytes, signatures.map { String($0.output.1) })
    }

    @Test func signedChunks() throws {
        let length = ChunkSigner.length(of: 66_560, inChunksOf: 65_536, .signed)
        #expect(length == 66_824)
        let body = try Self.body(.signed, [.init("Content-Length", String(length))], trailer: [])
        #expect(body.seed == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        #expect(
            body.signatures == [
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ])
        #expect(body.bytes.count == length)
    }

    @Test func signedChunksWithATrailer() throws {
        let body = try Self.body(
            .signedTrailer, [.init("x-amz-trailer", "x-amz-checksum-crc32c")], trailer: [Self.checksum])
        #expect(body.seed == "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
        #expect(
            body.signatures == [
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ])
        let length = ChunkSigner.length(of: 66_560, inChunksOf: 65_536, .signedTrailer, trailer: [Self.checksum])
        #expect(body.bytes.count == length)
    }

    @Test func unsignedChunksWithATrailer() throws {
        let body = try Self.body(.unsignedTrailer, [], trailer: [Self.checksum])
        #expect(body.signatures.isEmpty)
        let text = String(decoding: body.bytes, as: UTF8.self)
        #expect(text.hasPrefix("10000\r\naaaa") && text.contains("aaaa\r\n400\r\naaaa"))
        #expect(text.hasSuffix("aaaa\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n"))
        let length = ChunkSigner.length(of: 66_560, inChunksOf: 65_536, .unsignedTrailer, trailer: [Self.checksum])
        #expect(body.bytes.count == length)
    }

    @Test(arguments: [0, 1, 8_191, 8_192, 8_193, 65_536, 131_072, 131_073])
    func theLengthIsKnownBefore(count: Int) throws {
        let signed = try Self.signer.sign(
            SignableRequest("PUT", path: Array("/a".utf8), headers: Self.headers, payload: .chunks(.signed)),
            at: Self.time)
        var chunks = ChunkSigner(.signed, after: signed, by: Self.signer, at: Self.time)
        let bytes = [UInt8](repeating: 7, count: count)
        var sent = 0
        for start in stride(from: 0, to: count, by: 8_192) {
            sent += chunks.chunk(Array(bytes[start..<min(start + 8_192, count)])).count
        }
        sent += chunks.end().count
        #expect(sent == ChunkSigner.length(of: count, inChunksOf: 8_192, .signed))
    }
}
