import Crypto
import Diagnostics
import SigV4

/// Signatures with bodies of several sizes, and how many the hashing alone would allow.
///
/// Of a request that is there, as when it is tried again; `-made` of one that is made first and asked for its headers.
enum SigningBench {
    private static let signer = Signer(
        AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
        scope: SigningScope(region: "us-east-1", service: "dynamodb"))
    private static let time = SigningTime(seconds: 1_440_938_160)

    private static func request(_ body: [UInt8]) -> SignableRequest {
        SignableRequest(
            "POST", path: Array("/".utf8),
            headers: [
                .init("Host", "dynamodb.us-east-1.amazonaws.com"), .init("Content-Type", "application/x-amz-json-1.0"),
                .init("X-Amz-Target", "DynamoDB_20120810.PutItem"),
            ], payload: .bytes(body))
    }

    static func run() throws {
        for (name, size) in [("sign-0", 0), ("sign-1k", 1 << 10), ("sign-1m", 1 << 20)] {
            let body = [UInt8](repeating: 0x61, count: size)
            let request = request(body)
            var signed = try signer.sign(request, at: time)
            Bench.report(name, bytes: size) { (try? signer.sign(request, at: time, into: &signed)) != nil }
            bound(name, bytes: size, blocks: blocks(ofBody: size) + blocks(of: signed))
            Bench.report("\(name)-made", bytes: size) {
                (try? signer.sign(Self.request(body), at: time, into: &signed)) != nil && !signed.headers.isEmpty
            }
        }
        func object() -> SignableRequest {
            SignableRequest("GET", path: Array("/key".utf8), headers: [.init("Host", "b.s3.amazonaws.com")])
        }
        let request = object()
        var signed = try signer.presign(request, for: 900, at: time)
        Bench.report("presign", bytes: 0) { (try? signer.presign(request, for: 900, at: time, into: &signed)) != nil }
        Bench.report("presign-made", bytes: 0) {
            (try? signer.presign(object(), for: 900, at: time, into: &signed)) != nil
        }
        bound("presign", bytes: 0, blocks: blocks(of: signed))
    }

    /// Of a body; that of nothing is known.
    private static func blocks(ofBody count: Int) -> Int { count == 0 ? 0 : blocks(count) }

    /// Blocks of 64 bytes that SHA-256 makes of a text with its padding (FIPS 180-4 section 5.1.1).
    private static func blocks(_ count: Int) -> Int { (count + 9 + 63) / 64 }

    /// The canonical request is hashed once; of the code, whose first blocks are known, the text and its digest remain.
    private static func blocks(of signature: Signature) -> Int {
        blocks(signature.canonicalRequest.count) + blocks(signature.stringToSign.count) + blocks(32)
    }

    private static func bound(_ name: String, bytes: Int, blocks: Int) {
        let stretch = [UInt8](repeating: 0x61, count: blocks * 64)
        var state = SHA256State()
        Bench.report("\(name)-bound", bytes: bytes) {
            state.update(stretch.span)
            return true
        }
    }
}
