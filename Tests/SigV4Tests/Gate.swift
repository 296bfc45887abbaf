import Diagnostics
import HTTPTransport
import POSIX
import SigV4
import TestSupport
import Testing

/// The simulator with what the requests of these tests are about, and our signatures for it.
struct Gate: Sendable {
    let simulator: AWSSimulator
    let longTerm = AWSCredentials(
        accessKeyID: AWSSimulator.accessKeyID, secretAccessKey: Secret(AWSSimulator.secretAccessKey))
    /// In names of everything made, so that tests beside these see nothing of it.
    let prefix = "gate-\(RandomBytes.hexadecimal(6))"

    init(_ simulator: AWSSimulator) { self.simulator = simulator }

    var host: String { String(simulator.url.dropFirst("http://".count)) }
    var bucket: String { "\(prefix)-objects" }

    static var now: SigningTime { SigningTime(seconds: WallTime.now.seconds) }

    /// A request to a service, before it is signed.
    struct Call: Sendable {
        var service: String
        var method: String
        /// Decoded; the slashes part it.
        var path: String
        var query: [(String, String)] = []
        var headers: [(String, String)] = []
        var body: String?
        /// Of S3: what of the body is not signed.
        var payload: Payload?
    }

    /// By whom, for what and when a call is signed, where it is not as usual.
    struct Terms: Sendable {
        var credentials: AWSCredentials?
        var region = AWSSimulator.region
        var service: String?
        /// Seconds from now.
        var shift: Int64 = 0
        var rules: SigningRules?
    }

    func signer(_ call: Call, _ terms: Terms) -> Signer {
        Signer(
            terms.credentials ?? longTerm,
            scope: SigningScope(region: terms.region, service: terms.service ?? call.service),
            rules: terms.rules ?? (call.service == "s3" ? .s3 : .standard))
    }

    private func signable(_ call: Call) -> SignableRequest {
        SignableRequest(
            call.method, path: Array(Self.encoded(call.path, keeping: "/").utf8),
            query: call.query.map { SignableRequest.QueryItem($0.0, $0.1) },
            headers: [.init("Host", host)] + call.headers.map { SignableRequest.Header($0.0, $0.1) },
            payload: call.payload ?? .bytes(Array((call.body ?? "").utf8)))
    }

    /// Signed in its headers.
    func sign(_ call: Call, _ terms: Terms = Terms()) throws -> GateRequest {
        let signature = try signer(call, terms).sign(signable(call), at: Self.now.advanced(by: terms.shift))
        return request(call, signature)
    }

    private func request(_ call: Call, _ signature: Signature) -> GateRequest {
        GateRequest(
            method: call.method, path: Self.encoded(call.path, keeping: "/"),
            query: call.query.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" },
            headers: ([("Host", host)] + call.headers).map { .init(name: $0.0, value: $0.1) }
                + signature.headers.map { .init(name: $0.name.text, value: String(decoding: $0.value, as: UTF8.self)) },
            body: call.body.map { [Array($0.utf8)] })
    }

    /// Signed in its query.
    func presign(_ call: Call, for lifetime: Int = 300, _ terms: Terms = Terms()) throws -> GateRequest {
        var call = call
        call.payload = .unsigned
        let signature = try signer(call, terms).presign(
            signable(call), for: lifetime, at: Self.now.advanced(by: terms.shift))
        var request = request(call, signature)
        request.query = String(decoding: signature.query, as: UTF8.self).split(separator: "&").map(String.init)
        return request
    }

    /// An object in three chunks, of which each is a piece of the body, as is its end.
    func upload(
        _ key: String, _ signing: ChunkSigning, _ terms: Terms = Terms(), declared: Int = Self.streamed.count
    ) throws -> GateRequest {
        let checksum = SignableRequest.Header("x-amz-checksum-crc32", Checksum.crc32(of: Self.streamed))
        let hasTrailer = signing != .signed
        var call = Call(
            service: "s3", method: "PUT", path: "/\(bucket)/\(key)",
            headers: [("Content-Encoding", "aws-chunked"), ("X-Amz-Decoded-Content-Length", String(declared))])
        if hasTrailer { call.headers.append(("X-Amz-Trailer", "x-amz-checksum-crc32")) }
        call.payload = .chunks(signing)
        let signer = signer(call, terms)
        let time = Self.now.advanced(by: terms.shift)
        let signature = try signer.sign(signable(call), at: time)
        var chunks = ChunkSigner(signing, after: signature, by: signer, at: time)
        var request = request(call, signature)
        var pieces: [[UInt8]] = []
        for start in stride(from: 0, to: Self.streamed.count, by: ChunkSigner.least) {
            let end = min(start + ChunkSigner.least, Self.streamed.count)
            pieces.append(chunks.chunk(Array(Self.streamed[start..<end])))
        }
        request.body = pieces + [chunks.end(trailer: hasTrailer ? [checksum] : [])]
        return request
    }

    /// What is sent in chunks: no two of them alike.
    static let streamed = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 % 251) }

    /// Percent-encoding by its definition (RFC 3986 section 2), apart from the one under test.
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        let plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" + kept
        return text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, plain.contains(character) { return String(character) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    /// Sends a request that has to be answered with 2xx, and gives the answer.
    @discardableResult
    func accepted(_ request: GateRequest, _ name: String = "") throws -> HTTPResponse {
        let answer = try request.send(to: simulator)
        #expect((200..<300).contains(answer.status), "\(name): \(answer.status) \(answer.text.prefix(600))")
        return answer
    }

    /// Temporary credentials, which STS gives for the usual ones.
    func session() throws -> AWSCredentials {
        let call = Call.query("sts", "Action=GetSessionToken&Version=2011-06-15")
        let answer = try sign(call).send(to: simulator)
        return AWSCredentials(
            accessKeyID: try #require(answer.element("AccessKeyId"), "\(answer.text)"),
            secretAccessKey: Secret(try #require(answer.element("SecretAccessKey"))),
            sessionToken: Secret(try #require(answer.element("SessionToken"))))
    }
}

extension Gate.Call {
    /// A call of the query protocol.
    static func query(_ service: String, _ body: String) -> Self {
        Self(
            service: service, method: "POST", path: "/",
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], body: body)
    }

    /// A call of the JSON protocol.
    static func json(_ service: String, _ target: String, _ body: String, version: String = "1.1") -> Self {
        Self(
            service: service, method: "POST", path: "/",
            headers: [("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", target)], body: body)
    }
}

/// The checksum S3 knows as CRC32, bit by bit.
private enum Checksum {
    static func crc32(of bytes: [UInt8]) -> String {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return base64(~value)
    }

    /// Of four bytes, the first one first.
    private static func base64(_ value: UInt32) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = UInt64(value) << 4
        return String((0..<6).reversed().map { alphabet[Int(bits >> (6 * UInt64($0)) & 63)] }) + "=="
    }
}
